use super::{Parameter, Style, Value};
use crate::{Anonymous, Call, Client, Encode, Json, Map, Method, decode, to_vec};

/// The four values of the specification's table (OpenAPI 3.1.1, 4.8.12.4) and the lists and objects without anything.
fn values() -> [(&'static str, Json); 6] {
    let json = |text: &str| text.parse::<Json>().unwrap_or_default();
    [
        ("empty", json("\"\"")),
        ("string", json("\"blue\"")),
        ("array", json(r#"["blue","black","brown"]"#)),
        ("object", json(r#"{"R":100,"G":200,"B":150}"#)),
        ("no elements", json("[]")),
        ("no members", json("{}")),
    ]
}

fn pairs(parameter: Parameter, value: &(impl Encode + ?Sized)) -> String {
    Value::read(&to_vec(value)).map(|value| parameter.pairs(&value).join("&")).unwrap_or_else(|error| error.to_string())
}

fn path(parameter: Parameter, value: &(impl Encode + ?Sized)) -> Option<String> {
    Value::read(&to_vec(value)).and_then(|value| parameter.in_path(&value)).ok()
}

#[test]
fn styles_of_queries() {
    let table = [
        (Style::Form, false, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
        (Style::Form, true, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
        (
            Style::SpaceDelimited,
            false,
            ["color=", "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
        ),
        (
            Style::PipeDelimited,
            false,
            ["color=", "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
        ),
        // Not in the table; as the older specifications have it, they are as form is.
        (
            Style::SpaceDelimited,
            true,
            ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
        ),
        (
            Style::PipeDelimited,
            true,
            ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
        ),
        // Lists are not in the table either: by number, as the services that use this style want them.
        (
            Style::DeepObject,
            true,
            [
                "color=",
                "color=blue",
                "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
            ],
        ),
    ];
    for (style, explode, expected) in table {
        let parameter = Parameter::query("color").style(style).explode(explode);
        let found = values().map(|(_, value)| pairs(parameter, &value));
        let [empty, string, array, object, no_elements, no_members] = &found;
        assert_eq!([empty, string, array, object], expected.each_ref(), "{style:?} {explode}");
        assert_eq!((no_elements.as_str(), no_members.as_str()), ("", ""), "{style:?} {explode}");
    }
}

#[test]
fn styles_of_paths() {
    let table = [
        (Style::Matrix, false, [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]),
        (Style::Matrix, true, [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]),
        (Style::Label, false, [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
        (Style::Label, true, [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
        (Style::Simple, false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (Style::Simple, true, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ];
    for (style, explode, expected) in table {
        let parameter = Parameter::path("color").style(style).explode(explode);
        for ((name, value), expected) in values().iter().zip(expected) {
            // Nothing at all would name another resource.
            assert_eq!(
                path(parameter, value).as_deref(),
                Some(expected).filter(|text| !text.is_empty()),
                "{style:?} {name}"
            );
        }
        let nothing = path(parameter, &Json::null());
        assert_eq!(nothing, path(parameter, &""));
        assert_eq!(nothing, path(parameter, &[0_u8; 0][..]));
    }
}

#[test]
fn styles_of_headers() {
    for (explode, expected) in [(false, "R,100,G,200,B,150"), (true, "R=100,G=200,B=150")] {
        let parameter = Parameter::header("color").explode(explode);
        let found =
            values().map(|(_, value)| Value::read(&to_vec(&value)).ok().and_then(|value| parameter.in_header(&value)));
        let found = found.each_ref().map(Option::as_deref);
        assert_eq!(found, [Some(""), Some("blue"), Some("blue,black,brown"), Some(expected), None, None]);
    }
}

#[test]
fn explode_follows_the_style_unless_set() {
    let list = &["a", "b"][..];
    assert_eq!(pairs(Parameter::query("x"), list), "x=a&x=b");
    assert_eq!(pairs(Parameter::query("x").style(Style::PipeDelimited), list), "x=a%7Cb");
    assert_eq!(pairs(Parameter::cookie("x").explode(false), list), "x=a,b");
    assert_eq!(path(Parameter::path("x").style(Style::Matrix), list).as_deref(), Some(";x=a,b"));
}

#[test]
fn lists_of_swagger_are_separated_as_it_says_in_paths_and_headers_too() {
    let list = &["a,b", "c|d"][..];
    let in_path = |style| path(Parameter::path("x").style(style), list);
    assert_eq!(in_path(Style::PipeDelimited).as_deref(), Some("a%2Cb%7Cc%7Cd"));
    assert_eq!(in_path(Style::SpaceDelimited).as_deref(), Some("a%2Cb%20c%7Cd"));
    assert_eq!(in_path(Style::TabDelimited).as_deref(), Some("a%2Cb%09c%7Cd"));
    let in_header = |style| {
        let value = Value::read(&to_vec(list)).ok()?;
        Parameter::header("x").style(style).in_header(&value)
    };
    assert_eq!(in_header(Style::PipeDelimited).as_deref(), Some("a,b|c|d"));
    assert_eq!(in_header(Style::SpaceDelimited).as_deref(), Some("a,b c|d"));
}

#[test]
fn separators_inside_values_are_encoded() {
    let list = &["a,b", "c|d e", "&=#+%2C;é"][..];
    assert_eq!(pairs(Parameter::query("x").explode(false), list), "x=a%2Cb,c%7Cd%20e,%26%3D%23%2B%252C%3B%C3%A9");
    assert_eq!(path(Parameter::path("x"), list).as_deref(), Some("a%2Cb,c%7Cd%20e,%26%3D%23%2B%252C%3B%C3%A9"));
    assert_eq!(path(Parameter::path("x"), "a/../b?").as_deref(), Some("a%2F..%2Fb%3F"));
    assert_eq!(pairs(Parameter::query("$filter"), "a"), "$filter=a");
    assert_eq!(pairs(Parameter::query("a[b]&"), "a"), "a%5Bb%5D%26=a");
}

#[test]
fn reserved_characters_stay_where_allowed() {
    let text = ":/?#[]@!$&'()*+,;= %2F%zz%";
    assert_eq!(pairs(Parameter::query("x").allow_reserved(), text), "x=:/?%23[]@!$&'()*+,;=%20%2F%25zz%25");
    let found = path(Parameter::path("x").allow_reserved(), text);
    assert_eq!(found.as_deref(), Some(":%2F%3F%23%5B%5D@!$&'()*+,;=%20%2F%25zz%25"));
}

#[test]
fn what_nests() {
    let json = r#"{"a":{"b":[1,{"c":"x y"}],"n":null},"d":true,"e":null,"f":1.50,"g":{}}"#;
    let value = json.parse::<Json>().unwrap_or_default();
    assert_eq!(
        pairs(Parameter::query("q").style(Style::DeepObject), &value),
        "q%5Ba%5D%5Bb%5D%5B0%5D=1&q%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=x%20y&q%5Bd%5D=true&q%5Bf%5D=1.50"
    );
    assert_eq!(
        pairs(Parameter::query("q"), &value),
        "a=%7B%22b%22%3A%5B1%2C%7B%22c%22%3A%22x%20y%22%7D%5D%2C%22n%22%3Anull%7D&d=true&f=1.50&g=%7B%7D"
    );
    assert_eq!(pairs(Parameter::query("q"), &[Some(1), None, Some(2)][..]), "q=1&q=2");
}

fn request(change: impl FnOnce(Call<'_, Json>) -> Call<'_, Json>) -> Option<http::Request<crate::Bytes>> {
    let client = Client::new("https://host/v1", Anonymous);
    let call = Call::new(&client, Method::GET, decode::json).path("/a/");
    change(call).into_http().ok().map(|prepared| prepared.request)
}

fn uri(parameter: Parameter, value: &str) -> Option<String> {
    request(|call| call.parameter(&parameter, value)).map(|request| request.uri().to_string())
}

#[test]
fn no_value_leads_to_another_resource() {
    for style in [Style::Simple, Style::Label, Style::Matrix] {
        for reserved in [false, true] {
            let parameter = Parameter::path("x").style(style);
            let parameter = if reserved { parameter.allow_reserved() } else { parameter };
            for value in ["", ".", "..", "/", "../..", "%2e%2e", "%2F", "a\r\nb", "\0", "\\", "?a", "#", "a/../.."] {
                let found = uri(parameter, value);
                let stays = found
                    .as_deref()
                    .is_none_or(|uri| uri.starts_with("https://host/v1/a/") && uri.matches('/').count() == 5);
                assert!(stays, "{style:?} {value:?} {found:?}");
            }
            assert_eq!(uri(parameter, "\n"), None);
        }
    }
    assert_eq!(uri(Parameter::path("x"), ".."), None);
    assert_eq!(uri(Parameter::path("x").style(Style::Label), "."), None);
    assert_eq!(uri(Parameter::path("x").allow_reserved(), "%2e%2e"), None);
}

#[test]
fn values_find_their_place() {
    let object = Map::from_iter([("R", 100), ("G", 200)]);
    let request = request(|call| {
        call.parameter(&Parameter::path("id").style(Style::Label), &7)
            .parameter(&Parameter::query("since"), &"2020-01-01T00:00:00Z".parse::<crate::DateTimeOffset>().ok())
            .parameter(&Parameter::query("none"), &None::<i32>)
            .parameter(&Parameter::query("deep").style(Style::DeepObject), &object)
            .parameter(&Parameter::query("json").json(), &object)
            .parameter(&Parameter::header("x-list"), &["a b", "é"][..])
            .parameter(&Parameter::header("x-none"), &None::<i32>)
            .parameter(&Parameter::cookie("one"), "a;b")
            .parameter(&Parameter::cookie("two"), &[1, 2][..])
            .parameter(&Parameter::cookie("none"), &Json::null())
    });
    let (uri, headers) =
        request.map(|request| (request.uri().to_string(), request.headers().clone())).unwrap_or_default();
    assert_eq!(
        uri,
        "https://host/v1/a/.7?since=2020-01-01T00%3A00%3A00Z&deep%5BR%5D=100&deep%5BG%5D=200\
         &json=%7B%22R%22%3A100%2C%22G%22%3A200%7D"
    );
    assert_eq!(headers.get("x-list").map(http::HeaderValue::as_bytes), Some("a b,é".as_bytes()));
    assert_eq!(headers.get("cookie").and_then(|value| value.to_str().ok()), Some("one=a%3Bb; two=1; two=2"));
    assert!(!headers.contains_key("x-none"));
}

#[test]
fn cookies_are_one_header() {
    let client = Client::new("https://host/v1", Anonymous).with_header("cookie", "session=1; lang=de;theme=");
    let cookies = |call: Call<'_, ()>| {
        let headers = call.into_http().map(|prepared| prepared.request.headers().clone()).unwrap_or_default();
        assert!(headers.get_all("cookie").iter().count() == 1 && headers["cookie"].is_sensitive());
        String::from_utf8_lossy(headers["cookie"].as_bytes()).into_owned()
    };
    let call = || Call::<()>::new(&client, Method::GET, decode::empty).path("/a");
    let plain = |name| Parameter::cookie(name).style(Style::Cookie);
    assert_eq!(cookies(call()), "session=1; lang=de;theme=");
    assert_eq!(cookies(call().parameter(&Parameter::cookie("id"), "7")), "session=1; lang=de; theme=; id=7");
    // What a call says counts more, and text beyond ASCII is no reason to lose a cookie.
    let both = call().parameter(&plain("lang"), "fr\u{e9}").parameter(&plain("id"), "7");
    assert_eq!(cookies(both), "session=1; theme=; lang=fr\u{e9}; id=7");
}

#[test]
fn headers_cannot_be_split() {
    for value in ["a\r\nb: c", "a\n", "\0", "\u{85}", "\t"] {
        assert!(request(|call| call.parameter(&Parameter::header("x"), value)).is_none(), "{value:?}");
    }
    assert!(request(|call| call.parameter(&Parameter::header("content-length"), "1")).is_none());
    assert!(request(|call| call.parameter(&Parameter::cookie("x"), "a\r\nb")).is_some());
}

#[test]
fn arguments_that_are_given_stand_in_the_path_by_an_alias() {
    let client = Client::new("https://host/v4", Anonymous);
    let call = || Call::<()>::new(&client, Method::GET, decode::empty);
    let uri = |call: Call<'_, ()>| call.into_http().map(|prepared| prepared.request.uri().to_string()).ok();
    let (count, name) = (Parameter::argument("count"), Parameter::argument("name").quoted());
    let none = call().path("/pets/near()");
    assert_eq!(uri(none).as_deref(), Some("https://host/v4/pets/near()"));
    let both = call().path("/pets/near()").parameter(&count, &2).parameter(&name, "O'Neil");
    let written = "https://host/v4/pets/near(count=@count,name=@name)?@count=2&@name=%27O%27%27Neil%27";
    assert_eq!(uri(both).as_deref(), Some(written));
    let after = call().path("/pets/near(id=").segment(")").path(")").parameter(&name, &None::<String>);
    assert_eq!(uri(after).as_deref(), Some("https://host/v4/pets/near(id=%29,name=@name)?@name=null"));
    let hue = Parameter::argument("hue").quoted_as("shop.Colour");
    let prefixed = call().path("/pets/near()").parameter(&hue, "red");
    assert_eq!(uri(prefixed).as_deref(), Some("https://host/v4/pets/near(hue=@hue)?@hue=shop.Colour%27red%27"));
    assert_eq!(uri(call().path("/pets").parameter(&name, "a")), None);
}
