//! Faults of HTTP/2 (RFC 9113).

use std::sync::Arc;
use std::time::Duration;

use super::{Group, gzip};
use crate::frames::{
    CONTINUATION, END_HEADERS, END_STREAM, HEADERS, PADDED, PING, PRIORITY, PUSH_PROMISE, SETTINGS, Streams,
    WINDOW_UPDATE, data, field, frame, go_away, head, reset, setting,
};
use crate::server::Step;
use crate::shapes::Shape;
use Step::{Close, Drip, Endless, ReadSome, Reset, Stall, Write};

/// The reasons for which a stream or a connection ends (7).
const NO_ERROR: u32 = 0;
const PROTOCOL_ERROR: u32 = 1;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;
const HTTP_1_1_REQUIRED: u32 = 13;

/// The settings (6.5.2).
const MOST_STREAMS: u16 = 3;
const WINDOW: u16 = 4;
const FRAME_SIZE: u16 = 5;

/// How often a client of reqwest sends a request whose stream is refused.
const UNREAD: usize = 3;

const JSON: (&str, &str) = ("content-type", "application/json");

/// The body of the good answer, which has something in it whatever the shape.
fn body(shape: Shape) -> &'static [u8] {
    match shape.good().1 {
        "" => br#"{"done":true}"#,
        body => body.as_bytes(),
    }
}

/// The good answer.
fn good(shape: Shape, stream: u32) -> Vec<u8> {
    let (status, body) = shape.good();
    let (status, _) = status.split_once(' ').unwrap();
    match body {
        "" => head(stream, END_STREAM, status, &[JSON]),
        body => [head(stream, 0, status, &[JSON]), data(stream, END_STREAM, body.as_bytes())].concat(),
    }
}

/// The head of an answer whose body follows, and tells its length.
fn begun(shape: Shape, stream: u32) -> Vec<u8> {
    head(stream, 0, "200", &[JSON, ("content-length", &body(shape).len().to_string())])
}

impl Group<'_> {
    /// What the server does for each request, by its stream.
    fn answers(
        &mut self,
        name: impl Into<String>,
        steps: impl Fn(Shape, u32) -> Vec<Step> + Clone + Send + Sync + 'static,
    ) {
        self.with_settings(name, Vec::new(), steps);
    }

    fn with_settings(
        &mut self,
        name: impl Into<String>,
        settings: Vec<u8>,
        steps: impl Fn(Shape, u32) -> Vec<Step> + Clone + Send + Sync + 'static,
    ) {
        self.add(name, move |case| {
            let (shape, steps) = (case.shape, steps.clone());
            let answer = Arc::new(move |stream| steps(shape, stream));
            vec![Step::Frames(Streams { answer, settings: settings.clone(), opens: true })]
        });
    }

    /// Bytes; what is asked next gets the same.
    fn sends(
        &mut self,
        name: impl Into<String>,
        bytes: impl Fn(Shape, u32) -> Vec<u8> + Clone + Send + Sync + 'static,
    ) {
        self.answers(name, move |shape, stream| vec![Write(bytes(shape, stream))]);
    }
}

