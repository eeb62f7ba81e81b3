//! What is shown to people never holds the token of the entity or the caller's own.

use graph_vpp_tokens::models::{DeviceAppManagement, VppToken};
use graph_vpp_tokens::{Bearer, Client};

use crate::operations::Operation;
use crate::server::{Answer, Server, answer, json};
use crate::{BEARER, client, everything, tree};

const TOKEN: &str = "canary-token-7d793037";

fn token() -> VppToken {
    let mut token = VppToken { id: Some("visible".to_owned()), token: TOKEN.into(), ..VppToken::default() };
    token.extra.insert("tokenOfTomorrow", TOKEN);
    token
}

fn hidden(shown: &str) {
    assert!(!shown.contains(TOKEN) && !shown.contains(BEARER), "{shown}");
}

#[test]
fn debug_of_a_token() {
    let token = token();
    for shown in [format!("{token:?}"), format!("{token:#?}")] {
        hidden(&shown);
        assert!(
            shown.contains("visible") && shown.contains("[hidden]") && shown.contains("tokenOfTomorrow"),
            "{shown}"
        );
    }
    // The wire has it.
    assert_eq!(tree(&token)["token"], TOKEN);
    let parent = DeviceAppManagement { vpp_tokens: Some(vec![token.clone()]), ..Default::default() };
    hidden(&format!("{parent:?} {parent:#?} {:?}", (Some(&token), vec![&token], token.extra.clone())));
    let page = rest_bindgen_runtime::Page { value: vec![token], ..Default::default() };
    hidden(&format!("{page:?} {page:#?}"));
}

#[tokio::test]
async fn debug_of_what_is_on_its_way() {
    let server = Server::new([json(200, tree(&token()))]).await;
    let client = client(&server);
    let tokens = client.vpp_tokens();
    let body = token();
    hidden(&format!("{client:?} {client:#?} {tokens:?} {tokens:#?} {:?}", Bearer::new(BEARER)));
    hidden(&format!("{:?} {:?}", tokens.create(&body), tokens.update("a", &body)));
    hidden(&format!("{:?} {:?}", tokens.get("a"), tokens.list().filter(format!("token eq '{TOKEN}'"))));
    hidden(&format!("{:?}", tokens.list().filter(TOKEN).stream()));
    hidden(&format!("{:?} {:?}", tokens.create(&body).into_http().unwrap(), tokens.count().filter(TOKEN).into_http()));
    let answer = tokens.get("a").send_with_response().await.unwrap();
    assert_eq!(answer.value.token.as_deref(), Some(TOKEN));
    hidden(&format!("{answer:?} {answer:#?}"));
}

/// Bodies that a service or a proxy might send, all holding secrets.
#[tokio::test]
async fn what_errors_say() {
    let bodies = [
        json(400, format!(r#"{{"error":{{"code":"BadRequest","message":"no","token":"{TOKEN}"}}}}"#)),
        answer(502, &["content-type: text/html", &format!("set-cookie: {BEARER}")], format!("<b>{BEARER} {TOKEN}")),
        json(200, format!(r#"{{"value":[{{"id":"a","token":"{TOKEN}"}}"#)),
        json(200, format!(r#"{{"token":["{TOKEN}"]}}"#)),
        json(401, format!(r#"["{BEARER}"]"#)),
    ];
    for body in bodies {
        let server = Server::new([body]).await;
        let client = client(&server);
        for operation in Operation::ALL {
            match operation.call(&client).await {
                Ok(value) => hidden(&value.to_string()),
                Err(error) => hidden(&everything(&error)),
            }
        }
        let error = client.vpp_tokens().get("a").query("sig", TOKEN).header("x-key", BEARER).await.unwrap_err();
        hidden(&everything(&error));
    }
    let broken = Server::new([Answer::Bytes(format!("{BEARER} {TOKEN}\r\n\r\n").into())]).await;
    hidden(&everything(&client(&broken).vpp_tokens().list().filter(TOKEN).await.unwrap_err()));
    let bad = Client::new(Bearer::new(format!("{BEARER}\n"))).vpp_tokens().get("a").await.map(|_| ());
    hidden(&everything(&bad.unwrap_err()));
}
