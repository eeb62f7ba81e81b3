//! Numbers, texts and comparisons of the generated enums, and the code a user writes first.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

use std::{fmt, str::FromStr};

use graph_vpp_tokens::{
    Bearer, Client, Null,
    models::{
        ActionState, AppleDeviceDeliveryProtocol, VppToken, VppTokenAccountType, VppTokenActionFailureReason,
        VppTokenState, VppTokenSyncStatus,
    },
};

const _: () = assert!(VppTokenSyncStatus::Failed as i32 == 3);

/// Numbers as constants, and everything else a member has.
macro_rules! members {
    ($name:ident: $type:ident { $($member:ident = $number:literal $text:literal,)* }) => {
        $(const _: () = assert!($type::$member as i32 == $number && $type::$member.number() == $number);)*
        const _: () = assert!(size_of::<$type>() == size_of::<i32>());

        #[test]
        fn $name() {
            assert_eq!($type::ALL, [$($type::$member),*], "in the description's order");
            $(check($type::$member, $number, $text, $type::as_str);)*
            for number in [i32::MIN, -1, 7, 10, i32::MAX] {
                assert!($type::try_from(number).is_err(), "{number}");
            }
            for text in ["", "None ", "FAILED", "3", "Failed", "Business"] {
                assert!(text.parse::<$type>().is_err(), "{text}");
            }
        }
    };
}

fn check<E>(member: E, number: i32, text: &str, as_str: fn(E) -> &'static str)
where
    E: Copy + fmt::Debug + fmt::Display + PartialEq + FromStr + TryFrom<i32>,
{
    assert_eq!(E::try_from(number).ok(), Some(member));
    assert_eq!(text.parse::<E>().ok(), Some(member));
    assert_eq!((member.to_string().as_str(), as_str(member)), (text, text));
}

members!(sync_status: VppTokenSyncStatus {
    None = 0 "none",
    InProgress = 1 "inProgress",
    Completed = 2 "completed",
    Failed = 3 "failed",
});

members!(account_type: VppTokenAccountType {
    Business = 0 "business",
    Education = 1 "education",
});

members!(state: VppTokenState {
    Unknown = 0 "unknown",
    Valid = 1 "valid",
    Expired = 2 "expired",
    Invalid = 3 "invalid",
    AssignedToExternalMdm = 4 "assignedToExternalMDM",
    DuplicateLocationId = 5 "duplicateLocationId",
});

members!(failure_reason: VppTokenActionFailureReason {
    None = 0 "none",
    AppleFailure = 1 "appleFailure",
    InternalError = 2 "internalError",
    ExpiredVppToken = 3 "expiredVppToken",
    ExpiredApplePushNotificationCertificate = 4 "expiredApplePushNotificationCertificate",
});

members!(action_state: ActionState {
    None = 0 "none",
    Pending = 1 "pending",
    Canceled = 2 "canceled",
    Active = 3 "active",
    Done = 4 "done",
    Failed = 5 "failed",
    NotSupported = 6 "notSupported",
});

members!(delivery_protocol: AppleDeviceDeliveryProtocol {
    Default = 0 "default",
    MobileDeviceManagement = 1 "mobileDeviceManagement",
    DeclarativeDeviceManagement = 2 "declarativeDeviceManagement",
    UnknownFutureValue = 3 "unknownFutureValue",
});

#[test]
fn what_is_no_member_is_named_with_its_enum() {
    let number = VppTokenSyncStatus::try_from(4).unwrap_err().to_string();
    assert!(number.contains("VppTokenSyncStatus") && number.contains('4'), "{number}");
    let text = "sbojev".parse::<VppTokenSyncStatus>().unwrap_err().to_string();
    assert!(text.contains("VppTokenSyncStatus") && text.contains("sbojev"), "{text}");
}

#[test]
fn a_field_compares_with_a_member() {
    let token = VppToken { last_sync_status: Some(VppTokenSyncStatus::Failed.into()), ..VppToken::default() };
    assert!(token.last_sync_status == VppTokenSyncStatus::Failed);
    assert!(token.last_sync_status != VppTokenSyncStatus::Completed);
    assert!(VppToken::default().last_sync_status != VppTokenSyncStatus::None, "absent is no member");
}

/// The example of the documentation, type-checked as it stands there.
async fn documented(token: String, id: &str) -> Result<(), graph_vpp_tokens::Error> {
    let client = Client::new(Bearer::new(token));
    let vpp = client.vpp_tokens().sync_licenses("9ceb2f92-2f92-9ceb-922f-eb9c922feb9c").await?;
    if vpp.last_sync_status == VppTokenSyncStatus::Failed {
        println!("{:?}", vpp.display_name);
    }

    let mut tokens = client.vpp_tokens().list().top(50).filter("state eq 'valid'").stream();
    while let Some(token) = tokens.try_next().await? {
        println!("{:?}", token.apple_id);
    }

    client.vpp_tokens().update(id, &VppToken { display_name: Null.into(), ..Default::default() }).await?;
    Ok(())
}

/// What the documentation says of an operation: awaited, sent, or a plain request with its decoding.
async fn forms(client: &Client) -> Result<(), graph_vpp_tokens::Error> {
    let _: VppToken = client.vpp_tokens().get("id").await?;
    let _: VppToken = client.vpp_tokens().get("id").send().await?;
    let prepared = client.vpp_tokens().get("id").into_http()?;
    let _: &rest_bindgen_runtime::http::Request<_> = &prepared.request;
    let _: VppToken = prepared.decode(rest_bindgen_runtime::http::Response::default())?;
    Ok(())
}

/// A user spawns them: they can be sent between threads. They are not run here.
#[test]
fn documented_code_can_be_spawned() {
    fn sent<F: Future + Send>(future: F) {
        drop(future);
    }
    let client = Client::new(Bearer::new("token")).with_base_url("https://graph.microsoft.us/beta");
    sent(documented("token".to_owned(), "id"));
    sent(forms(&client));
    assert_eq!(client.core().base_url().unwrap(), "https://graph.microsoft.us/beta");
    assert_eq!(Client::BASE_URL, "https://graph.microsoft.com/beta");
}
