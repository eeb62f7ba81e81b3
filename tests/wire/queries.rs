//! Query options from properties and values, as the service receives them.

use graph_vpp_tokens::Null;
use graph_vpp_tokens::models::{VppToken, VppTokenActionResult, VppTokenState};
use rest_bindgen_runtime::{Expand, Name, qualified};

use crate::server::{Server, answer, json};
use crate::{VPP_TOKENS, client};

/// The query of the one request since the last look, decoded.
fn query(server: &Server) -> Vec<(String, String)> {
    let seen = server.take();
    let (path, query) = seen.target.split_once('?').unwrap();
    assert!(path.starts_with(VPP_TOKENS), "{path}");
    let address = format!("http://host/?{query}").parse::<rest_bindgen_runtime::http::Uri>().unwrap();
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            let hex = |digit: Option<u8>| char::from(digit.unwrap()).to_digit(16).unwrap();
            bytes.push(match byte {
                b'%' => u8::try_from(hex(rest.next()) * 16 + hex(rest.next())).unwrap(),
                byte => byte,
            });
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = address.query().unwrap().split('&').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn a_list_takes_typed_options() {
    let server = Server::new([json(200, r#"{"value":[]}"#)]).await;
    let client = client(&server);
    let valid = VppToken::STATE.eq(VppTokenState::Valid).and(
        VppToken::TOKEN_ACTION_RESULTS.any(|result| result.then(VppTokenActionResult::ACTION_NAME).eq("O'Neil & co")),
    );
    let list = client
        .vpp_tokens()
        .list()
        .filter(valid.or(VppToken::DISPLAY_NAME.eq(Null)))
        .select((VppToken::ID, VppToken::STATE));
    let results = Expand::new(VppToken::TOKEN_ACTION_RESULTS)
        .select([VppTokenActionResult::ACTION_NAME])
        .filter(VppTokenActionResult::ACTION_NAME.ne("a;b)&c"))
        .top(5);
    list.order_by([VppToken::DISPLAY_NAME.desc(), VppToken::ID.asc()]).expand([results]).await.unwrap();
    assert_eq!(
        query(&server),
        [
            pair(
                "$filter",
                "state eq 'valid' and tokenActionResults/any(x:x/actionName eq 'O''Neil & co') or displayName eq null"
            ),
            pair("$select", "id,state"),
            pair("$orderby", "displayName desc,id"),
            pair("$expand", "tokenActionResults($select=actionName;$filter=actionName ne 'a;b)&c';$top=5)"),
        ]
    );
}

#[tokio::test]
async fn text_and_types_go_side_by_side() {
    let server = Server::new([json(200, r#"{"id":"a"}"#)]).await;
    let client = client(&server);
    let names: Vec<Name> = vec![VppToken::ID.into(), "extension".into()];
    client.vpp_tokens().get("a").select(names).expand(["x($top=1)"]).await.unwrap();
    assert_eq!(query(&server), [pair("$select", "id,extension"), pair("$expand", "x($top=1)")]);
}

#[tokio::test]
async fn a_count_takes_a_typed_filter() {
    let server = Server::new([answer(200, &["content-type: text/plain"], "1")]).await;
    let client = client(&server);
    assert_eq!(client.vpp_tokens().count().filter(VppToken::DISPLAY_NAME.starts_with("50%+1")).await.unwrap(), 1);
    assert_eq!(query(&server), [pair("$filter", "startswith(displayName,'50%+1')")]);
}

#[tokio::test]
async fn members_may_say_their_type() {
    let server = Server::new([json(200, r#"{"value":[]}"#)]).await;
    let valid = VppToken::STATE.eq(qualified(VppTokenState::Valid));
    client(&server).vpp_tokens().list().filter(valid).await.unwrap();
    assert_eq!(query(&server), [pair("$filter", "state eq microsoft.graph.vppTokenState'valid'")]);
}

#[tokio::test]
async fn aggregates_go_as_text() {
    let server = Server::new([json(200, r#"{"value":[{"state":"valid","total":3}]}"#)]).await;
    let groups = "filter(state ne 'expired')/groupby((state),aggregate($count as total))";
    let page = client(&server).vpp_tokens().list().apply(groups).await.unwrap();
    assert_eq!(page.value[0].extra.get("total").unwrap().as_str(), "3");
    assert_eq!(query(&server), [pair("$apply", groups)]);
}
