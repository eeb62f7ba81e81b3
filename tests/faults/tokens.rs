//! Tokens that expire and are refused.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_vpp_tokens::Client;
use rest_bindgen_runtime as rt;
use rt::{AccessToken, BoxFuture, TokenCache, TokenProvider, TokenRequest};

use crate::server::{Server, Step, answer};
use crate::{CANARY, ID, everything, quick};
use Step::{Read, Write};

/// Gives tokens with a number in them, and remembers what it was asked for.
#[derive(Clone)]
struct Counted {
    asked: Arc<AtomicUsize>,
    claims: Arc<Mutex<Vec<Option<String>>>>,
    life: Option<Duration>,
    pause: Duration,
    /// From which token on it fails.
    fails_after: usize,
}

impl Counted {
    fn new() -> Self {
        let pause = Duration::from_millis(20);
        Self { asked: Arc::default(), claims: Arc::default(), life: None, pause, fails_after: usize::MAX }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl TokenProvider for Counted {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, rt::Result<AccessToken>> {
        self.claims.lock().unwrap().push(request.claims.map(ToOwned::to_owned));
        Box::pin(async move {
            tokio::time::sleep(self.pause).await;
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            if number > self.fails_after {
                return Err(rt::Error::credentials(format!("no token of number {number}")));
            }
            let token = AccessToken::new(format!("{CANARY}-{number}"));
            Ok(match self.life {
                Some(life) => token.expires_in(life),
                None => token,
            })
        })
    }
}

fn client(server: &Server, provider: &Counted) -> Client {
    Client::new(TokenCache::new(provider.clone())).with_base_url(server.url("/beta")).with_retries(quick())
}

fn good() -> Vec<Step> {
    vec![Read, Write(answer("200 OK", &[], r#"{"id":"a"}"#))]
}

fn refused(challenge: &str) -> Vec<Step> {
    let header = format!("www-authenticate: {challenge}");
    let headers: &[&str] = if challenge.is_empty() { &[] } else { &[&header] };
    vec![Read, Write(answer("401 Unauthorized", headers, ""))]
}

fn tokens_sent(server: &Server) -> Vec<String> {
    let text = server.met.text();
    let sent = text.lines().filter_map(|line| line.strip_prefix("authorization: Bearer "));
    sent.map(|token| token.trim().rsplit('-').next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn many_calls_ask_the_provider_once() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| good()).await;
    let provider = Counted::new();
    let client = client(&server, &provider);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.vpp_tokens().get(ID).await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((provider.asked(), server.met.requests()), (1, 100));
}

#[tokio::test]
async fn a_failing_provider_is_asked_once_for_all_that_wait() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| good()).await;
    let provider = Counted { fails_after: 0, ..Counted::new() };
    let client = client(&server, &provider);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.vpp_tokens().get(ID).await.map(drop) })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(matches!(error, rt::Error::Credentials(_)), "{error:?}");
        assert!(everything(&error).contains("no token of number"), "{error:?}");
        // The cause stands right behind it, and not the same words once more.
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("no token of number") && !error.is_retryable(), "{cause}");
    }
    assert!(provider.asked() <= 2, "{} times", provider.asked());
    assert_eq!(server.met.connections(), 0);
}

#[tokio::test]
async fn a_401_gets_one_other_token_for_any_method() {
    let _turn = crate::side_by_side().await;
    for challenge in ["", "Bearer error=\"invalid_token\""] {
        let server = Server::new(move |index| if index == 0 { refused(challenge) } else { good() }).await;
        let provider = Counted::new();
        client(&server, &provider).vpp_tokens().sync_licenses(ID).await.unwrap();
        assert_eq!(tokens_sent(&server), ["1", "2"]);
    }
    let server = Server::new(|_| refused("Bearer")).await;
    let provider = Counted::new();
    let error = client(&server, &provider).vpp_tokens().get(ID).await.unwrap_err();
    assert!(error.is_unauthorized() && !everything(&error).contains(CANARY));
    assert_eq!((tokens_sent(&server), provider.asked()), (vec!["1".to_owned(), "2".to_owned()], 2));
}