pub(super) fn connections(group: &mut Group<'_>) {
    group.add("silence after the preface", |_| vec![Stall]);
    group.add("closed after the preface", |_| vec![ReadSome(24), Close]);
    group.add("reset after the preface", |_| vec![ReadSome(24), Reset]);
    group.add("an answer of HTTP/1.1", |case| vec![ReadSome(24), Write(case.good(&[]))]);
    group.add("a frame of 16 MB", |_| {
        vec![ReadSome(24), Write(vec![0xff, 0xff, 0xff, 4, 0, 0, 0, 0, 0]), Endless(vec![0; 16 * 1024])]
    });
    group.add("settings that are cut off", |_| vec![ReadSome(24), Write(frame(SETTINGS, 0, 0, &[0; 5])), Stall]);
    let answered = |shape, stream| vec![Write(good(shape, stream))];
    group.with_settings("a window that cannot be", setting(WINDOW, u32::MAX), answered);
    group.with_settings("frames that cannot be", setting(FRAME_SIZE, 1), answered);
    group.with_settings("settings nobody knows", setting(0x7777, 7), answered);
    group.with_settings("no stream is allowed", setting(MOST_STREAMS, 0), |_, _| vec![Stall]);
    group.add("a window that is never opened", move |case| {
        let shape = case.shape;
        let answer = Arc::new(move |stream| vec![Write(good(shape, stream))]);
        vec![Step::Frames(Streams { answer, settings: Vec::new(), opens: false })]
    });
    group.answers("silence after the request", |_, _| vec![Stall]);
    group.answers("reset after the request", |_, _| vec![Reset]);
    group.answers("closed after the request", |_, _| vec![Close]);
    group.sends("a window that overflows", |_, _| frame(WINDOW_UPDATE, 0, 0, &0x7fff_ffff_u32.to_be_bytes()).repeat(2));
    group.sends("a window that opens by nothing", |_, _| frame(WINDOW_UPDATE, 0, 0, &[0; 4]));
    for (name, flood) in [
        ("settings", frame(SETTINGS, 0, 0, &[])),
        ("pings", frame(PING, 0, 0, &[0; 8])),
        ("windows", frame(WINDOW_UPDATE, 0, 0, &1_u32.to_be_bytes())),
        ("frames nobody knows", frame(0x77, 0, 0, &[0; 20])),
    ] {
        group.answers(format!("{name} without end"), move |_, _| vec![Endless(flood.clone())]);
    }
    for (name, reason) in [
        ("INTERNAL_ERROR", INTERNAL_ERROR),
        ("PROTOCOL_ERROR", PROTOCOL_ERROR),
        ("ENHANCE_YOUR_CALM", ENHANCE_YOUR_CALM),
        ("HTTP_1_1_REQUIRED", HTTP_1_1_REQUIRED),
    ] {
        let bytes = move |stream| go_away(stream, reason);
        group.answers(format!("GOAWAY with {name}, which has the request"), move |_, stream| {
            vec![Write(bytes(stream)), Close]
        });
    }
    group.answers("GOAWAY with NO_ERROR, which has the request, and the end", |_, stream| {
        vec![Write(go_away(stream, NO_ERROR)), Close]
    });
    group.answers("GOAWAY with NO_ERROR, and the answer", |shape, stream| {
        vec![Write([go_away(stream, NO_ERROR), good(shape, stream)].concat()), Close]
    });
    for (name, begins) in [("after the head", 0), ("within the body", 5)] {
        group.answers(format!("GOAWAY with INTERNAL_ERROR {name}"), move |shape, stream| {
            let part = data(stream, 0, &body(shape)[..begins]);
            vec![Write([begun(shape, stream), part, go_away(stream, INTERNAL_ERROR)].concat()), Close]
        });
    }
    group.most = UNREAD;
    group.answers("GOAWAY with NO_ERROR, without the request", |_, _| vec![Write(go_away(0, NO_ERROR)), Close]);
    group.most = 1;
}

pub(super) fn streams(group: &mut Group<'_>) {
    for (name, reason) in [
        ("NO_ERROR", NO_ERROR),
        ("INTERNAL_ERROR", INTERNAL_ERROR),
        ("CANCEL", CANCEL),
        ("PROTOCOL_ERROR", PROTOCOL_ERROR),
        ("ENHANCE_YOUR_CALM", ENHANCE_YOUR_CALM),
        ("HTTP_1_1_REQUIRED", HTTP_1_1_REQUIRED),
        ("REFUSED_STREAM", REFUSED_STREAM),
    ] {
        group.most = if reason == REFUSED_STREAM { UNREAD } else { 1 };
        group.answers(format!("RST_STREAM with {name} before the head"), move |_, stream| {
            vec![Write(reset(stream, reason))]
        });
        for (point, begins) in [("after the head", 0), ("within the body", 5)] {
            group.answers(format!("RST_STREAM with {name} {point}"), move |shape, stream| {
                let part = if begins == 0 { Vec::new() } else { data(stream, 0, &body(shape)[..begins]) };
                // The client reads what has come before.
                vec![Write([begun(shape, stream), part].concat()), Step::Pause, Write(reset(stream, reason))]
            });
        }
    }
    group.most = 1;
    group.answers("RST_STREAM with NO_ERROR after the body", |shape, stream| {
        let whole = data(stream, END_STREAM, body(shape));
        // Come together, the end that is read last may be either.
        vec![Write([begun(shape, stream), whole].concat()), Step::Pause, Write(reset(stream, NO_ERROR))]
    });
    group.sends("the answer of another stream", |shape, stream| good(shape, stream + 2));
    group.sends("the answer of no stream", |shape, _| good(shape, 0));
    group.sends("the answer of a stream of the server's own", |shape, _| good(shape, 2));
    group.sends("a promise", |_, stream| {
        frame(PUSH_PROMISE, END_HEADERS, stream, &[&2_u32.to_be_bytes()[..], &field(":path", "/")].concat())
    });
    group.sends("a stream that waits for itself", |shape, stream| {
        [frame(PRIORITY, 0, stream, &[&stream.to_be_bytes()[..], &[1]].concat()), good(shape, stream)].concat()
    });
    group.sends("an answer, and another one", |shape, stream| [good(shape, stream), good(shape, stream)].concat());
}

