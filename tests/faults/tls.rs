//! Certificates that prove nothing, and handshakes that do not end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use rest_bindgen_runtime::{CallOptions, ReqwestTransport, UreqTransport};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::server::{Met, Next, Server, Step};
use crate::{CANARY, ID, client_of, everything};

pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

/// A certificate, and the key that belongs to it.
type Certified = (CertificateDer<'static>, PrivateKeyDer<'static>);

/// What a server does that speaks TLS.
#[derive(Clone)]
pub(crate) struct Secured {
    pub(crate) acceptor: TlsAcceptor,
    /// What it sends once it has read a request.
    pub(crate) answer: Vec<u8>,
    /// All that it sends comes in small pieces.
    pub(crate) drips: bool,
    /// It ends the connection without saying so in TLS (RFC 8446, 6.1), as anyone on the way could.
    pub(crate) cuts: bool,
}

impl std::fmt::Debug for Secured {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secured")
    }
}

impl Secured {
    pub(crate) fn new(certified: Certified) -> Self {
        Self { acceptor: acceptor(certified, &[]), answer: Vec::new(), drips: false, cuts: false }
    }

    /// One connection, from its handshake to its end.
    pub(crate) async fn serve(&self, stream: &mut TcpStream, met: &Met) -> Next {
        if !self.drips {
            return self.answered(stream, met).await;
        }
        let (near, far) = tokio::io::duplex(64 * 1024);
        let (mut from_client, mut to_client) = stream.split();
        let (mut from_server, mut to_server) = tokio::io::split(far);
        let drip = async {
            let mut piece = [0; 16];
            while let Ok(read) = from_server.read(&mut piece).await
                && read > 0
                && to_client.write_all(&piece[..read]).await.is_ok()
            {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let both = async { tokio::join!(self.answered(near, met), drip) };
        tokio::select! {
            _ = both => {}
            _ = tokio::io::copy(&mut from_client, &mut to_server) => {}
        }
        Next::Close
    }

    async fn answered(&self, stream: impl AsyncRead + AsyncWrite + Unpin, met: &Met) -> Next {
        let Ok(mut stream) = self.acceptor.accept(stream).await else { return Next::Close };
        if crate::server::read(&mut stream, met).await {
            let _ = stream.write_all(&self.answer).await;
            let _ = stream.flush().await;
        }
        if !self.cuts {
            let _ = stream.shutdown().await;
        }
        Next::Close
    }
}

/// TLS in front of a server, as balancers of load have it, that agrees to HTTP/2.
pub(crate) struct Front {
    pub(crate) port: u16,
    task: JoinHandle<()>,
}

impl Front {
    /// What a front proves who it is by.
    pub(crate) fn acceptor(trusted: &Authority) -> TlsAcceptor {
        acceptor(certificate("127.0.0.1", Some(trusted), |_| {}), &["h2"])
    }

    /// In front of the server at this port.
    pub(crate) async fn of(server: u16, acceptor: TlsAcceptor) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(relay(stream, server, acceptor.clone()));
            }
        });
        Self { port, task }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn relay(stream: TcpStream, server: u16, acceptor: TlsAcceptor) {
    let Ok(mut near) = acceptor.accept(stream).await else { return };
    let Ok(mut far) = TcpStream::connect(("127.0.0.1", server)).await else { return };
    // A connection that the server resets is reset on this side too.
    if tokio::io::copy_bidirectional(&mut near, &mut far).await.is_err() {
        let _ = near.get_ref().0.set_zero_linger();
    }
}

pub(crate) fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for `name` from `issuer`, or from itself, after a change.
pub(crate) fn certificate(
    name: &str,
    issuer: Option<&Authority>,
    change: impl FnOnce(&mut CertificateParams),
) -> Certified {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    change(&mut params);
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    (certificate.der().clone(), PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())))
}