#[tokio::test]
async fn a_body_in_pieces_that_is_refused_gets_the_next_call_another_token() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|index| if index == 0 { refused("Bearer") } else { good() }).await;
    let provider = Counted { fails_after: 2, ..Counted::new() };
    let client = client(&server, &provider);
    let upload = || {
        let pieces = rt::Body::stream(Pieces(Some("{}".into())), Some(2));
        let call = rt::Call::new(client.core(), rt::Method::PUT, rt::decode::empty).path("/file");
        call.upload("application/json", pieces)
    };
    // It cannot be sent again, so it fails; whoever calls it once more is not refused for the same token.
    assert!(upload().await.unwrap_err().is_unauthorized());
    upload().await.unwrap();
    assert_eq!((tokens_sent(&server), provider.asked()), (vec!["1".to_owned(), "2".to_owned()], 2));
    // Where there is no other token, the refusal is what is told.
    let server = Server::new(|_| refused("Bearer")).await;
    let provider = Counted { fails_after: 1, ..Counted::new() };
    let call = self::client(&server, &provider);
    let call = rt::Call::new(call.core(), rt::Method::PUT, rt::decode::empty).path("/file");
    let pieces = rt::Body::stream(Pieces(Some("{}".into())), Some(2));
    assert!(call.upload("application/json", pieces).await.unwrap_err().is_unauthorized());
}

/// A body in one piece that is had once.
struct Pieces(Option<rt::Bytes>);

impl futures_core::Stream for Pieces {
    type Item = Result<rt::Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

#[tokio::test]
async fn many_refusals_of_one_token_ask_for_one_other() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|index| if index < 20 { refused("Bearer") } else { good() }).await;
    let provider = Counted::new();
    let client = client(&server, &provider);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.vpp_tokens().sync_licenses(ID).await.map(drop) })
        })
        .collect();
    let mut good = 0;
    for call in calls {
        good += usize::from(call.await.unwrap().is_ok());
    }
    // Which connection is whose is chance; each call asks at most once more.
    assert!(good > 0 && (2..=3).contains(&provider.asked()), "{good} good, {} asked", provider.asked());
}

#[tokio::test]
async fn the_claims_of_a_challenge_reach_the_provider() {
    let _turn = crate::side_by_side().await;
    let claims = r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#;
    let encoded = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(claims)
    };
    let challenge = format!("Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{encoded}\"");
    let server = Server::new(move |index| if index == 0 { refused(&challenge) } else { good() }).await;
    let provider = Counted::new();
    client(&server, &provider).vpp_tokens().get(ID).await.unwrap();
    assert_eq!(*provider.claims.lock().unwrap(), [None, Some(claims.to_owned())]);
}

#[tokio::test]
async fn a_token_is_renewed_before_its_end() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| good()).await;
    let provider = Counted { life: Some(Duration::from_secs(5)), ..Counted::new() };
    let client = client(&server, &provider);
    client.vpp_tokens().get(ID).await.unwrap();
    client.vpp_tokens().get(ID).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2600)).await;
    client.vpp_tokens().get(ID).await.unwrap();
    assert_eq!(tokens_sent(&server), ["1", "1", "2"]);
    // A provider that fails meanwhile does no harm while the old token is good.
    let provider = Counted { fails_after: 1, life: Some(Duration::from_secs(4)), ..provider };
    provider.asked.store(0, Ordering::SeqCst);
    let cache = TokenCache::new(provider.clone()).with_margin(Duration::from_secs(3600));
    let client = Client::new(cache).with_base_url(server.url("/beta"));
    client.vpp_tokens().get(ID).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2100)).await;
    client.vpp_tokens().get(ID).await.unwrap();
    assert_eq!(provider.asked(), 2);
}

/// Gives one token, and then hangs.
struct Hangs(AtomicUsize);

impl TokenProvider for Hangs {
    fn token<'a>(&'a self, _: TokenRequest<'a>) -> BoxFuture<'a, rt::Result<AccessToken>> {
        Box::pin(async move {
            if self.0.fetch_add(1, Ordering::SeqCst) > 0 {
                std::future::pending::<()>().await;
            }
            Ok(AccessToken::new(format!("{CANARY}-1")).expires_in(Duration::from_secs(8)))
        })
    }
}

