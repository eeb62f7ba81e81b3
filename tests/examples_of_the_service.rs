//! What the service was seen or documented to answer, as data: nothing of it is lost on the way through the types.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

use graph_vpp_tokens::models::{
    ActionState, Entity, VppToken, VppTokenAccountType, VppTokenActionFailureReason, VppTokenActionResult,
    VppTokenRevokeLicensesActionResult, VppTokenState, VppTokenSyncStatus,
};
use graph_vpp_tokens::{Bearer, Client};
use rest_bindgen_runtime as rt;
use serde_json::Value;

/// The response of the published page of `syncLicenses`.
const PUBLISHED: &str = r##"{
  "value": {
    "@odata.type": "#microsoft.graph.vppToken",
    "id": "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c",
    "organizationName": "Organization Name value",
    "vppTokenAccountType": "education",
    "appleId": "Apple Id value",
    "expirationDateTime": "2016-12-31T23:57:57.2481234-08:00",
    "lastSyncDateTime": "2017-01-01T00:02:49.3205976-08:00",
    "token": "Token value",
    "lastModifiedDateTime": "2017-01-01T00:00:35.1329464-08:00",
    "state": "valid",
    "tokenActionResults": [
      {
        "@odata.type": "microsoft.graph.vppTokenActionResult",
        "actionName": "Action Name value",
        "actionState": "pending",
        "startDateTime": "2016-12-31T23:58:46.7156189-08:00",
        "lastUpdatedDateTime": "2017-01-01T00:00:56.8321556-08:00"
      }
    ],
    "lastSyncStatus": "inProgress",
    "automaticallyUpdateApps": true,
    "countryOrRegion": "Country Or Region value",
    "dataSharingConsentGranted": true,
    "displayName": "Display Name value",
    "locationName": "Location Name value",
    "claimTokenManagementFromExternalMdm": true,
    "roleScopeTagIds": [
      "Role Scope Tag Ids value"
    ]
  }
}"##;

/// A list as a live service sent it, other values in place of the tenant's.
const LIVE: &str = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#deviceAppManagement/vppTokens","value":[{"appleId":"a@b.example","automaticallyUpdateApps":true,"countryOrRegion":"gb","expirationDateTime":"2026-09-25T17:09:22Z","id":"bfc6fbf0-0000-0000-0000-000000000000","lastModifiedDateTime":"2026-07-17T14:50:53.5002993Z","lastSyncDateTime":"2026-07-17T14:50:53.4972449Z","lastSyncStatus":"completed","organizationName":"ORG","state":"valid","token":null,"vppTokenAccountType":"business"}]}"#;