pub(super) fn heads(group: &mut Group<'_>) {
    group.answers("reset within the head", |shape, stream| vec![Write(good(shape, stream)[..15].to_vec()), Reset]);
    group.answers("closed within the head", |shape, stream| vec![Write(good(shape, stream)[..15].to_vec()), Close]);
    group.answers("silence within the head", |shape, stream| vec![Write(good(shape, stream)[..15].to_vec()), Stall]);
    let raw = |stream, fields: Vec<u8>| frame(HEADERS, END_HEADERS | END_STREAM, stream, &fields);
    group.sends("a head that is no HPACK", move |_, stream| raw(stream, vec![0xff; 40]));
    group.sends("a head that names what nobody said", move |_, stream| raw(stream, vec![0x88, 0xff, 0x80, 0x08]));
    group.sends("a head without a status", move |_, stream| raw(stream, field("a", "b")));
    group.sends("two statuses", move |_, stream| raw(stream, field(":status", "200").repeat(2)));
    group.sends("a status after a field", move |_, stream| {
        raw(stream, [field("a", "b"), field(":status", "200")].concat())
    });
    group.sends("a status that is no number", |_, stream| head(stream, END_STREAM, "two", &[]));
    group.sends("101 that nobody asked for", |_, stream| head(stream, END_STREAM, "101", &[]));
    group.sends("a name in capitals", |_, stream| head(stream, END_STREAM, "200", &[("A", "b")]));
    group.sends("a field with a NUL", |_, stream| head(stream, END_STREAM, "200", &[("a", "b\0c")]));
    group.sends("a field of HTTP/1.1", |_, stream| head(stream, END_STREAM, "200", &[("connection", "close")]));
    group.sends("a pseudo-header of a request", |_, stream| head(stream, END_STREAM, "200", &[(":path", "/")]));
    group.sends("10,000 fields", |_, stream| {
        // As the table's 8th entry, `:status: 200`, and a field that has a place in it from then on.
        let fields = [vec![0x88, 0x40, 1, b'x', 1, b'y'], vec![0xbe; 10_000]].concat();
        frame(HEADERS, END_HEADERS | END_STREAM, stream, &fields)
    });
    group.sends("64 MB in 16 KB of HPACK", |_, stream| {
        let long = [&[0x88, 0x40, 1, b'x', 127, 0x81, 0x1e][..], &[b'y'; 4000]].concat();
        frame(HEADERS, END_HEADERS | END_STREAM, stream, &[long, vec![0xbe; 12_000]].concat())
    });
    group.answers("a head without end", |_, stream| {
        let start = frame(HEADERS, 0, stream, &field(":status", "200"));
        let more = frame(CONTINUATION, 0, stream, &field("x", &"y".repeat(4000)).repeat(4));
        vec![Write(start), Endless(more)]
    });
    group.answers("a head without end, in pieces of nothing", |_, stream| {
        vec![Write(frame(HEADERS, 0, stream, &field(":status", "200"))), Endless(frame(CONTINUATION, 0, stream, &[]))]
    });
    group.sends("a head that something else comes into", |shape, stream| {
        [frame(HEADERS, 0, stream, &field(":status", "200")), data(stream, END_STREAM, body(shape))].concat()
    });
    group.answers("early hints without end", |_, stream| {
        vec![Endless(head(stream, 0, "103", &[("link", &format!("</{}>", "a".repeat(500)))]))]
    });
    group.sends("three interim answers", |shape, stream| {
        [head(stream, 0, "103", &[("link", "</a>")]).repeat(3), good(shape, stream)].concat()
    });
    group.answers("frames that drip", |shape, stream| vec![Drip(good(shape, stream), Duration::from_millis(2))]);
}

