//! The faults, each as what the server does on every connection.

mod http2;
mod secured;

use std::time::Duration;

use crate::server::{Step, answer};
use crate::shapes::Shape;
use crate::tls::Authority;
use Step::{Close, Drip, Endless, Pause, Read, ReadSome, Reset, Stall, Write};

/// One fault.
pub(crate) struct Fault {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    pub(crate) over: Over,
    /// How often one attempt is sent at most: more than once where the service says that it did nothing.
    pub(crate) most: usize,
    pub(crate) steps: Box<dyn Fn(Case<'_>) -> Vec<Step> + Send + Sync>,
}

/// What the client and the server speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    Plain,
    Tls,
    Http2,
}

/// What a fault is made for.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) shape: Shape,
    /// Host and port of another origin.
    pub(crate) other: &'a str,
    /// Host and port of the server itself.
    pub(crate) own: &'a str,
}

impl Case<'_> {
    /// The answer as it should be.
    fn good(self, headers: &[&str]) -> Vec<u8> {
        let (status, body) = self.shape.good();
        answer(status, &[&["content-type: application/json"], headers].concat(), body)
    }

    /// The head and the body of the good answer; the body has something in it, whatever the shape.
    fn halves(self) -> (Vec<u8>, Vec<u8>) {
        let body = match self.shape.good().1 {
            "" => r#"{"done":true}"#,
            body => body,
        };
        let whole = answer("200 OK", &["content-type: application/json"], body);
        let head = whole.len() - body.len();
        (whole[..head].to_vec(), body.as_bytes().to_vec())
    }
}

/// A list of faults in one group.
struct Group<'g> {
    name: &'static str,
    over: Over,
    most: usize,
    all: &'g mut Vec<Fault>,
}

impl<'g> Group<'g> {
    fn new(name: &'static str, all: &'g mut Vec<Fault>) -> Self {
        Self { name, over: Over::Plain, most: 1, all }
    }

