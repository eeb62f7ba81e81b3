//! Schema Objects.

use super::{alias, enumeration, errors, listed, property, read, schemas, shown, structure, union};
use crate::model::{Access, Additional, LedgerSeverity, Primitive, Type, TypeName, WireForm};

#[test]
fn null_is_said_in_many_ways() {
    let api = read(&schemas(
        "3.1.0",
        "
Pet:
  type: object
  required: [plain]
  properties:
    plain: {type: string}
    flag: {type: string, nullable: true}
    list: {type: [string, 'null']}
    union: {anyOf: [{type: string}, {type: 'null'}]}
    reference: {oneOf: [{$ref: '#/components/schemas/Pet'}, {type: object, nullable: true}]}
    words: {enum: [a, b, null]}
    constant: {anyOf: [{type: integer}, {const: null}]}
",
    ));
    let types =
        ["plain", "flag", "list", "union", "reference", "words", "constant"].map(|name| shown(&api, "Pet", name));
    assert_eq!(types, ["String", "String?", "String?", "String?", "Pet?", "Pet.words?", "Int64?"]);
    assert_eq!(enumeration(&api, "Pet.words").members.len(), 2);
    assert!(property(&api, "Pet", "plain").required && !property(&api, "Pet", "flag").required);
}

#[test]
fn formats_and_bounds_decide_the_primitive() {
    let api = read(&schemas(
        "3.0.3",
        "
All:
  type: object
  properties:
    a: {type: integer}
    b: {type: integer, format: int32}
    c: {type: number, format: int32}
    d: {type: number}
    e: {type: number, format: decimal}
    f: {type: integer, minimum: 0, maximum: 18446744073709551615}
    g: {type: integer, minimum: -9223372036854776000}
    h: {type: integer, maximum: 99999999999999999999999}
    i: {type: string, format: date-time}
    j: {type: string, format: byte}
    k: {type: string, format: base64url}
    l: {type: string, format: email, maxLength: 10}
    m: {type: string, format: password}
    n: {type: array}
    o: {}
    p: {type: object}
    q: {type: object, additionalProperties: {type: integer}}
",
    ));
    let types: Vec<String> = "abcdefghijklmnopq".chars().map(|name| shown(&api, "All", &name.to_string())).collect();
    let wanted = [
        "Int64",
        "Int32",
        "Int32",
        "Double",
        "Decimal",
        "UInt64",
        "Int64",
        "Int128",
        "DateTimeOffset",
        "Base64",
        "Binary",
        "String",
        "String",
        "[any?]",
        "any",
        "{any?}",
        "{Int64}",
    ];
    assert_eq!(types, wanted);
    assert_eq!(property(&api, "All", "l").constraints, ["format `email`", "at most 10 characters"]);
    assert!(property(&api, "All", "m").secret && !property(&api, "All", "l").secret);
}

#[test]
fn enumerations_keep_texts_as_written_and_numbers_as_values() {
    let api = read(&schemas(
        "3.0.3",
        "
Texts: {type: string, enum: [no, 1.10, '', '>=', ASC, asc]}
Numbers:
  type: integer
  format: int32
  enum: [10, -20]
  x-enum-varnames: [TEN, LESS]
  x-enum-descriptions: [Ten., Less.]
Named:
  type: string
  enum: [one, two]
  x-enum-numbers: {one: 1, two: 5}
  x-ms-enum: {values: [{value: one, description: The first.}]}
Marks: {type: string, enum: ['+', '-'], x-ms-enum: {values: [{value: '+', name: plus}, {value: '-', name: minus}]}}
Flags: {type: string, enum: [r, w], x-ms-enum-flags: {isFlags: true}}
Constant: {const: on, type: string}
",
    ));
    let texts = enumeration(&api, "Texts");
    assert_eq!(texts.members.iter().map(|it| &*it.wire).collect::<Vec<_>>(), ["no", "1.10", "", ">=", "ASC", "asc"]);
    assert!(texts.members.iter().all(|member| member.number.is_none()));
    let numbers = enumeration(&api, "Numbers");
    assert_eq!((numbers.wire, numbers.underlying), (WireForm::Number, Some(Primitive::Int32)));
    let second = numbers.members.get(1).unwrap();
    assert_eq!((&*second.wire, second.number, second.label.as_deref()), ("-20", Some(-20), Some("LESS")));
    assert_eq!(second.docs.description.as_deref(), Some("Less."));
    let named = enumeration(&api, "Named");
    assert_eq!(named.members.iter().map(|it| it.number).collect::<Vec<_>>(), [Some(1), Some(5)]);
    assert_eq!(named.wire, WireForm::Text);
    assert_eq!(named.members.first().unwrap().docs.description.as_deref(), Some("The first."));
    let labels: Vec<_> = enumeration(&api, "Marks").members.iter().map(|it| it.label.clone().unwrap()).collect();
    assert_eq!(labels, ["plus", "minus"]);
    assert!(enumeration(&api, "Flags").flags);
    assert_eq!(enumeration(&api, "Constant").members.len(), 1);
}

