//! Types of the form the generator writes, by hand.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, reason = "each test takes what it needs")]

use rest_bindgen_runtime as rt;

const _: () = assert!(rt::CONTRACT == 1);

#[repr(i32)]
#[derive(Debug, PartialEq)]
pub enum SyncStatus {
    None = 0,
    InProgress = 1,
    Completed = 2,
    Failed = 3,
}
rt::number_enum! { SyncStatus: i32 { None "none", InProgress "inProgress", Completed "completed", Failed "failed" } }

#[derive(Debug, PartialEq)]
pub enum Color {
    Red,
    Blue,
}
rt::string_enum! { Color { Red "red", Blue "BLUE" } }

#[repr(i64)]
#[derive(Debug, PartialEq)]
pub enum Level {
    Low = -1,
    High = 10,
}
rt::integer_enum! { Level: i64 { Low "-1", High "10" } }

#[repr(i32)]
#[derive(Debug, PartialEq)]
pub enum Architecture {
    None = 0,
    X86 = 1,
    X64 = 2,
    Arm = 4,
}
rt::number_enum! { Architecture: i32 { None "none", X86 "x86", X64 "x64", Arm "arm" } }
rt::flags_enum!(Architecture);

pub struct Token {
    pub id: Option<String>,
    pub token: rt::Nullable<String>,
    pub last_sync_status: Option<rt::Open<SyncStatus>>,
    pub last_sync: Option<rt::DateTimeOffset>,
    pub role_scope_tag_ids: Option<Vec<Option<String>>>,
    pub results: Option<Vec<ActionResult>>,
    pub parent: Option<Box<Token>>,
    pub color: rt::Nullable<rt::Open<Color>>,
    pub architectures: Option<rt::Flags<Architecture>>,
    pub free: Option<rt::Json>,
    pub map: Option<rt::Map<i64>>,
    pub name: String,
    pub extra: rt::Extra,
}
rt::object! {
    Token {
        0 id "id",
        1 token "token",
        2 last_sync_status "lastSyncStatus",
        3 last_sync "lastSync",
        4 role_scope_tag_ids "roleScopeTagIds",
        5 results "results",
        6 parent "parent",
        7 color "color",
        8 architectures "architectures",
        9 free "free",
        10 map "map",
        11 name "name",
    } required [11] secret [1]
}

pub struct ActionResult {
    pub action_name: Option<String>,
    pub start: Option<rt::DateTimeOffset>,
    pub extra: rt::Extra,
}
rt::object! { ActionResult { 0 action_name "actionName", 1 start "startDateTime" } }
rt::base!(ActionResult);
impl rt::TypeName for ActionResult {
    const TYPE_NAME: &'static str = "microsoft.graph.vppTokenActionResult";
}

pub struct RevokeResult {
    pub action_name: Option<String>,
    pub start: Option<rt::DateTimeOffset>,
    pub failed_licenses_count: Option<i32>,
    pub extra: rt::Extra,
}
rt::object! { RevokeResult { 0 action_name "actionName", 1 start "startDateTime", 2 failed_licenses_count "failedLicensesCount" } }
impl rt::DerivedFrom<ActionResult> for RevokeResult {}
impl rt::TypeName for RevokeResult {
    const TYPE_NAME: &'static str = "microsoft.graph.vppTokenRevokeLicensesActionResult";
}
rt::base!(RevokeResult);

/// Says its nearest base, and through it the others.
pub struct LaterResult {
    pub action_name: Option<String>,
    pub reason: Option<String>,
    pub extra: rt::Extra,
}
rt::object! { LaterResult { 0 action_name "actionName", 1 reason "reason" } }
impl rt::DerivedFrom<RevokeResult> for LaterResult {}
rt::extends!(LaterResult: RevokeResult);
impl rt::TypeName for LaterResult {
    const TYPE_NAME: &'static str = "microsoft.graph.laterResult";
}

#[derive(Clone, Debug)]
pub struct Client {
    core: rt::Client,
}
rt::client!(Client, "https://graph.microsoft.com/beta");

impl Client {
    pub fn vpp_tokens(&self) -> VppTokens<'_> {
        VppTokens { client: &self.core }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct VppTokens<'c> {
    client: &'c rt::Client,
}

impl<'c> VppTokens<'c> {
    pub fn sync_licenses(&self, vpp_token_id: &str) -> rt::Call<'c, Token> {
        rt::Call::new(self.client, rt::Method::POST, rt::decode::entity::<Token>)
            .path("/deviceAppManagement/vppTokens/")
            .segment(&vpp_token_id)
            .path("/syncLicenses")
    }
    pub fn list(&self) -> rt::List<'c, Token> {
        rt::Call::new(self.client, rt::Method::GET, rt::decode::json::<rt::Page<Token>>)
            .path("/deviceAppManagement/vppTokens")
            .into_list()
    }
    pub fn get(&self, id: &str) -> rt::Get<'c, Token> {
        rt::Call::new(self.client, rt::Method::GET, rt::decode::entity::<Token>)
            .path("/deviceAppManagement/vppTokens/")
            .segment(&id)
            .into_get()
    }
    pub fn update(&self, id: &str, body: &Token) -> rt::Call<'c, Option<Token>> {
        rt::Call::new(self.client, rt::Method::PATCH, rt::decode::optional_entity::<Token>)
            .path("/deviceAppManagement/vppTokens/")
            .segment(&id)
            .json(body)
    }
    pub fn delete(&self, id: &str) -> rt::Call<'c, ()> {
        rt::Call::new(self.client, rt::Method::DELETE, rt::decode::empty)
            .path("/deviceAppManagement/vppTokens/")
            .segment(&id)
    }
    pub fn count(&self) -> rt::Count<'c> {
        rt::Call::new(self.client, rt::Method::GET, rt::decode::text::<i64>)
            .path("/deviceAppManagement/vppTokens/$count")
            .into_count()
    }
    pub fn licenses_for_app(&self, bundle_id: &str) -> rt::Call<'c, rt::Json> {
        rt::Call::new(self.client, rt::Method::GET, rt::decode::json::<rt::Json>)
            .path("/deviceAppManagement/vppTokens/getLicensesForApp(bundleId='")
            .literal(&bundle_id)
            .path("')")
    }
}