    fn add(&mut self, name: impl Into<String>, steps: impl Fn(Case<'_>) -> Vec<Step> + Send + Sync + 'static) {
        let (group, name, over, most) = (self.name, name.into(), self.over, self.most);
        self.all.push(Fault { group, name, over, most, steps: Box::new(steps) });
    }

    /// These bytes, and the end.
    fn raw(&mut self, name: impl Into<String>, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref().to_vec();
        self.add(name, move |_| vec![Read, Write(bytes.clone())]);
    }

    fn status(&mut self, status: &'static str, headers: &'static [&'static str]) {
        let mut name = status.to_owned();
        headers.iter().for_each(|header| name.push_str(&format!(", `{header}`")));
        self.raw(name, answer(status, headers, r#"{"error":{"code":"c","message":"m"}}"#));
    }

    /// A body of JSON for every shape.
    fn body(&mut self, name: &str, content_type: &str, body: impl AsRef<[u8]>) {
        self.raw(name, answer("200 OK", &[&format!("content-type: {content_type}")], body));
    }
}

const STATUS_LINE: &[u8] = b"HTTP/1.1 200 OK\r\n";

/// All of them; the client trusts the authority.
pub(crate) fn faults(authority: &Authority) -> Vec<Fault> {
    let mut all = Vec::new();
    connections(&mut Group::new("Connections", &mut all));
    heads(&mut Group::new("Heads of answers", &mut all));
    framing(&mut Group::new("Framing of bodies", &mut all));
    sizes(&mut Group::new("Sizes and compression", &mut all));
    content(&mut Group::new("Content", &mut all));
    statuses(&mut Group::new("Statuses", &mut all));
    // A redirect of 307 or 308 to the server itself is its word that it did nothing; ten of them are followed.
    redirects(&mut Group { most: 11, ..Group::new("Redirects and links", &mut all) });
    secured::faults(&mut Group { over: Over::Tls, ..Group::new("TLS", &mut all) }, authority);
    http2::connections(&mut Group { over: Over::Http2, ..Group::new("HTTP/2: connections", &mut all) });
    http2::streams(&mut Group { over: Over::Http2, ..Group::new("HTTP/2: streams", &mut all) });
    http2::heads(&mut Group { over: Over::Http2, ..Group::new("HTTP/2: heads", &mut all) });
    http2::bodies(&mut Group { over: Over::Http2, ..Group::new("HTTP/2: bodies", &mut all) });
    all
}

fn connections(group: &mut Group<'_>) {
    group.add("reset after accept", |_| vec![Pause, Reset]);
    group.add("closed after accept", |_| vec![Pause, Close]);
    group.add("silence after accept", |_| vec![Stall]);
    group.add("reset within the request", |_| vec![ReadSome(10), Reset]);
    group.add("reset after the request", |_| vec![Read, Reset]);
    group.add("closed after the request", |_| vec![Read, Close]);
    group.add("silence after the request", |_| vec![Read, Stall]);
}

fn heads(group: &mut Group<'_>) {
    group.add("reset within the status line", |_| vec![Read, Write(b"HTTP/1.1 2".to_vec()), Reset]);
    group.add("reset after the status line", |_| vec![Read, Write(STATUS_LINE.to_vec()), Reset]);
    group.add("closed after the status line", |_| vec![Read, Write(STATUS_LINE.to_vec()), Close]);
    group.add("silence after the status line", |_| vec![Read, Write(STATUS_LINE.to_vec()), Stall]);
    let within = [STATUS_LINE, b"content-type: applica"].concat();
    let part = within.clone();
    group.add("reset within the headers", move |_| vec![Read, Write(part.clone()), Reset]);
    let part = within.clone();
    group.add("closed within the headers", move |_| vec![Read, Write(part.clone()), Close]);
    group.add("silence within the headers", move |_| vec![Read, Write(within.clone()), Stall]);
    group.add("headers that drip for ever", |_| {
        let header = [STATUS_LINE, b"x: ", &vec![b'a'; 4000]].concat();
        vec![Read, Drip(header, Duration::from_millis(20))]
    });
    group.raw("text that is no HTTP", "HELLO, WHO IS THERE\r\n\r\n");
    group.raw("binary that is no HTTP", [0x16, 0x03, 0x01, 0x00, 0xff, 0x00, 0x80, 0x0d, 0x0a, 0x0d, 0x0a]);
    group.raw("a body without a head (HTTP/0.9)", r#"{"id":"a"}"#);
    group.raw("a preface of HTTP/2", b"\x00\x00\x00\x04\x00\x00\x00\x00\x00");
    group.raw("a status that is no number", "HTTP/1.1 two OK\r\ncontent-length: 0\r\n\r\n");
    group.raw("a status of four digits", "HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n");
    group.raw("the status 000", "HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n");
    group.raw("an unknown version", "HTTP/7.3 200 OK\r\ncontent-length: 0\r\n\r\n");
    group.raw("a header without a colon", "HTTP/1.1 200 OK\r\nnothing\r\ncontent-length: 0\r\n\r\n");
    group.raw("a header with a NUL", "HTTP/1.1 200 OK\r\na: b\0c\r\ncontent-length: 0\r\n\r\n");
    group.raw("10,000 headers", {
        let flood: String = (0..10_000).map(|index| format!("x-{index}: y\r\n")).collect();
        format!("HTTP/1.1 200 OK\r\n{flood}content-length: 0\r\n\r\n")
    });
    group.raw("a header of 2 MB", format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(2 << 20)));
    group.add("a header without end", |_| {
        vec![Read, Write([STATUS_LINE, b"x: "].concat()), Endless(vec![b'y'; 16 * 1024])]
    });
    group.add("interim answers for ever", |_| vec![Read, Endless(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec())]);
    group.add("early hints for ever", |_| {
        vec![Read, Endless(format!("HTTP/1.1 103 Early Hints\r\nlink: </{}>\r\n\r\n", "a".repeat(500)).into_bytes())]
    });
    group.add("three interim answers", |case| {
        let interim = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(3);
        vec![Read, Write([interim, case.good(&[])].concat())]
    });
    group.raw(
        "101 that nobody asked for",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    );
    group.add("a head that drips", |case| {
        let (head, body) = case.halves();
        vec![Read, Drip(head, Duration::from_millis(1)), Write(body)]
    });
}

fn framing(group: &mut Group<'_>) {
    group.add("reset within the body", |case| {
        let (head, body) = case.halves();
        vec![Read, Write([&head, &body[..5]].concat()), Reset]
    });
    group.add("closed within the body", |case| {
        let (head, body) = case.halves();
        vec![Read, Write([&head, &body[..5]].concat()), Close]
    });
    group.add("silence within the body", |case| {
        let (head, body) = case.halves();
        vec![Read, Write([&head, &body[..5]].concat()), Stall]
    });
    group.add("a body that drips", |case| {
        let (head, body) = case.halves();
        vec![Read, Write(head), Drip(body, Duration::from_millis(5))]
    });
    group.add("a length that is too small", |case| {
        let (_, body) = case.halves();
        vec![Read, Write(answer("200 OK", &["content-length: 5"], body))]
    });
    group.add("a length that is too big, then the end", |case| {
        let (_, body) = case.halves();
        vec![Read, Write(answer("200 OK", &["content-length: 500"], body))]
    });
    group.add("a length that is too big, then silence", |case| {
        let (_, body) = case.halves();
        vec![Read, Write(answer("200 OK", &["content-length: 500"], body)), Stall]
    });
    for (name, header) in [
        ("a negative length", "content-length: -1"),
        ("a length that is no number", "content-length: many"),
        ("a length beyond 64 bits", "content-length: 99999999999999999999"),
        ("two lengths", "content-length: 2\r\ncontent-length: 3"),
        ("a length and chunks", "content-length: 2\r\ntransfer-encoding: chunked"),
    ] {
        group.raw(name, answer("200 OK", &[header], "{}"));
    }
    group.add("no length, until the end", |case| {
        let (_, body) = case.halves();
        vec![Read, Write([b"HTTP/1.1 200 OK\r\n\r\n", body.as_slice()].concat())]
    });
    group.add("no length, and the end too soon", |case| {
        let (_, body) = case.halves();
        vec![Read, Write([b"HTTP/1.1 200 OK\r\n\r\n", &body[..5]].concat())]
    });
    group.add("no length, and reset within it", |case| {
        let (_, body) = case.halves();
        vec![Read, Write([b"HTTP/1.1 200 OK\r\n\r\n", &body[..5]].concat()), Pause, Reset]
    });
    group.add("HTTP/1.0", |case| {
        let (_, body) = case.halves();
        vec![Read, Write([b"HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n", body.as_slice()].concat())]
    });
    let chunked = "transfer-encoding: chunked";
    for (name, body) in [
        ("a chunk whose size is no number", "zz\r\n{}\r\n0\r\n\r\n"),
        ("a chunk whose size is too big for any number", "ffffffffffffffff1\r\n{}"),
        ("a chunk that is longer than it says", "1\r\n{}\r\n0\r\n\r\n"),
        ("chunks without their end", "2\r\n{}\r\n"),
        ("chunks with a negative size", "-2\r\n{}\r\n0\r\n\r\n"),
    ] {
        group.raw(name, answer("200 OK", &[chunked], body));
    }
    for (name, trailer) in [("trailers without end", "x: y\r\n"), ("a trailer without end", "x")] {
        group.add(name, move |case| {
            let (_, body) = case.halves();
            let chunk = format!("{:x}\r\n{}\r\n0\r\nx: ", body.len(), String::from_utf8_lossy(&body));
            let head = answer("200 OK", &["content-type: application/json", "transfer-encoding: chunked"], chunk);
            vec![Read, Write(head), Endless(trailer.repeat(4000).into_bytes())]
        });
    }
    group.add("chunks with extensions and trailers", |case| {
        let (_, body) = case.halves();
        let body = format!("{:x};a=b\r\n{}\r\n0\r\nx: y\r\n\r\n", body.len(), String::from_utf8_lossy(&body));
        vec![Read, Write(answer("200 OK", &["transfer-encoding: chunked"], body))]
    });
    group.raw("an extension of a chunk without end", {
        answer("200 OK", &[chunked], format!("2;{}\r\n{{}}\r\n0\r\n\r\n", "x".repeat(1 << 20)))
    });
    group.raw("an unknown transfer coding", answer("200 OK", &["transfer-encoding: gzip, rot13"], "{}"));
}

fn sizes(group: &mut Group<'_>) {
    let head = |headers: &[&str]| answer("200 OK", headers, "");
    let ten = head(&["content-length: 10000000000"]);
    group.add("10 GB, announced", move |_| vec![Read, Write(ten.clone()), Endless(vec![b' '; 64 * 1024])]);
    let chunks = head(&["transfer-encoding: chunked"]);
    group.add("chunks for ever", move |_| {
        let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        vec![Read, Write(chunks.clone()), Endless(chunk.into_bytes())]
    });
    group.add("no length, for ever", |_| {
        vec![Read, Write(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), Endless(vec![b' '; 64 * 1024])]
    });
    group.add("an error that goes on for ever", |_| {
        vec![Read, Write(b"HTTP/1.1 400 Bad\r\n\r\n".to_vec()), Endless(vec![b' '; 64 * 1024])]
    });
    let zip = "content-encoding: gzip";
    let bomb = gzip(&vec![b' '; 64 << 20]);
    group.raw("64 MB in 64 KB of gzip", answer("200 OK", &[zip], &bomb));
    group.add("gzip", |case| {
        let (_, body) = case.halves();
        vec![Read, Write(answer("200 OK", &["content-encoding: gzip"], gzip(&body)))]
    });
    group.add("gzip that ends too soon", |case| {
        let (_, body) = case.halves();
        let zipped = gzip(&body);
        vec![Read, Write(answer("200 OK", &["content-encoding: gzip"], &zipped[..zipped.len() / 2]))]
    });
    group.raw("gzip that is none", answer("200 OK", &[zip], "{}"));
    group.add("gzip with more bytes after its end", |case| {
        let (_, body) = case.halves();
        let zipped = [gzip(&body), b"more".to_vec()].concat();
        vec![Read, Write(answer("200 OK", &["content-encoding: gzip"], zipped))]
    });
    group.add("gzip in two members", |case| {
        let (_, body) = case.halves();
        let (one, two) = body.split_at(body.len() / 2);
        vec![Read, Write(answer("200 OK", &["content-encoding: gzip"], [gzip(one), gzip(two)].concat()))]
    });
    group.add("gzip whose second member ends too soon", |case| {
        let (_, body) = case.halves();
        let two = gzip(b" ");
        let zipped = [gzip(&body), two[..two.len() - 4].to_vec()].concat();
        vec![Read, Write(answer("200 OK", &["content-encoding: gzip"], zipped))]
    });
    let (head, members) = (answer("200 OK", &[zip, "transfer-encoding: chunked"], ""), gzip(b"").repeat(1000));
    group.add("members of gzip without content, for ever", move |_| {
        let chunk = [format!("{:x}\r\n", members.len()).into_bytes(), members.clone(), b"\r\n".to_vec()].concat();
        vec![Read, Write(head.clone()), Endless(chunk)]
    });
    group.raw("nothing, in gzip", answer("200 OK", &[zip, "content-length: 0"], ""));
    for (name, codings) in [
        ("gzip twice", &["content-encoding: gzip, gzip"][..]),
        ("gzip twice, in two headers", &["content-encoding: gzip", "content-encoding: gzip"]),
        ("gzip by its old name, and in capitals", &["content-encoding: X-GZIP"]),
    ] {
        group.add(name, |case| {
            let (_, body) = case.halves();
            let zipped = if name.starts_with("gzip twice") { gzip(&gzip(&body)) } else { gzip(&body) };
            vec![Read, Write(answer("200 OK", codings, zipped))]
        });
    }
    group.raw("a bomb of gzip in gzip", answer("200 OK", &["content-encoding: gzip, gzip"], gzip(&bomb)));
    group.add("`identity` by its name", |case| vec![Read, Write(case.good(&["content-encoding: identity"]))]);
    group.raw(
        "a coding that nobody asked for",
        answer("200 OK", &["content-encoding: br"], [0x8b, 0x02, 0x80, 0x7b, 0x7d]),
    );
    group.raw("a megabyte of space", answer("200 OK", &["content-type: application/json"], " ".repeat(1 << 20)));
}

/// Compressed, as services do it.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    zipped.write_all(bytes).unwrap();
    zipped.finish().unwrap()
}

fn content(group: &mut Group<'_>) {
    let json = "application/json";
    group.body("a page of HTML", "text/html", "<!doctype html><title>Sign in</title>");
    group.body("a page of HTML that says it is JSON", json, "<html><body>Gateway</body></html>");
    group.body("XML", "application/xml", "<?xml version=\"1.0\"?><error/>");
    group.body("plain text", "text/plain", "OK");
    group.body("nothing", json, "");
    group.raw("204", answer("204 No Content", &[], ""));
    group.raw("204 with a body", answer("204 No Content", &["content-length: 10"], "{\"id\":\"a\"}"));
    group.raw("304 with a body", answer("304 Not Modified", &["content-length: 10"], "{\"id\":\"a\"}"));
    group.raw("205 with a body", answer("205 Reset Content", &["content-length: 10"], "{\"id\":\"a\"}"));
    group.raw("206 that nobody asked for", answer("206 Partial Content", &["content-range: bytes 0-3/9"], "{\"id"));
    group.body("JSON that is cut off", json, "{\"value\":[{\"id\":\"a\"},{\"i");
    group.body("JSON 10,000 deep", json, format!("{{\"value\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000)));
    group.body(
        "an unknown member 10,000 deep",
        json,
        format!("{{\"value\":[],\"id\":\"a\",\"x\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000)),
    );
    group.body("a byte that is no UTF-8", json, b"{\"value\":[],\"id\":\"\xff\"}");
    group.body("half a surrogate pair", json, "{\"value\":[{\"id\":\"\\ud800\"}],\"id\":\"\\ud800\"}");
    group.body("UTF-16", json, [0xff, 0xfe, b'{', 0, b'}', 0]);
    group.body("NaN", json, "{\"value\":NaN,\"id\":NaN}");
    group.body("two documents", json, "{\"value\":[]}{\"value\":[]}");
    group.body("null", json, "null");
    group.body("an array", json, "[1,2,3]");
    group.body("a string", json, "\"no\"");
    group.body("members of other types", json, "{\"value\":\"x\",\"id\":[1],\"@odata.nextLink\":5}");
    group.body("a list of nulls", json, "{\"value\":[null,null],\"id\":null}");
    group.body(
        "an integer beyond 64 bits",
        json,
        "{\"value\":[{\"state\":99999999999999999999}],\"state\":99999999999999999999}",
    );
    group.add("a byte order mark", |case| {
        let (_, body) = case.halves();
        vec![
            Read,
            Write(answer("200 OK", &["content-type: application/json"], [b"\xEF\xBB\xBF", body.as_slice()].concat())),
        ]
    });
    group.add("members nobody described", |case| {
        let body = String::from_utf8(case.halves().1).unwrap().replacen('{', "{\"x\":{\"y\":[1,null]},", 1);
        vec![Read, Write(answer("200 OK", &["content-type: application/json"], body))]
    });
}

fn statuses(group: &mut Group<'_>) {
    for status in [
        "304 Not Modified",
        "400 Bad Request",
        "403 Forbidden",
        "404 Not Found",
        "408 Request Timeout",
        "409 Conflict",
        "412 Precondition Failed",
        "413 Too Large",
        "500 Internal",
        "501 Not Implemented",
        "502 Bad Gateway",
        "503 Unavailable",
        "504 Gateway Timeout",
        "599 Unknown",
        "999 Unknown",
        "600 Unknown",
    ] {
        group.status(status, &[]);
    }
    group.status("401 Unauthorized", &[]);
    group.status("401 Unauthorized", &["WWW-Authenticate: Bearer error=\"invalid_token\""]);
    group.status("429 Too Many Requests", &[]);
    group.status("429 Too Many Requests", &["Retry-After: 0"]);
    group.status("429 Too Many Requests", &["Retry-After: Thu, 01 Jan 1970 00:01:00 GMT"]);
    group.status("429 Too Many Requests", &["Retry-After: 86400"]);
    group.status("429 Too Many Requests", &["Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"]);
    group.status("429 Too Many Requests", &["Retry-After: 99999999999999999999999"]);
    group.status("429 Too Many Requests", &["Retry-After: -1"]);
    group.status("429 Too Many Requests", &["Retry-After: soon"]);
    group.status("429 Too Many Requests", &["Retry-After: 0.0"]);
    group.status("429 Too Many Requests", &["Retry-After: 0", "Retry-After: 86400"]);
    group.status("429 Too Many Requests", &["Retry-After:"]);
    group.status("503 Unavailable", &["Retry-After: 0"]);
    group.add("an answer before the request is read", |_| {
        let early = answer("413 Too Large", &["content-type: application/json"], "{}");
        vec![ReadSome(10), Write(early)]
    });
    group.raw("502 with a page of HTML", answer("502 Bad Gateway", &["content-type: text/html"], "<html>"));
    group.raw("500 with nothing", answer("500 Internal", &[], ""));
    group.raw("400 with an error 10,000 deep", {
        let deep = format!("{{\"error\":{}1{}}}", "{\"innerError\":".repeat(10_000), "}".repeat(10_000));
        answer("400 Bad", &["content-type: application/json"], deep)
    });
    group.add("reset within an error's body", |_| {
        vec![Read, Write(answer("400 Bad", &["content-length: 50"], "{\"error\"")), Reset]
    });
}

fn redirects(group: &mut Group<'_>) {
    let to = |status: &'static str, location: &'static str| {
        move |case: Case<'_>| {
            let location = location.replace("OTHER", case.other).replace("OWN", case.own);
            vec![Read, Write(answer(status, &[&format!("location: {location}")], ""))]
        }
    };
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        group.add(format!("{status} to another port"), to(status, "http://OTHER/beta"));
    }
    for (name, location) in [
        ("without a scheme", "//OTHER/beta"),
        ("with our host as the user", "http://OWN@OTHER/beta"),
        ("with backslashes", "\\\\OTHER\\beta"),
        ("with a backslash before a host", "http://OWN\\@OTHER/beta"),
        ("with too many slashes", "http:///OTHER/beta"),
        ("with a scheme in capitals", "HTTP://OTHER/beta"),
        ("with another way to write the address", "http://2130706433:1/beta"),
        ("to a host in other letters", "http://lоcalhost:1/beta"),
        ("to another host of the same address", "http://localhost:1/beta"),
        ("to https of the same port", "https://OWN/beta"),
        ("to a file", "file:///etc/passwd"),
        ("to nothing", ""),
        ("that is no address", "http://[::bad/"),
        ("to itself, for ever", "/beta/again"),
    ] {
        group.add(format!("307 {name}"), to("307 Temporary", location));
    }
    group.raw("307 without `Location`", answer("307 Temporary", &[], ""));
    group.add("a `Location` beside success", |case| {
        let location = format!("location: http://{}/beta", case.other);
        vec![Read, Write(case.good(&[&location, &format!("content-location: http://{}/", case.other), "refresh: 0"]))]
    });
    for (name, link) in [
        ("to another port", "<http://OTHER/beta>; rel=\"next\""),
        ("without a scheme", "<//OTHER/beta>; rel=next"),
        ("with our host as the user", "<http://OWN@OTHER/beta>; rel=next"),
        ("with a scheme in capitals", "<HTTP://OTHER/beta>; REL=NEXT"),
        ("to https", "<https://OWN/beta>; rel=next"),
        ("to itself", "<again>; rel=next"),
        ("that is none", "<<<;;; rel"),
    ] {
        group.add(format!("a `Link` {name}"), move |case| {
            let link = link.replace("OTHER", case.other).replace("OWN", case.own);
            vec![Read, Write(case.good(&[&format!("link: {link}")]))]
        });
    }
    group.add("`Refresh`, `Content-Location`, `Operation-Location` and `Alt-Svc` to another port", |case| {
        let (other, port) = (case.other, case.other.rsplit(':').next().unwrap_or_default());
        let headers = [
            format!("refresh: 0; url=http://{other}/beta"),
            format!("content-location: http://{other}/beta"),
            format!("operation-location: http://{other}/beta"),
            format!("azure-asyncoperation: http://{other}/beta"),
            format!("alt-svc: h2=\":{port}\"; ma=9, h3=\":{port}\""),
        ];
        vec![Read, Write(case.good(&headers.each_ref().map(String::as_str)))]
    });
    group.add("202 with a `Location` to another port", |case| {
        let location = format!("location: http://{}/beta", case.other);
        vec![
            Read,
            Write(answer(
                "202 Accepted",
                &["content-type: application/json", &location, "retry-after: 0"],
                case.shape.good().1,
            )),
        ]
    });
    let long = format!("http://OWN/beta?{}", "a".repeat(100_000));
    for (name, link) in [
        ("to another port", "http://OTHER/beta"),
        ("of 100 KB", &long),
        ("to another host of the same address", "http://localhost:1/beta"),
        ("with a line break", "http://OWN/beta\\r\\nx: y"),
        ("without a scheme", "//OTHER/beta"),
        ("with our host as the user", "http://OWN@OTHER/beta"),
        ("with backslashes", "\\\\\\\\OTHER\\\\beta"),
        ("with a backslash before a host", "http://OWN\\\\@OTHER/beta"),
        ("with a scheme in capitals", "HTTP://OTHER/beta"),
        ("to a host in other letters", "http://lоcalhost:1/beta"),
        ("to https", "https://OTHER/beta"),
        ("to a file", "file:///etc/passwd"),
        ("to nothing", ""),
        ("to itself", "again"),
    ] {
        let link = link.to_owned();
        group.add(format!("a next link {name}"), move |case| {
            let link = link.replace("OTHER", case.other).replace("OWN", case.own);
            let body = format!("{{\"value\":[],\"id\":\"a\",\"@odata.nextLink\":\"{link}\"}}");
            vec![Read, Write(answer("200 OK", &["content-type: application/json"], body))]
        });
    }
}
