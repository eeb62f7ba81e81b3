//! Any JSON object survives every generated type: known members, nulls, and members nobody described.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its assumption does")]

use graph_vpp_tokens::models;
use proptest::{collection, option, prelude::*, sample};
use rest_bindgen_runtime as rt;
use serde_json::{Map, Value};

/// What a member holds. This table is the service's own, read by people; it does not come from the generator.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Bool,
    Int,
    Moment,
    /// A member of an enum; any other text too.
    Member(&'static [&'static str]),
    /// A list of text, whose items may be null.
    Texts,
    /// Objects of a struct of this list.
    Objects(&'static str),
    /// The same, with items that may be null.
    ObjectsOrNulls(&'static str),
}

use Kind::{Bool, Int, Member, Moment, Objects, ObjectsOrNulls, Text, Texts};

const PROTOCOL: Kind = Member(&["default", "mobileDeviceManagement", "declarativeDeviceManagement"]);
const SYNC: Kind = Member(&["none", "inProgress", "completed", "failed"]);
const STATE: Kind = Member(&["unknown", "valid", "expired", "invalid", "assignedToExternalMDM", "duplicateLocationId"]);
const ACTION: Kind = Member(&["none", "pending", "canceled", "active", "done", "failed", "notSupported"]);
const REASON: Kind = Member(&["none", "appleFailure", "internalError", "expiredVppToken"]);

type Members = &'static [(&'static str, Kind)];

/// Completes the list of structs with what a test does to each.
macro_rules! structs {
    ($($type:ident { $($member:literal: $kind:expr,)* })*) => {
        const STRUCTS: &[(&str, Members)] = &[$((stringify!($type), &[$(($member, $kind)),*])),*];

        fn survives(name: &str, object: &Value) {
            match name {
                $(stringify!($type) => check::<models::$type>(object),)*
                _ => panic!("no struct {name}"),
            }
        }
    };
}

structs! {
    DeviceAppManagement { "id": Text, "vppTokens": Objects("VppToken"), }
    Entity { "id": Text, }
    VppToken {
        "id": Text,
        "appleDeviceAppDeliveryProtocolType": PROTOCOL,
        "appleId": Text,
        "automaticallyUpdateApps": Bool,
        "claimTokenManagementFromExternalMdm": Bool,
        "countryOrRegion": Text,
        "dataSharingConsentGranted": Bool,
        "displayName": Text,
        "expirationDateTime": Moment,
        "lastModifiedDateTime": Moment,
        "lastSyncDateTime": Moment,
        "lastSyncStatus": SYNC,
        "locationName": Text,
        "organizationName": Text,
        "roleScopeTagIds": Texts,
        "state": STATE,
        "token": Text,
        "tokenActionResults": ObjectsOrNulls("VppTokenActionResult"),
        "vppTokenAccountType": Member(&["business", "education"]),
    }
    VppTokenActionResult {
        "actionName": Text,
        "actionState": ACTION,
        "lastUpdatedDateTime": Moment,
        "startDateTime": Moment,
    }
    VppTokenLicenseSummary {
        "appleId": Text,
        "availableLicenseCount": Int,
        "organizationName": Text,
        "usedLicenseCount": Int,
        "vppTokenId": Text,
    }
    VppTokenRevokeLicensesActionResult {
        "actionName": Text,
        "actionState": ACTION,
        "lastUpdatedDateTime": Moment,
        "startDateTime": Moment,
        "actionFailureReason": REASON,
        "failedLicensesCount": Int,
        "totalLicensesCount": Int,
    }
    VppTokensRevokeLicensesBody { "notifyManagedDevices": Bool, "revokeUntrackedLicenses": Bool, }
}

/// The document as text in three spellings, through the codec and through serde.
fn check<T>(object: &Value)
where
    T: rt::Decode + rt::Encode + PartialEq + std::fmt::Debug + serde::Serialize + serde::de::DeserializeOwned,
{
    let bridged: T = serde_json::from_value(object.clone()).unwrap();
    assert_eq!(serde_json::to_value(&bridged).unwrap(), *object, "through serde");
    for text in [object.to_string(), format!("\u{feff}{object:#}\r\n"), escaped(object)] {
        let value: T = rt::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(serde_json::from_slice::<Value>(&rt::to_vec(&value)).unwrap(), *object, "through {text}");
        assert!(value == bridged, "the codec and serde read the same: {text}");
        let again: T = rt::from_slice(&rt::to_vec(&value)).unwrap();
        assert!(again == value, "reading what was written gives the same value: {text}");
    }
}

/// The object from its last member to its first, with every letter of its names escaped.
fn escaped(object: &Value) -> String {
    let members = object.as_object().unwrap().iter().rev().map(|(name, value)| {
        let name: String = name.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        format!("\"{name}\": {value}")
    });
    format!("{{{}}}", members.collect::<Vec<String>>().join(" ,"))
}

fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no others", |number| number.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let nested = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            collection::vec((any::<String>(), inner), 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    nested.boxed()
}

