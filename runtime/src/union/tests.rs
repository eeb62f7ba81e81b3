use super::{Candidate, Union, Variant, fits};
use crate::{Decode, DecodeResult, Encode, Guid, Json, Map, Reader, from_str, to_string};

/// A union whose variants keep their value as it is: what counts here is which one is chosen.
macro_rules! choices {
    ($name:ident, $discriminator:expr, [$($candidate:expr),* $(,)?]) => {
        #[derive(Clone)]
        enum $name { Known(usize, Json), Unknown(Json) }

        impl Union for $name {
            const DISCRIMINATOR: Option<&'static str> = $discriminator;
            const CANDIDATES: &'static [Candidate] = &[$($candidate),*];

            fn read(candidate: usize, json: &mut Reader<'_>) -> DecodeResult<Self> {
                Ok(match candidate {
                    _ if candidate < Self::CANDIDATES.len() => Self::Known(candidate, json.value()?),
                    _ => Self::Unknown(json.value()?),
                })
            }

            fn value(&self) -> &dyn Variant {
                match self {
                    Self::Known(_, value) | Self::Unknown(value) => value,
                }
            }
        }

        crate::union!($name);

        impl $name {
            /// The number of the variant; `None` for the unknown one.
            fn of(json: &str) -> Option<usize> {
                let value = from_str::<Self>(json);
                assert_eq!(value.as_ref().ok().map(to_string).as_deref(), Some(json));
                match value { Ok(Self::Known(index, _)) => Some(index), _ => None }
            }
        }
    };
}

choices!(
    Tagged,
    Some("kind"),
    [
        Candidate::NONE.object().tags(&["cat", "tom"]).required(&["name"]).known(&["name", "kind"]),
        Candidate::NONE
            .object()
            .tags(&["#/components/schemas/dog"])
            .required(&["name", "bark"])
            .known(&["name", "bark"]),
        Candidate::NONE.object().tags(&["#a.b.bird"]).required(&["wings"]),
        Candidate::NONE.object().tags(&["7"]).required(&["seven"]),
    ]
);

