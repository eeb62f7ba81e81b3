//! Arguments of OData functions as they stand in addresses (OData URL Conventions 5.1.1.14): a literal of each type,
//! nulls, and what may be left out; keys of type definitions.
#![allow(clippy::unwrap_used, reason = "a test ends where its assumption does")]

use rest_bindgen_runtime as rt;
use rt::{InMemoryTransport, StatusCode, blocking::wait, http};
use test_clients::{literals_by_navigation as navigation, literals_by_paths as paths};

/// A service that says no more than that it was asked.
fn service() -> InMemoryTransport {
    InMemoryTransport::new(|_| {
        let mut answer = http::Response::new(rt::Body::from(r#"{"value":true}"#));
        *answer.status_mut() = StatusCode::OK;
        answer.headers_mut().insert("content-type", http::HeaderValue::from_static("application/json"));
        Ok(answer)
    })
}

/// What was asked, without percent-encoding: the path and the query.
fn asked(service: &InMemoryTransport) -> (String, String) {
    let uri = service.requests().remove(0).uri().clone();
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            let digits: Vec<u8> = if byte == b'%' { rest.by_ref().take(2).collect() } else { vec![byte] };
            match std::str::from_utf8(&digits).ok().filter(|digits| digits.len() == 2) {
                Some(digits) => bytes.push(u8::from_str_radix(digits, 16).unwrap()),
                None => bytes.extend(digits),
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    (decoded(uri.path()), decoded(uri.query().unwrap_or_default()))
}

fn client(service: &InMemoryTransport) -> paths::Client {
    paths::Client::new(rt::Anonymous).with_base_url("https://service.example").with_transport(service.clone())
}

fn navigating(service: &InMemoryTransport) -> navigation::Client {
    navigation::Client::new(rt::Anonymous).with_base_url("https://service.example").with_transport(service.clone())
}

fn json(text: &str) -> rt::Json {
    text.parse().unwrap()
}

#[test]
fn a_literal_of_each_type_is_written_as_odata_has_it() {
    let service = service();
    let days: rt::Flags<paths::models::Days> = paths::models::Days::Monday | paths::models::Days::Tuesday;
    let client = client(&service);
    let call = client.things().given(
        "it's 1/2",
        true,
        i64::MAX,
        f64::INFINITY,
        &"12.50".parse().unwrap(),
        &"2026-01-02T03:04:05.6+01:00".parse().unwrap(),
        &"2026-01-02".parse().unwrap(),
        &"07:08:09".parse().unwrap(),
        &"-P1DT2H".parse().unwrap(),
        &"01234567-89ab-cdef-0123-456789abcdef".parse().unwrap(),
        &rt::Binary::from(vec![0xfb, 0xff]),
        paths::models::Colour::Blue,
        &days,
        "A'1",
        -5,
        &rt::Geography::point(7.1, 50.7),
        &json(r#""a'b""#),
        &paths::models::Size { width: 3.into(), ..Default::default() },
        &["x".to_owned(), "y'z".to_owned()],
    );
    wait(call).unwrap();
    let (path, query) = asked(&service);
    let written = "/things/lit.given(text='it''s 1/2',flag=true,big=9223372036854775807,real=INF,exact=12.50,\
        at=2026-01-02T03:04:05.6+01:00,day=2026-01-02,hour=07:08:09,took=duration'-P1DT2H',\
        id=01234567-89ab-cdef-0123-456789abcdef,bytes=binary'-_8=',colour=lit.Colour'blue',\
        days=lit.Days'monday,tuesday',code='A''1',number=-5,place=geography'SRID=4326;Point(7.1 50.7)',\
        any=@any,size=@size,tags=@tags)";
    assert_eq!(path, written);
    assert_eq!(query, r#"@any='a''b'&@size={"width":3}&@tags=["x","y'z"]"#);
}

#[test]
fn nulls_stand_without_quotes_and_prefixes() {
    let service = service();
    let things = client(&service);
    wait(things.things().nulls("k", None, None, None, None, rt::Null, None, None, None, None, None)).unwrap();
    let written = "/things('k')/lit.nulls(text=null,flag=null,took=null,at=null,colour=null,days=null,code=null,\
        number=null,size=@size,place=null)";
    assert_eq!(asked(&service), (written.to_owned(), "@size=null".to_owned()));
}

#[test]
fn what_may_be_null_is_given_as_what_it_is() {
    let service = service();
    let things = navigating(&service);
    let took: rt::Duration = "PT1S".parse().unwrap();
    let size = navigation::models::Size::default();
    let place: rt::Geometry = r#""SRID=0;Point(1 2)""#.parse().unwrap();
    let call = things.things().code("k").nulls(
        "null",
        false,
        &took,
        None,
        navigation::models::Colour::Red,
        None,
        "c",
        7,
        &size,
        &place,
    );
    wait(call).unwrap();
    let written = "/things('k')/lit.nulls(text='null',flag=false,took=duration'PT1S',at=null,colour=lit.Colour'red',\
        days=null,code='c',number=7,size=@size,place=geometry'SRID=0;Point(1 2)')";
    assert_eq!(asked(&service), (written.to_owned(), "@size={}".to_owned()));
}

#[test]
fn what_may_be_left_out_goes_by_an_alias() {
    let service = service();
    let things = client(&service);
    let call = things.things().nulls("k", None, None, None, None, rt::Null, None, None, None, None, None);
    let extra = json(r#""it's""#);
    let spot: rt::Geography = r#"{"type":"Point","coordinates":[1,2]}"#.parse().unwrap();
    wait(call.note(None).extra(&extra).spot(&spot).tone(paths::models::Colour::Red)).unwrap();
    let (path, query) = asked(&service);
    assert!(path.ends_with(",place=null,note=@note,extra=@extra,spot=@spot,tone=@tone)"), "{path}");
    let written = "@size=null&@note=null&@extra='it''s'&@spot=geography'SRID=4326;Point(1 2)'&@tone=lit.Colour'red'";
    assert_eq!(query, written);
}

#[test]
fn what_is_gone_on_from_takes_nulls_too() {
    let service = service();
    wait(navigating(&service).things().code("a/b").at_related(None, rt::Null, None, None).get()).unwrap();
    assert_eq!(asked(&service), ("/things('a/b')/lit.related(by=null,colour=null)".to_owned(), String::new()));
}

#[test]
fn what_may_be_left_out_is_given_to_its_own_function() {
    let service = service();
    let spot = rt::Geometry::point(1.0, 2.0);
    let client = navigating(&service);
    let things = client.things();
    let related =
        things.code("k").at_related("a)b", rt::Null, "first", None).at_related(None, rt::Null, "second", &spot);
    wait(related.parts().list()).unwrap_err();
    let written = "/things('k')/lit.related(by='a)b',colour=null,note=@note)/\
        lit.related(by=null,colour=null,note=@note1,spot=@spot)/parts";
    let query = "@note='first'&@note1='second'&@spot=geometry'SRID=0;Point(1.0 2.0)'".to_owned();
    assert_eq!(asked(&service), (written.to_owned(), query));

    let service = self::service();
    let by_path = self::client(&service);
    let call = by_path.things().things_thing_related_nulls(
        "k",
        "x",
        rt::Null,
        None,
        None,
        None,
        None,
        rt::Null,
        None,
        None,
        None,
        None,
        None,
    );
    wait(call.note("of related").note1("of nulls")).unwrap();
    let (path, query) = asked(&service);
    assert!(path.starts_with("/things('k')/lit.related(by='x',colour=null,note=@note)/lit.nulls(text=null,"), "{path}");
    assert!(path.ends_with(",place=null,note=@note1)"), "{path}");
    assert!(query.ends_with("@note='of related'&@note1='of nulls'"), "{query}");
}

#[test]
fn imports_take_nulls() {
    let service = service();
    wait(client(&service).root().nearest(None)).unwrap_err();
    assert_eq!(asked(&service).0, "/nearest(to=null)");
}

#[test]
fn keys_of_type_definitions_are_what_they_are_made_of() {
    let service = service();
    let size = "1.5".parse().unwrap();
    wait(navigating(&service).things().code("it's").parts().key("c", 3, &size).get()).unwrap();
    assert_eq!(asked(&service).0, "/things('it''s')/parts(code='c',number=3,size=1.5)");
}

#[test]
fn nulls_stand_in_the_middle_of_a_path_too() {
    let service = service();
    let client = client(&service);
    wait(client.parts().list("k", None, paths::models::Colour::Red)).unwrap_err();
    assert_eq!(asked(&service).0, "/things('k')/lit.related(by=null,colour=lit.Colour'red')/parts");
}