pub(super) fn bodies(group: &mut Group<'_>) {
    for (name, end) in [("reset", Reset), ("closed", Close), ("silence", Stall)] {
        for (what, length) in [("", true), (" that tells no length", false)] {
            let end = end.clone();
            group.answers(format!("{name} within a body{what}"), move |shape, stream| {
                let head = if length { begun(shape, stream) } else { head(stream, 0, "200", &[JSON]) };
                let part = data(stream, 0, &body(shape)[..5]);
                vec![Write([head, part].concat()), Step::Pause, end.clone()]
            });
        }
    }
    let of = |stream, length: &str, flags, bytes: &[u8]| {
        [head(stream, 0, "200", &[JSON, ("content-length", length)]), data(stream, flags, bytes)].concat()
    };
    group.sends("a length that is too small", move |shape, stream| of(stream, "5", END_STREAM, body(shape)));
    group.sends("a length that is too big", move |shape, stream| of(stream, "500", END_STREAM, body(shape)));
    group.sends("a length that is no number", move |shape, stream| of(stream, "many", END_STREAM, body(shape)));
    group.sends("no length, and the end too soon", |shape, stream| {
        [head(stream, 0, "200", &[JSON]), data(stream, END_STREAM, &body(shape)[..5])].concat()
    });
    group.sends("a body before its head", |shape, stream| data(stream, END_STREAM, body(shape)));
    group.answers("more after the end", |shape, stream| {
        // Come together, it may be met before what came first is given.
        vec![Write(good(shape, stream)), Step::Pause, Write(data(stream, 0, b"more"))]
    });
    group.sends("more padding than frame", |shape, stream| {
        [head(stream, 0, "200", &[JSON]), frame(0, PADDED | END_STREAM, stream, &[200, 1, 2, 3]), good(shape, stream)]
            .concat()
    });
    group.answers("pieces of nothing without end", |_, stream| {
        vec![Write(head(stream, 0, "200", &[JSON])), Endless(data(stream, 0, &[]).repeat(200))]
    });
    group.sends("trailers", |shape, stream| {
        let trailers = frame(HEADERS, END_HEADERS | END_STREAM, stream, &field("x", "y"));
        [head(stream, 0, "200", &[JSON]), data(stream, 0, body(shape)), trailers].concat()
    });
    group.answers("trailers without end", |shape, stream| {
        let start =
            [head(stream, 0, "200", &[JSON]), data(stream, 0, body(shape)), frame(HEADERS, END_STREAM, stream, &[])];
        vec![Write(start.concat()), Endless(frame(CONTINUATION, 0, stream, &field("x", &"y".repeat(4000)).repeat(4)))]
    });
    for (name, fields) in
        [("10 GB, announced", &[JSON, ("content-length", "10000000000")][..]), ("a body without end", &[JSON])]
    {
        group.answers(name, move |_, stream| {
            // More than a call takes, and less than the window of a connection, beyond which HTTP/2 is broken.
            let much = data(stream, 0, &[b' '; 16 * 1024]).repeat(32);
            vec![Write(head(stream, 0, "200", fields)), Step::Pause, Write(much), Stall]
        });
    }
    let bomb = gzip(&vec![b' '; 64 << 20]);
    group.answers("64 MB in 64 KB of gzip", move |_, stream| {
        let frames = bomb.chunks(16 * 1024).flat_map(|piece| data(stream, 0, piece));
        let frames: Vec<u8> = frames.chain(data(stream, END_STREAM, &[])).collect();
        vec![Write(head(stream, 0, "200", &[("content-encoding", "gzip")])), Step::Pause, Write(frames), Stall]
    });
    for (name, fields) in [("503", &[][..]), ("503 with `Retry-After: 0`", &[("retry-after", "0")])] {
        group.answers(name, move |_, stream| vec![Write(head(stream, END_STREAM, "503", fields))]);
    }
}