/// With the protocols that it agrees to (RFC 7301).
fn acceptor((certificate, key): Certified, protocols: &[&str]) -> TlsAcceptor {
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    TlsAcceptor::from(Arc::new(config))
}

/// A server that answers over TLS with this certificate; how often it read something.
async fn serve(certified: Certified) -> (u16, Arc<AtomicUsize>) {
    let acceptor = acceptor(certified, &[]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let read = Arc::new(AtomicUsize::new(0));
    let kept = Arc::clone(&read);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            if stream.read(&mut [0; 4096]).await.is_ok_and(|read| read > 0) {
                kept.fetch_add(1, Ordering::SeqCst);
                let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 10\r\n\r\n{\"id\":\"a\"}";
                let _ = stream.write_all(answer).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (port, read)
}

/// Clients that trust the authority, over reqwest and ureq.
fn clients(port: u16, trusted: &Authority) -> [graph_vpp_tokens::Client; 2] {
    let client = client_of(&format!("https://localhost:{port}/beta"));
    [client.clone().with_transport(trusting(trusted)), client.with_transport(ureq_trusting(trusted))]
}

/// The transport over reqwest that trusts the authority and nobody else.
pub(crate) fn trusting(trusted: &Authority) -> ReqwestTransport {
    let root = reqwest::Certificate::from_der(trusted.der()).unwrap();
    ReqwestTransport::with_builder(move |client| client.tls_certs_only([root.clone()]))
}

/// The same over ureq.
pub(crate) fn ureq_trusting(trusted: &Authority) -> UreqTransport {
    UreqTransport::with_config(ureq_config(trusted))
}

fn ureq_config(trusted: &Authority) -> ureq::config::Config {
    let root = ureq::tls::Certificate::from_der(trusted.der()).to_owned();
    let tls = ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::new_with_certs(&[root])).build();
    ureq::Agent::config_builder().tls_config(tls).proxy(None).build()
}

/// Changes of a certificate that make it a bad one.
pub(crate) fn past(params: &mut CertificateParams) {
    params.not_before = rcgen::date_time_ymd(2000, 1, 1);
    params.not_after = rcgen::date_time_ymd(2001, 1, 1);
}

pub(crate) fn future(params: &mut CertificateParams) {
    params.not_before = rcgen::date_time_ymd(2500, 1, 1);
    params.not_after = rcgen::date_time_ymd(2501, 1, 1);
}

pub(crate) fn other_use(params: &mut CertificateParams) {
    params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
}

#[tokio::test]
async fn a_certificate_must_be_good() {
    let _turn = crate::side_by_side().await;
    let trusted = authority();
    let (port, read) = serve(certificate("localhost", Some(&trusted), |_| {})).await;
    for client in clients(port, &trusted) {
        client.vpp_tokens().get(ID).await.unwrap();
    }
    assert_eq!(read.load(Ordering::SeqCst), 2);

    for (what, bad) in [
        ("signed by itself", certificate("localhost", None, |_| {})),
        ("signed by somebody else", certificate("localhost", Some(&authority()), |_| {})),
        ("for another name", certificate("example.com", Some(&trusted), |_| {})),
        ("for a name that only begins so", certificate("localhost.example.com", Some(&trusted), |_| {})),
        ("over", certificate("localhost", Some(&trusted), past)),
        ("not yet good", certificate("localhost", Some(&trusted), future)),
        ("for clients", certificate("localhost", Some(&trusted), other_use)),
    ] {
        let (port, read) = serve(bad).await;
        for client in clients(port, &trusted) {
            let tokens = client.vpp_tokens();
            for error in [tokens.get(ID).await.unwrap_err(), tokens.sync_licenses(ID).await.unwrap_err()] {
                assert!(error.is_connect() && error.attempts() == 3, "{what}: {error:?}");
                assert!(!everything(&error).contains(CANARY), "{error:?}");
            }
        }
        assert_eq!(read.load(Ordering::SeqCst), 0, "{what}");
    }
}

#[tokio::test]
async fn a_handshake_that_does_not_end() {
    let _turn = crate::side_by_side().await;
    let trusted = authority();
    for steps in [
        vec![Step::Stall],
        vec![Step::ReadSome(10), Step::Write(vec![0x16, 3, 3]), Step::Stall],
        vec![Step::ReadSome(10), Step::Drip(vec![0x16; 1000], Duration::from_millis(50))],
        vec![Step::ReadSome(10), Step::Write(b"HTTP/1.1 400 Bad\r\n\r\n".to_vec())],
        vec![Step::ReadSome(10), Step::Reset],
    ] {
        let server = Server::new(move |_| steps.clone()).await;
        for client in clients(server.port, &trusted) {
            let started = Instant::now();
            let options = CallOptions::new().connect_timeout(Duration::from_millis(300));
            let error = client.vpp_tokens().sync_licenses(ID).options(options).await.unwrap_err();
            assert!(error.is_connect(), "{error:?}");
            assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
        }
        assert!(!server.met.text().contains(CANARY));
    }
}

/// The length is what the service says, or nothing: then the end of TLS says where the body ends, and an end without that is
/// none.
#[tokio::test]
async fn a_body_that_is_cut_off_is_not_taken_for_a_whole_one() {
    let _turn = crate::side_by_side().await;
    let trusted = authority();
    for (cuts, is_whole) in [(false, true), (true, false)] {
        let answer = b"HTTP/1.1 200 OK\r\n\r\n{\"id\":\"a\"}".to_vec();
        let secured = Secured { answer, cuts, ..Secured::new(certificate("localhost", Some(&trusted), |_| {})) };
        let server = Server::new(move |_| vec![Step::Secure(secured.clone())]).await;
        for client in clients(server.port, &trusted) {
            let answered = client.vpp_tokens().sync_licenses(ID).await;
            assert_eq!(answered.is_ok(), is_whole, "{answered:?}");
            let mut download = client.vpp_tokens().get(ID).into_call().download().await.unwrap();
            let end = loop {
                match download.try_next().await {
                    Ok(Some(_)) => {}
                    end => break end,
                }
            };
            assert_eq!(end.is_ok(), is_whole, "{end:?}");
        }
    }
}

/// An agent that was built elsewhere trusts whom it was told to.
#[tokio::test]
async fn an_agent_keeps_its_roots() {
    let _turn = crate::side_by_side().await;
    let trusted = authority();
    let (port, read) = serve(certificate("localhost", Some(&trusted), |_| {})).await;
    let client = client_of(&format!("https://localhost:{port}/beta"));
    for (issuer, is_trusted) in [(&trusted, true), (&authority(), false)] {
        let agent = ureq_config(issuer).new_agent();
        let client = client.clone().with_transport(UreqTransport::with_agent(agent));
        assert_eq!(client.vpp_tokens().get(ID).await.is_ok(), is_trusted);
    }
    assert_eq!(read.load(Ordering::SeqCst), 1);
}

/// HTTP/2 is what both sides agree on in the handshake, with nothing said about it.
#[tokio::test]
async fn http2_is_agreed_on() {
    let _turn = crate::side_by_side().await;
    let trusted = authority();
    let frames = Step::Frames(crate::frames::Streams {
        answer: Arc::new(|stream| {
            let end = crate::frames::END_STREAM;
            vec![Step::Write(crate::frames::head(stream, end, "204", &[]))]
        }),
        settings: Vec::new(),
        opens: true,
    });
    let server = Server::new(move |_| vec![frames.clone()]).await;
    let front = Front::of(server.port, Front::acceptor(&trusted)).await;
    let client = client_of(&format!("https://127.0.0.1:{}/beta", front.port)).with_transport(trusting(&trusted));
    client.vpp_tokens().delete(ID).await.unwrap();
    client.vpp_tokens().delete(ID).await.unwrap();
    assert_eq!((server.met.requests(), server.met.connections()), (2, 1));
}