fn moment() -> BoxedStrategy<Value> {
    let date = (1..=9999_u16, 1..=12_u8, 1..=28_u8);
    let time = (0..24_u8, 0..60_u8, 0..60_u8, prop_oneof![Just(String::new()), "\\.[0-9]{1,12}"]);
    // Offsets would lead out of the range of years at its ends; services stay away from those.
    let zone = prop_oneof![Just("Z".to_owned()), "[+-](0[0-9]|1[0-3]):[0-5][0-9]"];
    let text = (date, time, zone).prop_map(|((year, month, day), (hour, minute, second, fraction), zone)| {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}").into()
    });
    prop_oneof![9 => text, 1 => Just("0001-01-01T00:00:00Z".into()), 1 => Just("9999-12-31T23:59:59.9999999Z".into())]
        .boxed()
}

fn value(kind: Kind) -> BoxedStrategy<Value> {
    let text = any::<String>().prop_map(Value::from);
    match kind {
        Text => text.boxed(),
        Bool => any::<bool>().prop_map(Value::from).boxed(),
        Int => any::<i32>().prop_map(Value::from).boxed(),
        Moment => moment(),
        // A number too: some services send the number of a member they have no name for.
        Member(names) => {
            let known = sample::select(names).prop_map(Value::from);
            prop_oneof![4 => known, 2 => text, 1 => any::<i32>().prop_map(Value::from)].boxed()
        }
        Texts => collection::vec(or_null(text.boxed()), 0..4).prop_map(Value::from).boxed(),
        Objects(name) => collection::vec(object(name), 0..3).prop_map(Value::from).boxed(),
        ObjectsOrNulls(name) => collection::vec(or_null(object(name)), 0..3).prop_map(Value::from).boxed(),
    }
}

fn or_null(value: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    option::weighted(0.8, value).prop_map(Option::unwrap_or_default).boxed()
}

fn members_of(name: &str) -> Members {
    STRUCTS.iter().find(|(known, _)| *known == name).unwrap().1
}

/// An object of a struct: any of its members, null or of their kind, among any others.
fn object(name: &'static str) -> BoxedStrategy<Value> {
    let members = members_of(name);
    let known: Vec<BoxedStrategy<(String, Value)>> = members
        .iter()
        .map(|(member, kind)| or_null(value(*kind)).prop_map(|value| ((*member).to_owned(), value)).boxed())
        .collect();
    let count = known.len();
    let chosen = (known, collection::vec(any::<bool>(), count));
    let chosen = chosen.prop_map(|(known, chosen)| {
        known.into_iter().zip(chosen).filter_map(|(member, chosen)| chosen.then_some(member)).collect::<Vec<_>>()
    });
    let names = prop_oneof![
        any::<String>(),
        sample::select(&["@odata.type", "@odata.etag", "state@odata.type", "ID", "apple_id", "extra", "value", ""][..])
            .prop_map(ToOwned::to_owned),
    ];
    let unknown =
        names.prop_filter("a name nobody described", move |name| !members.iter().any(|(known, _)| known == name));
    let unknown = collection::vec((unknown, any_json()), 0..4);
    (chosen, unknown)
        .prop_map(|(mut all, unknown)| {
            all.extend(unknown);
            all
        })
        .prop_map(|all| Value::Object(all.into_iter().collect::<Map<_, _>>()))
        .boxed()
}

fn any_struct() -> BoxedStrategy<(&'static str, Value)> {
    sample::select(STRUCTS).prop_flat_map(|(name, _)| object(name).prop_map(move |object| (name, object))).boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_object_survives((name, object) in any_struct()) {
        survives(name, &object);
    }

    /// A type keeps the members of all others.
    #[test]
    fn an_object_of_another_type_survives((_, object) in any_struct()) {
        survives("VppTokensRevokeLicensesBody", &object);
        survives("VppTokenLicenseSummary", &without(&object, "VppTokenLicenseSummary"));
    }
}

/// The object without members that the struct `name` gives another kind.
fn without(object: &Value, name: &str) -> Value {
    let members = object
        .as_object()
        .unwrap()
        .iter()
        .filter(|(member, _)| members_of(name).iter().all(|(known, _)| known != member));
    Value::Object(members.map(|(member, value)| (member.clone(), value.clone())).collect())
}

#[test]
fn every_member_alone_may_be_null() {
    for (name, members) in STRUCTS {
        for (member, _) in *members {
            survives(name, &serde_json::json!({*member: null}));
        }
        survives(name, &serde_json::json!({}));
    }
}

/// A struct or a member that the generator adds has to come into the table above.
#[test]
fn nothing_generated_is_forgotten() {
    let mut written: Vec<(String, Vec<String>)> = Vec::new();
    for line in include_str!("../generated/vpp-tokens/names.txt").lines().skip_while(|line| line.starts_with('#')) {
        let (described, rust) = line.split_once(" -> ").unwrap();
        if let Some(member) = described.strip_prefix("    ") {
            // The fields of a struct; members of enums begin with a capital.
            match written.last_mut() {
                Some((_, members)) if rust.starts_with(char::is_lowercase) => members.push(member.to_owned()),
                _ => {}
            }
        } else if described.starts_with("type ") {
            written.push((rust.strip_prefix("models::").unwrap().to_owned(), Vec::new()));
        } else {
            break;
        }
    }
    written.retain(|(_, members)| !members.is_empty());
    let known: Vec<(String, Vec<String>)> = STRUCTS
        .iter()
        .map(|(name, members)| ((*name).to_owned(), members.iter().map(|(member, _)| (*member).to_owned()).collect()))
        .collect();
    assert_eq!(written, known);
}