fn tree(value: &impl rt::Encode) -> Value {
    serde_json::from_slice(&rt::to_vec(value)).unwrap()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The answer of an operation to a body, without a server.
fn answered<T>(call: rt::Call<'_, T>, body: &str) -> rt::Result<T> {
    call.into_http()?.decode(rt::http::Response::new(rt::Bytes::copy_from_slice(body.as_bytes())))
}

fn client() -> Client {
    Client::new(Bearer::new("token"))
}

#[test]
fn the_published_example_in_its_envelope_and_bare() {
    let client = client();
    let bare = parsed(PUBLISHED)["value"].clone();
    let context = r#"{"@odata.context":"https://graph.microsoft.com/beta/$metadata#x","value":"#;
    for body in [PUBLISHED.to_owned(), bare.to_string(), format!("{context}{bare}}}"), format!("\u{feff}{bare:#}")] {
        let tokens = client.vpp_tokens();
        let sync = answered(tokens.sync_licenses("a"), &body).unwrap();
        assert_eq!(tree(&sync), bare);
        assert_eq!(answered(tokens.get("a").into_call(), &body).unwrap(), sync);
        assert_eq!(answered(tokens.create(&sync), &body).unwrap(), sync);
        assert_eq!(answered(tokens.update("a", &sync), &body).unwrap().unwrap(), sync);
    }
}

#[test]
fn the_published_example_has_these_values() {
    let token = answered(client().vpp_tokens().sync_licenses("a"), PUBLISHED).unwrap();
    assert_eq!(token.extra.odata_type(), Some("microsoft.graph.vppToken"));
    assert_eq!(token.extra.len(), 1, "every other member has a field");
    assert!(token.organization_name == "Organization Name value" && token.display_name == "Display Name value");
    assert!(token.vpp_token_account_type == VppTokenAccountType::Education && token.state == VppTokenState::Valid);
    assert!(token.last_sync_status == VppTokenSyncStatus::InProgress);
    assert_eq!(token.last_sync_date_time, "2017-01-01T08:02:49.3205976Z".parse().ok(), "the same moment");
    assert_eq!(token.token.as_deref(), Some("Token value"));
    assert_eq!(token.claim_token_management_from_external_mdm, Some(true));
    assert_eq!(token.role_scope_tag_ids, Some(vec![Some("Role Scope Tag Ids value".to_owned())]));
    let results = token.token_action_results.unwrap();
    let [Some(result)] = &results[..] else { panic!("{results:?}") };
    assert_eq!(result.odata_type(), Some("microsoft.graph.vppTokenActionResult"), "without # too");
    assert!(result.action_state == ActionState::Pending);
    assert_eq!(tree(result)["@odata.type"], "microsoft.graph.vppTokenActionResult", "written as it was read");
}

#[test]
fn the_live_list() {
    let page = answered(client().vpp_tokens().list().into_call(), LIVE).unwrap();
    assert_eq!(tree(&page), parsed(LIVE));
    let [token] = &page.value[..] else { panic!("{page:?}") };
    assert!(token.token.is_null() && token.location_name.is_absent() && token.token_action_results.is_none());
    assert!(token.last_sync_status == VppTokenSyncStatus::Completed);
    assert_eq!(token.expiration_date_time.unwrap().to_string(), "2026-09-25T17:09:22Z");
    assert_eq!(token.last_modified_date_time.unwrap().to_string(), "2026-07-17T14:50:53.5002993Z");
    assert_eq!((page.count, page.next_link), (None, None));
}

/// A result of the base type as a list holds it, with the members of the derived type, of the type `stated`.
fn revoked(stated: &str) -> VppTokenActionResult {
    let text = format!(
        r#"{{{stated}"actionName":"revokeLicenses","actionState":"failed","actionFailureReason":"appleFailure",
            "failedLicensesCount":2,"totalLicensesCount":5,"startDateTime":"0001-01-01T00:00:00Z","new":[1]}}"#
    );
    let result = rt::from_str::<VppTokenActionResult>(&text).unwrap();
    assert_eq!(tree(&result), parsed(&text), "the base keeps what it has no field for");
    result
}

#[test]
fn a_result_is_read_as_the_type_it_states() {
    for hash in ["#", ""] {
        let stated = format!(r#""@odata.type":"{hash}microsoft.graph.vppTokenRevokeLicensesActionResult","#);
        let result = revoked(&stated);
        assert!(result.is::<VppTokenRevokeLicensesActionResult>());
        let revoked = result.downcast::<VppTokenRevokeLicensesActionResult>().unwrap();
        assert_eq!((revoked.failed_licenses_count, revoked.total_licenses_count), (Some(2), Some(5)));
        assert!(revoked.action_failure_reason == VppTokenActionFailureReason::AppleFailure);
        assert!(revoked.action_state == ActionState::Failed && revoked.action_name == "revokeLicenses");
        assert_eq!(revoked.start_date_time, Some(rt::DateTimeOffset::default()));
        assert_eq!(tree(&revoked), tree(&result));
        assert_eq!(VppTokenActionResult::from(revoked), result, "and back");
    }
}

#[test]
fn a_result_is_not_read_as_a_type_it_does_not_state() {
    for stated in [r##""@odata.type":"#microsoft.graph.vppTokenActionResult","##, ""] {
        let result = revoked(stated);
        assert!(!result.is::<VppTokenRevokeLicensesActionResult>());
        let error = result.downcast::<VppTokenRevokeLicensesActionResult>().unwrap_err();
        assert!(error.to_string().contains("@odata.type"), "{error}");
    }
    let own = VppTokenRevokeLicensesActionResult { total_licenses_count: Some(5), ..Default::default() };
    let base = VppTokenActionResult::from(own.clone());
    assert_eq!(base.odata_type(), Some("microsoft.graph.vppTokenRevokeLicensesActionResult"), "stated for the service");
    assert_eq!(base.downcast::<VppTokenRevokeLicensesActionResult>().unwrap().total_licenses_count, Some(5));
}

#[test]
fn a_token_is_an_entity() {
    let token = rt::from_str::<VppToken>(&parsed(PUBLISHED)["value"].to_string()).unwrap();
    let entity = Entity::from(token.clone());
    assert_eq!(entity.id, token.id);
    assert_eq!(tree(&entity), tree(&token));
    assert_eq!(entity.downcast::<VppToken>().unwrap(), token);
    assert!(!format!("{entity:?} {entity:#?}").contains("Token value"), "a secret stays one in the base type");
}