#[tokio::test]
async fn a_renewal_that_hangs_keeps_one_call_and_no_other() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| good()).await;
    let provider = Arc::new(Hangs(AtomicUsize::new(0)));
    let client = Client::new(TokenCache::new(Arc::clone(&provider))).with_base_url(server.url("/beta"));
    client.vpp_tokens().get(ID).await.unwrap();
    // Half of its life is over: the next call asks for another token.
    tokio::time::sleep(Duration::from_millis(4100)).await;
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.vpp_tokens().get(ID).await.map(drop) }
    });
    while provider.0.load(Ordering::SeqCst) < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let quick = || client.vpp_tokens().get(ID).timeout(Duration::from_secs(1));
    quick().await.unwrap();
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    quick().await.unwrap();
    assert_eq!((provider.0.load(Ordering::SeqCst), tokens_sent(&server)), (2, vec!["1".to_owned(); 3]));
}

#[tokio::test]
async fn a_dropped_call_leaves_the_provider_to_the_next() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| good()).await;
    let provider = Counted { pause: Duration::from_millis(200), ..Counted::new() };
    let client = client(&server, &provider);
    for _ in 0..3 {
        let call = client.vpp_tokens().get(ID).send();
        assert!(tokio::time::timeout(Duration::from_millis(30), call).await.is_err());
    }
    client.vpp_tokens().get(ID).await.unwrap();
    assert_eq!(provider.asked(), 1);
}

#[tokio::test]
async fn those_that_wait_with_a_dropped_call_have_their_token() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| good()).await;
    let provider = Counted { pause: Duration::from_millis(300), ..Counted::new() };
    let client = client(&server, &provider);
    let call = || {
        let client = client.clone();
        tokio::spawn(async move { client.vpp_tokens().get(ID).await.map(drop) })
    };
    let first = call();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let others: Vec<_> = (0..9).map(|_| call()).collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    first.abort();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert!(first.await.unwrap_err().is_cancelled());
    assert_eq!((provider.asked(), server.met.requests()), (1, 9));
}

/// A provider that does something else each time: it hangs, panics, gives what no header can hold, and does what it should.
struct Moody(AtomicUsize);

impl TokenProvider for Moody {
    fn token<'a>(&'a self, _: TokenRequest<'a>) -> BoxFuture<'a, rt::Result<AccessToken>> {
        Box::pin(async move {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => std::future::pending().await,
                1 => panic!("a defect of the provider"),
                2 => Ok(AccessToken::new(format!("{CANARY}\r\nx-other: {CANARY}"))),
                3 => Ok(AccessToken::new(CANARY).expires_at(std::time::SystemTime::UNIX_EPOCH)),
                _ => Ok(AccessToken::new(CANARY).expires_in(Duration::MAX)),
            }
        })
    }
}

#[tokio::test]
async fn a_provider_that_misbehaves_ends_its_own_call_only() {
    let _turn = crate::side_by_side().await;
    let server = Server::new(|_| good()).await;
    let provider = Arc::new(Moody(AtomicUsize::new(0)));
    let client = Client::new(TokenCache::new(Arc::clone(&provider))).with_base_url(server.url("/beta"));
    let error = client.vpp_tokens().get(ID).timeout(Duration::from_millis(200)).await.unwrap_err();
    // Nothing was sent for want of a token.
    assert!(error.is_timeout() && error.attempts() == 0, "{error:?}");
    let panicking = client.clone();
    let ended = tokio::spawn(async move { panicking.vpp_tokens().get(ID).await.map(drop) }).await;
    assert!(ended.unwrap_err().is_panic());
    let error = client.vpp_tokens().get(ID).await.unwrap_err();
    assert!(matches!(error, rt::Error::Credentials(_)) && !everything(&error).contains(CANARY), "{error:?}");
    assert_eq!(server.met.connections(), 0);
    // A token that is over by this machine's clock is tried once, and the next call asks for another.
    for _ in 0..3 {
        client.vpp_tokens().get(ID).await.unwrap();
    }
    assert_eq!((provider.0.load(Ordering::SeqCst), server.met.requests()), (5, 3));
}

#[test]
fn nothing_shows_a_token() {
    let token = AccessToken::new(CANARY).expires_in(Duration::from_secs(1));
    let shown = format!("{token:?} {token:#?} {:?}", TokenCache::new(Counted::new()));
    assert!(!shown.contains(CANARY) && shown.contains("[hidden]"), "{shown}");
}
