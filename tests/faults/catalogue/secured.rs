//! Faults below HTTP: handshakes that do not end, and certificates that prove nothing.

use std::time::Duration;

use super::Group;
use crate::server::{Step, answer};
use crate::tls::{Authority, Secured, authority, certificate, future, other_use, past};
use Step::{Close, Drip, Pause, ReadSome, Reset, Stall, Write};

/// The address that the client calls.
const HERE: &str = "127.0.0.1";

pub(super) fn faults(group: &mut Group<'_>, trusted: &Authority) {
    handshakes(group);
    certificates(group, trusted);
    let good = Secured::new(certificate(HERE, Some(trusted), |_| {}));
    let drips = Secured { drips: true, ..good.clone() };
    for (name, secured) in [("nothing wrong", &good), ("a handshake that drips, and ends", &drips)] {
        let secured = secured.clone();
        group.add(name, move |case| {
            let (status, body) = case.shape.good();
            vec![Step::Secure(Secured { answer: answer(status, &[], body), ..secured.clone() })]
        });
    }
    for (name, cuts) in [("with its end", false), ("cut off", true)] {
        let secured = good.clone();
        group.add(format!("no length, and TLS {name}"), move |case| {
            let (_, body) = case.halves();
            let answer = [b"HTTP/1.1 200 OK\r\n\r\n", body.as_slice()].concat();
            vec![Step::Secure(Secured { answer, cuts, ..secured.clone() })]
        });
    }
}

fn handshakes(group: &mut Group<'_>) {
    // The head of a record of 16 KiB that holds a handshake.
    let record = [0x16, 3, 3, 0x40, 0];
    group.add("reset in the handshake", |_| vec![ReadSome(10), Reset]);
    group.add("closed in the handshake", |_| vec![ReadSome(10), Close]);
    group.add("silence in the handshake", |_| vec![Stall]);
    group.add("silence within a record", move |_| vec![ReadSome(10), Write(record.to_vec()), Stall]);
    group.add("a handshake that drips for ever", move |_| {
        let bytes = [&record[..], &[2; 16 * 1024]].concat();
        vec![ReadSome(10), Drip(bytes, Duration::from_millis(20))]
    });
    group.add("records without end", |_| {
        // Each is one byte of a message of 16 MiB, which is a certificate by its kind.
        vec![
            ReadSome(10),
            Write(vec![0x16, 3, 3, 0, 4, 11, 0xff, 0xff, 0xff]),
            Step::Endless([0x16, 3, 3, 0, 1, 0].repeat(4000)),
        ]
    });
    group.add("an alert", |_| vec![ReadSome(10), Write(vec![0x15, 3, 3, 0, 2, 2, 40]), Pause]);
    group.add("an answer without TLS", |_| vec![ReadSome(10), Write(answer("400 Bad Request", &[], ""))]);
}

fn certificates(group: &mut Group<'_>, trusted: &Authority) {
    for (what, bad) in [
        ("signed by itself", certificate(HERE, None, |_| {})),
        ("signed by somebody else", certificate(HERE, Some(&authority()), |_| {})),
        ("for another name", certificate("example.com", Some(trusted), |_| {})),
        ("for another address", certificate("127.0.0.2", Some(trusted), |_| {})),
        ("that is over", certificate(HERE, Some(trusted), past)),
        ("that is not yet good", certificate(HERE, Some(trusted), future)),
        ("for clients", certificate(HERE, Some(trusted), other_use)),
    ] {
        let secured = Secured { answer: answer("200 OK", &[], "{}"), ..Secured::new(bad) };
        group.add(format!("a certificate {what}"), move |_| vec![Step::Secure(secured.clone())]);
    }
}