#[test]
fn enumerations_with_mistakes_are_refused() {
    let numbers = errors(&schemas("3.0.3", "A: {type: string, enum: [a, b], x-enum-numbers: {a: x, c: 1}}"));
    assert_eq!(
        numbers,
        [
            "RB0310 `x-enum-numbers` has no number for `b`",
            "RB0312 the number of `a` is a text, not an integer",
            "RB0312 `x-enum-numbers` names `c`, which is not in the enum",
        ]
    );
}

#[test]
fn all_of_merges_and_prefers_the_stricter_type() {
    let api = read(&schemas(
        "3.0.3",
        "
Base: {type: object, required: [id], properties: {id: {type: integer}, kind: {type: string}, more: {}}}
Whole:
  description: Of both.
  allOf:
  - $ref: '#/components/schemas/Base'
  - type: object
    required: [kind]
    properties: {kind: {type: string, enum: [x]}, more: {type: boolean}, own: {type: object, properties: {a: {}}}}
Use: {type: object, properties: {base: {allOf: [{$ref: '#/components/schemas/Base'}], description: A use.}}}
Clash: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {id: {type: boolean}}}]}
",
    ));
    let names: Vec<&str> = structure(&api, "Whole").properties.iter().map(|it| &*it.name).collect();
    assert_eq!(names, ["id", "kind", "more", "own"]);
    assert!(structure(&api, "Whole").base.is_none());
    assert_eq!([shown(&api, "Whole", "kind"), shown(&api, "Whole", "more")], ["Whole.kind", "Boolean"]);
    assert!(property(&api, "Whole", "kind").required && property(&api, "Whole", "id").required);
    assert_eq!(shown(&api, "Whole", "own"), "Whole.own");
    assert_eq!(shown(&api, "Use", "base"), "Base");
    assert_eq!(property(&api, "Use", "base").docs.description.as_deref(), Some("A use."));
    assert_eq!(listed(&api, LedgerSeverity::Approximated), ["`id` with two types in `allOf`"]);
}

#[test]
fn the_stricter_type_may_be_of_the_earlier_part_too() {
    let api = read(&schemas(
        "3.0.3",
        "
Whole:
  allOf:
  - type: object
    properties:
      day: {type: string, format: date}
      count: {type: integer}
      number: {type: string, format: int64}
  - {type: object, properties: {day: {type: string}, count: {type: number}, number: {type: string}}}
",
    ));
    let kinds = ["day", "count", "number"].map(|member| shown(&api, "Whole", member));
    assert_eq!(kinds, ["Date", "Int64", "QuotedInt64"]);
    assert!(listed(&api, LedgerSeverity::Approximated).is_empty());
}

/// Which of the schemas meet in a member is another set on each way to it.
#[test]
fn members_of_several_parts_are_not_a_type_for_every_set_of_parts() {
    let level = |number: u32| {
        format!(
            "Q{number}: {{type: object, properties: {{a: &q{number} {{type: object, allOf: [{{$ref:              '#/components/schemas/Q{}'}}]}}, b: *q{number}}}}}\n",
            number + 1
        )
    };
    let text = format!(
        "
Q0:
  allOf:
  - {{type: object, properties: {{a: {{$ref: '#/components/schemas/Q0'}}, b: {{$ref: '#/components/schemas/Q0'}}}}}}
  - {{type: object, properties: {{b: {{type: object, allOf: [{{$ref: '#/components/schemas/Q1'}}]}}}}}}
{}Q20: {{type: object, properties: {{z: {{type: string}}}}}}
",
        (1..20).map(level).collect::<String>()
    );
    let api = read(&schemas("3.1.0", &text));
    assert!(api.types.ids().count() < 5_000);
    assert!(!listed(&api, LedgerSeverity::Approximated).is_empty());
}

