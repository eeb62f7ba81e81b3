//! Answers that are not success, for every operation, and answers that do not come.

use std::time::{Duration, Instant};

use graph_vpp_tokens::Error;

use crate::operations::Operation;
use crate::server::{Answer, Server, answer, json};
use crate::{ID, VPP_TOKENS, client};

/// The status, its code in the body, and whether a later try may help.
const STATUSES: [(u16, &str, bool); 9] = [
    (400, "BadRequest", false),
    (401, "InvalidAuthenticationToken", false),
    (403, "Forbidden", false),
    (404, "ResourceNotFound", false),
    (409, "Conflict", false),
    (412, "PreconditionFailed", false),
    (429, "TooManyRequests", true),
    (500, "InternalServerError", true),
    (503, "ServiceUnavailable", true),
];

fn odata(status: u16, code: &str) -> Answer {
    let body = format!(
        r#"{{"error":{{"code":"{code}","message":"What happened to {status}","details":[{{"code":"d"}}],
            "innerError":{{"date":"2026-07-17T14:50:53","request-id":"r-{status}","client-request-id":"c"}}}}}}"#
    );
    let wait = format!("Retry-After: {}", status - 400);
    answer(status, &["Content-Type: application/json", &wait], body)
}

#[tokio::test]
async fn every_status_of_every_operation() {
    for (status, code, retryable) in STATUSES {
        let server = Server::new([odata(status, code)]).await;
        let client = client(&server);
        for operation in Operation::ALL {
            let error = operation.call(&client).await.unwrap_err();
            let told = error.as_status().unwrap_or_else(|| panic!("{operation:?}: {error:?}"));
            assert_eq!((told.status.as_u16(), told.method.as_str()), (status, operation.method()));
            assert_eq!(told.url, server.url(&format!("{VPP_TOKENS}{}", operation.path())));
            let odata = told.odata.as_ref().unwrap();
            assert_eq!(odata.code.as_deref(), Some(code));
            assert_eq!(odata.message, Some(format!("What happened to {status}")));
            assert_eq!(odata.details[0].code.as_deref(), Some("d"));
            assert_eq!(told.request_id, Some(format!("r-{status}")));
            assert_eq!(told.client_request_id.as_deref(), Some("c"));
            let inner = odata.inner.as_ref().unwrap();
            assert_eq!(inner.date.as_deref(), Some("2026-07-17T14:50:53"));
            assert_eq!(told.headers["content-type"], "application/json");
            assert!(told.body_start().contains(code));

            assert_eq!(error.status(), Some(told.status));
            assert_eq!(error.retry_after(), Some(Duration::from_secs(u64::from(status) - 400)));
            assert_eq!(error.is_retryable(), retryable, "{status}");
            assert_eq!(error.is_unauthorized(), status == 401);
            assert_eq!(error.is_forbidden(), status == 403);
            assert_eq!(error.is_not_found(), status == 404);
            let said = error.to_string();
            assert!(said.contains(&format!("{status} ")) && said.contains(code), "{said}");
            assert!(said.contains(&format!("What happened to {status} (request r-{status})")), "{said}");
        }
        assert_eq!(server.seen().len(), Operation::ALL.len(), "nothing is tried twice");
    }
}

#[tokio::test]
async fn statuses_with_other_bodies() {
    let html = "<html>Bad gateway</html>";
    for (told, body) in [
        (answer(502, &["content-type: text/html", "x-ms-request-id: x-1"], html), html),
        (answer(500, &["request-id: x-1"], ""), ""),
        (answer(404, &["request-id: x-1"], "{\"error\":"), "{\"error\":"),
        (answer(400, &["x-request-id: x-1"], "{\"error\":null}"), "{\"error\":null}"),
    ] {
        let server = Server::new([told]).await;
        let client = client(&server);
        for operation in Operation::ALL {
            let error = operation.call(&client).await.unwrap_err();
            let status = error.as_status().unwrap();
            assert!(status.odata.is_none() && status.retry_after.is_none(), "{status:?}");
            assert_eq!((status.body_start().as_ref(), status.request_id.as_deref()), (body, Some("x-1")));
        }
    }
}

#[tokio::test]
async fn a_message_that_is_a_document_and_a_code_alone() {
    let text = r#"{"error":{"code":"BadRequest","message":"{\r\n  \"_version\": 3,\r\n  \"Message\": \"No\"\r\n}"}}"#;
    let server = Server::new([json(400, text), json(400, r#"{"error":"invalid_grant"}"#)]).await;
    let client = client(&server);
    let error = client.vpp_tokens().sync_licenses(ID).await.unwrap_err();
    let message = error.as_status().unwrap().odata.as_ref().unwrap().message.clone().unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&message).unwrap()["Message"], "No");
    let error = client.vpp_tokens().sync_licenses(ID).await.unwrap_err();
    assert_eq!(error.as_status().unwrap().odata.as_ref().unwrap().code.as_deref(), Some("invalid_grant"));
}

#[tokio::test]
async fn each_call_has_a_time_of_its_own() {
    let server = Server::new([Answer::Stall]).await;
    let client = client(&server);
    let tokens = client.vpp_tokens();
    let short = Duration::from_millis(80);
    let token = graph_vpp_tokens::models::VppToken::default();
    let started = Instant::now();
    let errors = [
        tokens.sync_licenses(ID).timeout(short).await.unwrap_err(),
        tokens.update(ID, &token).timeout(short).await.unwrap_err(),
        tokens.delete(ID).timeout(short).await.unwrap_err(),
        tokens.get(ID).timeout(short).await.unwrap_err(),
        tokens.count().timeout(short).await.unwrap_err(),
        tokens.list().timeout(short).stream().try_next().await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::Timeout(_)) && error.is_timeout() && error.is_retryable(), "{error:?}");
    }
    // Half a second is asked for; the client's own times are 30 seconds and more for each call.
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}
