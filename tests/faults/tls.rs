//! Certificates that prove nothing, and handshakes that do not end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use rest_bindgen_runtime::{CallOptions, ReqwestTransport};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::server::{Server, Step};
use crate::{CANARY, ID, client_of, everything};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for `name` from `issuer`, or from itself, after a change.
fn certificate(
    name: &str,
    issuer: Option<&Authority>,
    change: impl FnOnce(&mut CertificateParams),
) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    change(&mut params);
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    (certificate.der().clone(), PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())))
}

/// A server that answers over TLS with this certificate; how often it read something.
async fn serve((certificate, key): (CertificateDer<'static>, PrivateKeyDer<'static>)) -> (u16, Arc<AtomicUsize>) {
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
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

/// A client that trusts the authority.
fn client(port: u16, trusted: &Authority) -> graph_vpp_tokens::Client {
    let root = reqwest::Certificate::from_der(trusted.der()).unwrap();
    let transport =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).tls_certs_only([root]).build().unwrap();
    client_of(&format!("https://localhost:{port}/beta")).with_transport(ReqwestTransport::with_client(transport))
}

#[tokio::test]
async fn a_certificate_must_be_good() {
    let _turn = crate::side_by_side().await;
    let trusted = authority();
    let (port, read) = serve(certificate("localhost", Some(&trusted), |_| {})).await;
    client(port, &trusted).vpp_tokens().get(ID).await.unwrap();
    assert_eq!(read.load(Ordering::SeqCst), 1);

    let past = |params: &mut CertificateParams| {
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(2001, 1, 1);
    };
    let future = |params: &mut CertificateParams| {
        params.not_before = rcgen::date_time_ymd(2500, 1, 1);
        params.not_after = rcgen::date_time_ymd(2501, 1, 1);
    };
    let other_use = |params: &mut CertificateParams| {
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    };
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
        let client = client(port, &trusted);
        for error in
            [client.vpp_tokens().get(ID).await.unwrap_err(), client.vpp_tokens().sync_licenses(ID).await.unwrap_err()]
        {
            assert!(error.is_connect() && error.attempts() == 3, "{what}: {error:?}");
            assert!(!everything(&error).contains(CANARY), "{error:?}");
        }
        assert_eq!(read.load(Ordering::SeqCst), 0, "{what}");
    }
}

#[tokio::test]
async fn a_handshake_that_does_not_end() {
    let _turn = crate::side_by_side().await;
    for steps in [
        vec![Step::Stall],
        vec![Step::ReadSome(10), Step::Write(vec![0x16, 3, 3]), Step::Stall],
        vec![Step::ReadSome(10), Step::Drip(vec![0x16; 1000], Duration::from_millis(50))],
        vec![Step::ReadSome(10), Step::Write(b"HTTP/1.1 400 Bad\r\n\r\n".to_vec())],
        vec![Step::ReadSome(10), Step::Reset],
    ] {
        let server = Server::new(move |_| steps.clone()).await;
        let client = client_of(&format!("https://127.0.0.1:{}/beta", server.port));
        let started = Instant::now();
        let options = CallOptions::new().connect_timeout(Duration::from_millis(300));
        let error = client.vpp_tokens().sync_licenses(ID).options(options).await.unwrap_err();
        assert!(error.is_connect(), "{error:?}");
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
        assert!(!server.met.text().contains(CANARY));
    }
}