#[test]
fn a_tag_decides() {
    for (json, variant) in [
        (r#"{"kind":"cat"}"#, Some(0)),
        (r#"{"x":{"kind":"dog"},"kind":"tom"}"#, Some(0)),
        (r##"{"kind":"#cat"}"##, Some(0)),
        (r#"{"kind":"dog","name":"a"}"#, Some(1)),
        (r##"{"kind":"#/components/schemas/dog"}"##, Some(1)),
        (r#"{"kind":"a.b.bird"}"#, Some(2)),
        (r##"{"kind":"#a.b.bird"}"##, Some(2)),
        (r##"{"kind":"https://host/v1/$metadata#a.b.bird"}"##, Some(2)),
        (r#"{"kind":7}"#, Some(3)),
        (r#"{"k\u0069nd":"c\u0061t"}"#, Some(0)),
        // Variants of tomorrow, even if they look like one of today.
        (r#"{"kind":"fish","name":"a"}"#, None),
        (r#"{"kind":"","name":"a"}"#, None),
        (r#"{"kind":"x/dog/y"}"#, None),
    ] {
        assert_eq!(Tagged::of(json), variant, "{json}");
    }
}

#[test]
fn without_a_tag_the_members_decide() {
    for (json, variant) in [
        (r#"{"name":"a"}"#, Some(0)),
        (r#"{"name":"a","kind":null}"#, Some(0)),
        (r#"{"name":"a","bark":1}"#, Some(1)),
        (r#"{"wings":2}"#, Some(2)),
        (r#"{"legs":2}"#, None),
        ("{}", None),
        ("7", None),
        ("null", None),
        ("[]", None),
    ] {
        assert_eq!(Tagged::of(json), variant, "{json}");
    }
}

choices!(
    Defaulted,
    Some("kind"),
    [Candidate::NONE.object().tags(&["cat"]), Candidate::NONE.object().tags(&["other"]).required(&["x"]).by_default()]
);

#[test]
fn a_default_takes_what_has_no_tag_or_an_unknown_one() {
    for (json, variant) in [
        (r#"{"kind":"cat","x":1}"#, Some(0)),
        (r#"{"kind":"other"}"#, Some(1)),
        (r#"{"kind":"fish","x":1}"#, Some(1)),
        (r#"{"x":1}"#, Some(1)),
        // It cannot be of the default either.
        (r#"{"kind":"fish"}"#, None),
        ("7", None),
    ] {
        assert_eq!(Defaulted::of(json), variant, "{json}");
    }
}

choices!(Partly, Some("kind"), [Candidate::NONE.object().tags(&["a"]), Candidate::NONE.object().required(&["x"]),]);

#[test]
fn an_unknown_tag_leaves_the_variants_without_tags() {
    assert_eq!(Partly::of(r#"{"kind":"b","x":1}"#), Some(1));
    assert_eq!(Partly::of(r#"{"kind":"b"}"#), None);
    assert_eq!(Partly::of(r#"{"kind":"a","x":1}"#), Some(0));
}

choices!(
    Kinds,
    None,
    [
        Candidate::NONE.text(),
        Candidate::NONE.text().texts(&["a", "b"]),
        Candidate::NONE.text().form(fits::<Guid>),
        Candidate::NONE.number(),
        Candidate::NONE.integer(),
        Candidate::NONE.boolean().null(),
        Candidate::NONE.array().items(&Candidate::NONE.text()),
        Candidate::NONE.array().items(&Candidate::NONE.integer()),
        Candidate::NONE.array().items(&Candidate::NONE.array().items(&Candidate::NONE.integer())),
        Candidate::NONE.array().items(&Candidate::NONE.object().required(&["x"])),
        Candidate::NONE.object(),
    ]
);

#[test]
fn kinds_decide() {
    for (json, variant) in [
        ("\"x\"", Some(0)),
        ("\"\"", Some(0)),
        ("\"b\"", Some(1)),
        ("\"3f2504e0-4f89-11d3-9a0c-0305e82c3301\"", Some(2)),
        ("1.5", Some(3)),
        ("1.0", Some(3)),
        ("1e3", Some(3)),
        ("-7", Some(4)),
        ("false", Some(5)),
        ("null", Some(5)),
        ("[\"x\",1]", Some(6)),
        ("[]", Some(6)),
        ("[7]", Some(7)),
        ("[[7],[]]", Some(8)),
        ("[{\"x\":1}]", Some(9)),
        ("[true]", None),
        ("{\"x\":1}", Some(10)),
    ] {
        assert_eq!(Kinds::of(json), variant, "{json}");
    }
}

choices!(
    Objects,
    None,
    [
        Candidate::NONE.object().known(&["a"]),
        Candidate::NONE.object().required(&["a"]).known(&["a", "b"]),
        Candidate::NONE.object().required(&["a"]).known(&["a", "c"]),
        Candidate::NONE.object().required(&["a", "d"]).known(&["a", "d"]),
        Candidate::NONE.object().constants(&[("type", "dog")]).known(&["type"]),
        Candidate::NONE.object().constants(&[("type", "7")]).known(&["type"]),
        Candidate::NONE,
    ]
);

#[test]
fn the_best_of_several_objects() {
    for (json, variant) in [
        ("{}", Some(0)),
        (r#"{"x":1}"#, Some(0)),
        (r#"{"a":1}"#, Some(1)),
        (r#"{"a":1,"c":1,"x":1}"#, Some(2)),
        (r#"{"a":1,"b":1,"c":1}"#, Some(1)),
        (r#"{"a":1,"b":1,"c":1,"d":null}"#, Some(3)),
        (r#"{"a":1,"d":1,"type":"dog"}"#, Some(4)),
        (r#"{"type":7}"#, Some(5)),
        (r#"{"type":"cow"}"#, Some(0)),
        // What may be anything takes the rest.
        ("[1]", Some(6)),
        ("null", Some(6)),
    ] {
        assert_eq!(Objects::of(json), variant, "{json}");
    }
}

choices!(
    Constant,
    None,
    [
        Candidate::NONE.object().constants(&[("type", "dog")]),
        Candidate::NONE.text().texts(&["a"]),
        Candidate::NONE.integer(),
    ]
);

#[test]
fn the_last_resort() {
    // States to be something else, so it is.
    assert_eq!(Constant::of(r#"{"type":"cat"}"#), None);
    // The only one of its kind, which knows what to do with it.
    assert_eq!(Constant::of("\"b\""), Some(1));
    assert_eq!(Constant::of("1.5"), Some(2));
    assert_eq!(Constant::of("true"), None);
}

#[derive(Clone)]
enum Outer {
    Number(i8),
    Words(Box<Map<Vec<Inner>>>),
    Unknown(Json),
}

#[derive(Clone)]
enum Inner {
    Text(String),
    Outer(Box<Outer>),
    Unknown(Json),
}

impl Union for Outer {
    const CANDIDATES: &'static [Candidate] = &[Candidate::NONE.integer(), Candidate::NONE.object()];

    fn read(candidate: usize, json: &mut Reader<'_>) -> DecodeResult<Self> {
        Ok(match candidate {
            0usize => Self::Number(json.value()?),
            1usize => Self::Words(json.value()?),
            _ => Self::Unknown(json.value()?),
        })
    }

    fn value(&self) -> &dyn Variant {
        match self {
            Self::Number(value) => value,
            Self::Words(value) => value,
            Self::Unknown(value) => value,
        }
    }
}

impl Union for Inner {
    const CANDIDATES: &'static [Candidate] = &[Candidate::NONE.text(), Candidate::NONE];

    fn read(candidate: usize, json: &mut Reader<'_>) -> DecodeResult<Self> {
        Ok(match candidate {
            0usize => Self::Text(json.value()?),
            1usize => Self::Outer(json.value()?),
            _ => Self::Unknown(json.value()?),
        })
    }

    fn value(&self) -> &dyn Variant {
        match self {
            Self::Text(value) => value,
            Self::Outer(value) => value,
            Self::Unknown(value) => value,
        }
    }
}

crate::union!(Outer);
crate::union!(Inner);

#[test]
fn unions_in_unions() {
    let text = r#"{"a":["x",7,{"b":[[1],null]}]}"#;
    let outer = from_str::<Outer>(text);
    assert_eq!(outer.as_ref().ok().map(to_string).as_deref(), Some(text));
    assert_eq!(format!("{:?}", outer.unwrap_or_default()), format!("Outer {text}"));
}

#[test]
fn errors_say_where_and_as_what() {
    let error = from_str::<Outer>(r#"{"a":["x",700]}"#).map_err(|error| error.to_string());
    let expected = "expected an integer of 8 bits, found 700 at a[1] (byte 10), \
                    read as Box<Map<Vec<Inner>>>, read as Box<Outer>, read as i8";
    assert_eq!(error.err().as_deref(), Some(expected));
}

#[test]
fn malformed_values_are_errors_with_their_place() {
    for (text, offset) in
        [(r#"[{"kind":"#, 9), (r#"[{"name":1,"x":tru}]"#, 18), (r#"[{"a\q":1}]"#, 5), ("[7e]", 3), ("[", 1)]
    {
        let error = from_str::<Vec<Tagged>>(text).err();
        assert_eq!(error.as_ref().map(crate::DecodeError::offset), Some(offset), "{text} {error:?}");
    }
}

#[test]
fn nesting_has_an_end() {
    let deep = format!("{}{}", "{\"a\":[".repeat(100), "]}".repeat(100));
    assert!(from_str::<Outer>(&deep).is_err());
    let fine = format!("{}{}", "{\"a\":[".repeat(60), "]}".repeat(60));
    assert!(from_str::<Outer>(&fine).is_ok());
}

/// The choice looks past what nests deep, as far as the document may: before a tag, and within a first element.
#[test]
fn a_choice_looks_as_deep_as_the_document_may_nest() {
    let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
    let read = |json: &str, depth: usize| crate::json::from_slice_within::<Tagged>(json.as_bytes(), depth);
    let tagged = format!("{{\"x\":{deep},\"kind\":\"tom\"}}");
    assert!(matches!(read(&tagged, 301), Ok(Tagged::Known(0, _))) && read(&tagged, 300).is_err());
    let untagged = format!("{{\"x\":{deep},\"wings\":1}}");
    assert!(matches!(read(&untagged, 301), Ok(Tagged::Known(2, _))) && read(&untagged, 300).is_err());
    let read = |json: &str, depth: usize| crate::json::from_slice_within::<Kinds>(json.as_bytes(), depth);
    let list = format!("[{{\"x\":{deep}}}]");
    assert!(matches!(read(&list, 302), Ok(Kinds::Known(9, _))) && read(&list, 301).is_err());
}

/// Lists that differ in what their elements are, as far down as a table does not look.
#[derive(Clone)]
enum Deep {
    Flat(Vec<f64>),
    Nested(Vec<Vec<f64>>),
    Again(Vec<Deep>),
    OnceMore(Vec<Deep>),
    /// Fits no text that is there.
    Word(f64),
    Unknown(Json),
}

impl Union for Deep {
    const CANDIDATES: &'static [Candidate] = &[
        Candidate::NONE.array(),
        Candidate::NONE.array(),
        Candidate::NONE.array(),
        Candidate::NONE.array(),
        Candidate::NONE.text(),
    ];

    fn read(candidate: usize, json: &mut Reader<'_>) -> DecodeResult<Self> {
        match candidate {
            0 => json.variant(Self::Flat),
            1 => json.variant(Self::Nested),
            2 => json.variant(Self::Again),
            3 => json.variant(Self::OnceMore),
            4 => json.variant(Self::Word),
            _ => json.variant(Self::Unknown),
        }
    }

    fn value(&self) -> &dyn Variant {
        match self {
            Self::Flat(value) => value,
            Self::Nested(value) => value,
            Self::Again(value) => value,
            Self::OnceMore(value) => value,
            Self::Word(value) => value,
            Self::Unknown(value) => value,
        }
    }
}

crate::union!(Deep);

#[test]
fn what_is_of_another_variant_after_all_is_read_as_that() {
    let read = |text: &str| from_str::<Vec<Deep>>(text);
    let text = "[[],[1.5],[[1.5,2.5],[]],[[[1.5]],[2.5]]]";
    let values = read(text).unwrap_or_default();
    assert_eq!(to_string(&values), text);
    assert!(matches!(values.as_slice(), [Deep::Flat(_), Deep::Flat(_), Deep::Nested(_), Deep::Again(_)]), "{values:?}");
    // The error is that of the first choice.
    let error = read(r#"[[],["x"]]"#).map_err(|error| error.to_string()).err();
    let expected = r#"expected a number, "INF", "-INF" or "NaN", found "x" at [1][0] (byte 5), read as Vec<f64>"#;
    assert_eq!(error.as_deref(), Some(expected));
}

#[test]
fn trials_have_an_end() {
    // Without a bound each level would be tried in two ways, and 2^100 are too many.
    let text = format!("{}\"x\"{}", "[".repeat(100), "]".repeat(100));
    assert!(from_str::<Deep>(&text).is_err());
}

#[test]
fn debug_hides_what_is_not_known() {
    let value = from_str::<Tagged>(r#"{"kind":"fish","password":"x"}"#).unwrap_or_default();
    assert_eq!(format!("{value:?}"), r#"Tagged {"...":["kind","password"]}"#);
    assert_eq!(format!("{:?}", Tagged::default()), "Tagged null");
}

#[test]
fn serde_takes_the_same_way() {
    let value = serde_json::from_str::<Tagged>(r#"{"kind":"cat"}"#);
    assert_eq!(value.and_then(|value| serde_json::to_string(&value)).ok().as_deref(), Some(r#"{"kind":"cat"}"#));
}

/// Names the traits so that their imports are what generated code has.
#[test]
fn a_union_is_a_codec_type() {
    fn is<T: Decode + Encode + Default>() {}
    is::<Tagged>();
}

choices!(
    Messages,
    None,
    [
        Candidate::NONE.object().constants(&[("type", "item")]).required(&["id"]).known(&["id", "type"]),
        Candidate::NONE.object().constants(&[("type", "message")]).required(&["role"]).known(&["role", "type"]),
        Candidate::NONE.object().required(&["role"]).known(&["role"]),
        Candidate::NONE.object().constants(&[("kind", "part")]).required(&["kind"]).known(&["kind"]),
    ]
);

#[test]
fn a_constant_that_may_be_left_out_says_nothing_by_its_absence() {
    for (json, variant) in [
        (r#"{"role":"user","type":"message"}"#, Some(1)),
        (r#"{"role":"user"}"#, Some(1)),
        (r#"{"role":"user","type":"note"}"#, Some(2)),
        (r#"{"id":1}"#, Some(0)),
        (r#"{"kind":"part"}"#, Some(3)),
        (r#"{"kind":"whole"}"#, None),
    ] {
        assert_eq!(Messages::of(json), variant, "{json}");
    }
}