#[test]
fn a_base_with_a_discriminator_stays_a_base() {
    let api = read(&schemas(
        "3.0.3",
        "
Pet:
  type: object
  required: [kind]
  properties: {kind: {type: string}, name: {type: string}}
  discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [name], properties: {claws: {type: integer}}}]}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
",
    ));
    let pet = structure(&api, "Pet").discriminator.as_ref().unwrap();
    let mapping: Vec<_> = pet.mapping.iter().map(|(value, id)| (&**value, &*api.types[*id].key)).collect();
    assert_eq!((&*pet.property, mapping), ("kind", vec![("cat", "Cat"), ("Dog", "Dog")]));
    let cat = structure(&api, "Cat");
    assert_eq!(cat.base, api.types.find("Pet"));
    assert_eq!(cat.wire_name.as_deref(), Some("cat"));
    // Said again because the derived type requires it.
    assert!(property(&api, "Cat", "name").required && !property(&api, "Pet", "name").required);
    assert_eq!(structure(&api, "Dog").base, api.types.find("Pet"));
}

#[test]
fn unions_have_labels_and_mappings() {
    let api = read(&schemas(
        "3.1.0",
        "
Cat: {type: object, properties: {kind: {const: cat}}}
Dog: {type: object, properties: {kind: {const: dog}}}
Pet:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind, mapping: {cat: Cat}}
Mixed: {anyOf: [{type: integer}, {type: string}, {type: array, items: {type: string}}, {title: Some Object, type: object, properties: {a: {}}}]}
Types: {type: [integer, string]}
Open: {anyOf: [{type: string}, {type: string, enum: [a, b]}]}
Same: {oneOf: [{type: string}, {type: string, minLength: 1}]}
Needs: {type: object, properties: {a: {}, b: {}}, anyOf: [{required: [a]}, {required: [b]}]}
",
    ));
    let pet = union(&api, "Pet");
    assert_eq!(pet.variants.iter().map(|it| &*it.label).collect::<Vec<_>>(), ["Cat", "Dog"]);
    let mapping = &pet.discriminator.as_ref().unwrap().mapping;
    assert_eq!(mapping.iter().map(|(value, _)| &**value).collect::<Vec<_>>(), ["cat", "Dog"]);
    let labels: Vec<_> = union(&api, "Mixed").variants.iter().map(|it| &*it.label).collect();
    assert_eq!(labels, ["integer", "string", "string list", "Some Object"]);
    assert_eq!(union(&api, "Types").variants.len(), 2);
    assert_eq!(enumeration(&api, "Open").members.len(), 2);
    assert_eq!(alias(&api, "Same"), "String");
    assert_eq!(structure(&api, "Needs").properties.len(), 2);
}

#[test]
fn recursion_ends() {
    let api = read(&schemas(
        "3.1.0",
        "
Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, leaf: {$ref: '#/components/schemas/Node/properties/next'}}}
List: {type: array, items: {$ref: '#/components/schemas/List'}}
Value: {anyOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Value'}}, {$ref: '#/components/schemas/Other'}]}
Other: {anyOf: [{$ref: '#/components/schemas/Value'}, {type: integer}]}
Left: {allOf: [{$ref: '#/components/schemas/Right'}, {properties: {a: {}}}], discriminator: {propertyName: a}}
Right: {allOf: [{$ref: '#/components/schemas/Left'}, {properties: {b: {}}}], discriminator: {propertyName: a}}
Self: {oneOf: [{$ref: '#/components/schemas/Self'}]}
",
    ));
    assert_eq!(shown(&api, "Node", "next"), "Node");
    assert_eq!(union(&api, "List").variants.len(), 1);
    assert_eq!(union(&api, "Value").variants.len(), 3);
    assert_eq!(structure(&api, "Left").base, None);
    assert_eq!(alias(&api, "Self"), "any?");
}

#[test]
fn deep_nesting_is_read() {
    let mut schema = "{type: string}".to_owned();
    for _ in 0..110 {
        schema = format!("{{type: array, items: {schema}}}");
    }
    assert!(alias(&read(&schemas("3.1.0", &format!("Deep: {schema}"))), "Deep").starts_with("[[[["));
}

