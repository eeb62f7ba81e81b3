//! Decoding and encoding: generated types against `#[derive]`d structs of the same shape.
#![allow(clippy::expect_used, missing_docs, reason = "a bench fails by panicking and documents nothing")]

use std::{hint::black_box, time::Instant};

use graph_vpp_tokens::models::VppToken;
use rest_bindgen_runtime as rt;
use serde::{Deserialize, Serialize};

/// The same shape in the form that most generators emit. It drops unknown members, which ours keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DerivedToken {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    apple_device_app_delivery_protocol_type: Option<Protocol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    apple_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    automatically_update_apps: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim_token_management_from_external_mdm: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country_or_region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_sharing_consent_granted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    expiration_date_time: Option<time::OffsetDateTime>,
    #[serde(skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    last_modified_date_time: Option<time::OffsetDateTime>,
    #[serde(skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    last_sync_date_time: Option<time::OffsetDateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_sync_status: Option<SyncStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_scope_tag_ids: Option<Vec<Option<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_action_results: Option<Vec<Option<DerivedActionResult>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vpp_token_account_type: Option<AccountType>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DerivedActionResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    action_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_state: Option<ActionState>,
    #[serde(skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    last_updated_date_time: Option<time::OffsetDateTime>,
    #[serde(skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    start_date_time: Option<time::OffsetDateTime>,
}

macro_rules! open_enum {
    ($name:ident { $($member:ident),* }) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        enum $name { $($member,)* #[serde(untagged)] Other(String) }
    };
}

open_enum!(Protocol { Default, MobileDeviceManagement, DeclarativeDeviceManagement, UnknownFutureValue });
open_enum!(SyncStatus { None, InProgress, Completed, Failed });
open_enum!(State { Unknown, Valid, Expired, Invalid, AssignedToExternalMDM, DuplicateLocationId });
open_enum!(AccountType { Business, Education });
open_enum!(ActionState { None, Pending, Canceled, Active, Done, Failed, NotSupported });

#[derive(Serialize, Deserialize)]
struct DerivedPage {
    value: Vec<DerivedToken>,
}

fn page() -> String {
    let tokens: Vec<String> = (0..1000)
        .map(|number| {
            format!(
                r#"{{"id":"9ceb2f92-2f92-9ceb-922f-{number:012}","appleDeviceAppDeliveryProtocolType":"default","appleId":"apple{number}@example.com","automaticallyUpdateApps":true,"claimTokenManagementFromExternalMdm":false,"countryOrRegion":"gb","dataSharingConsentGranted":true,"displayName":"Token number {number}","expirationDateTime":"2026-12-31T23:57:57.2481234-08:00","lastModifiedDateTime":"2026-07-17T14:50:53.5002993Z","lastSyncDateTime":"2026-07-17T14:50:53.4972449Z","lastSyncStatus":"completed","locationName":"Location","organizationName":"Organization {number}","roleScopeTagIds":["0","17"],"state":"valid","token":"secret-{number}","tokenActionResults":[{{"actionName":"syncLicenses","actionState":"done","startDateTime":"2026-12-31T23:58:46.7156189-08:00","lastUpdatedDateTime":"2027-01-01T00:00:56.8321556-08:00"}}],"vppTokenAccountType":"business"}}"#
            )
        })
        .collect();
    format!(r#"{{"value":[{}]}}"#, tokens.join(","))
}

/// The fastest of alternating rounds of two things, in seconds.
fn fastest(mut left: impl FnMut(), mut right: impl FnMut()) -> (f64, f64) {
    let mut best = (f64::MAX, f64::MAX);
    for _ in 0..60 {
        let start = Instant::now();
        left();
        best.0 = best.0.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        right();
        best.1 = best.1.min(start.elapsed().as_secs_f64());
    }
    best
}

fn report(what: &str, bytes: usize, (ours, derived): (f64, f64)) {
    let speed = |seconds: f64| bytes as f64 / seconds / 1e6;
    println!(
        "{what}: generated {:.0} MB/s, derived {:.0} MB/s, ratio {:.2}",
        speed(ours),
        speed(derived),
        derived / ours
    );
}

fn main() {
    let text = page();
    let bytes = text.as_bytes();
    let ours: rt::Page<VppToken> = rt::from_slice(bytes).expect("our page");
    let derived: DerivedPage = serde_json::from_slice(bytes).expect("the derived page");
    assert_eq!(ours.value.len(), derived.value.len());
    println!("a page of 1,000 vppTokens, {} kB", bytes.len() / 1000);
    let decode = fastest(
        || {
            black_box(rt::from_slice::<rt::Page<VppToken>>(black_box(bytes)).expect("our page"));
        },
        || {
            black_box(serde_json::from_slice::<DerivedPage>(black_box(bytes)).expect("the derived page"));
        },
    );
    report("decode", bytes.len(), decode);
    let encode = fastest(
        || {
            black_box(rt::to_vec(black_box(&ours)));
        },
        || {
            black_box(serde_json::to_vec(black_box(&derived)).expect("to encode"));
        },
    );
    report("encode", bytes.len(), encode);
}