#[test]
fn inline_types_are_named_after_their_place() {
    let api = read(&schemas(
        "3.0.3",
        "
Zebra: {type: object, properties: {owner: {type: object, properties: {home: {type: object, properties: {a: {}}}}}}}
Ant: {type: object, additionalProperties: false, properties: {legs: {type: array, items: {type: string, enum: [a]}}}}
",
    ));
    let keys: Vec<&str> = api.types.iter().map(|(_, it)| &*it.key).collect();
    assert_eq!(keys, ["Zebra", "Ant", "Ant.legs.item", "Zebra.owner", "Zebra.owner.home"]);
    let home = &api.types[api.types.find("Zebra.owner.home").unwrap()];
    assert_eq!(home.name, TypeName::Inline(vec!["Zebra owner home".to_owned()]));
    assert_eq!(structure(&api, "Ant").additional, Additional::Refused);
}

#[test]
fn what_is_not_represented_is_listed() {
    let api = read(&schemas(
        "3.1.0",
        "
A:
  type: object
  propertie: {}
  x-anything: 1
  not: {required: [b]}
  properties:
    tuple: {type: array, prefixItems: [{type: string}]}
    dated: {type: string, readOnly: true, deprecated: true, default: x}
",
    ));
    assert_eq!(listed(&api, LedgerSeverity::Approximated), ["`not`", "`prefixItems` that more may follow"]);
    assert_eq!(listed(&api, LedgerSeverity::Info), ["`propertie` of Schema Object", "`x-anything`"]);
    let dated = property(&api, "A", "dated");
    assert_eq!(
        (dated.access, dated.deprecated.is_some(), dated.default.as_deref()),
        (Access::ReadOnly, true, Some("\"x\""))
    );
}

#[test]
fn scalars_that_no_value_can_be_are_the_first_and_listed() {
    let api = read(&schemas(
        "3.1.0",
        "
A:
  properties:
    kinds: {allOf: [{type: string}, {type: integer}]}
    lists: {allOf: [{type: array, items: {type: string}}, {type: array, items: {}}]}
    map: {allOf: [{type: object, additionalProperties: true}, {type: object, additionalProperties: {type: integer}}]}
    other: {allOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}
    words: {allOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]}
    fine: {allOf: [{type: string, enum: [a, b]}, {type: string, minLength: 1}]}
",
    ));
    let types = ["kinds", "lists"].map(|name| property(&api, "A", name).item.value.clone());
    assert_eq!(types[0], Type::Primitive(Primitive::String));
    assert_eq!(shown(&api, "A", "map"), "{Int64}");
    assert!(matches!(&types[1], Type::List(item) if item.value == Type::Primitive(Primitive::String)));
    assert_eq!(listed(&api, LedgerSeverity::Approximated), ["`allOf` of types that are not objects"; 3]);
}

#[test]
fn a_long_line_of_bases_loses_nothing() {
    let mut text = "
T0: {type: object, required: [kind], discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
"
    .to_owned();
    for number in 1..=50 {
        let own = if number == 50 { "kind: {type: string, maxLength: 9}" } else { "other: {type: string}" };
        let base = number - 1;
        text.push_str(&format!(
            "T{number}: {{allOf: [{{$ref: '#/components/schemas/T{base}'}}, {{properties: {{{own}}}}}]}}\n"
        ));
    }
    let api = read(&schemas("3.0.3", &text));
    assert_eq!(listed(&api, LedgerSeverity::Lost), Vec::<String>::new());
    // What is said anew is required where a base requires it.
    assert!(property(&api, "T50", "kind").required);
}

#[test]
fn members_are_collected_from_however_far() {
    let line: String = (1..150)
        .map(|number| {
            let base = format!("$ref: '#/components/schemas/S{}'", number - 1);
            format!(
                "S{number}: {{allOf: [{{{base}}}, {{type: object, properties: {{m{number}: {{type: integer}}}}}}]}}\n"
            )
        })
        .collect();
    let api = read(&schemas("3.0.3", &format!("S0: {{type: object, properties: {{m0: {{type: integer}}}}}}\n{line}")));
    assert_eq!(structure(&api, "S149").properties.len(), 150);
    assert!(listed(&api, LedgerSeverity::Lost).is_empty());
}
