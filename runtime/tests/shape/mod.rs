//! Types of the form the generator writes, by hand.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, reason = "each test takes what it needs")]

use rest_bindgen_runtime as rt;

const _: () = assert!(rt::CONTRACT == 1);

#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SyncStatus {
    None = 0,
    InProgress = 1,
    Completed = 2,
    Failed = 3,
}
impl SyncStatus {
    pub const ALL: &'static [Self] = &[Self::None, Self::InProgress, Self::Completed, Self::Failed];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::InProgress => "inProgress",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
    pub const fn number(self) -> i32 {
        self as i32
    }
}
rt::number_enum!(SyncStatus, i32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Color {
    Red,
    Blue,
}
impl Color {
    pub const ALL: &'static [Self] = &[Self::Red, Self::Blue];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Blue => "BLUE",
        }
    }
}
rt::string_enum!(Color);

#[repr(i64)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    Low = -1,
    High = 10,
}
impl Level {
    pub const ALL: &'static [Self] = &[Self::Low, Self::High];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "-1",
            Self::High => "10",
        }
    }
}
rt::integer_enum!(Level, i64);

#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Architecture {
    None = 0,
    X86 = 1,
    X64 = 2,
    Arm = 4,
}
impl Architecture {
    pub const ALL: &'static [Self] = &[Self::None, Self::X86, Self::X64, Self::Arm];
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::X86 => "x86",
            Self::X64 => "x64",
            Self::Arm => "arm",
        }
    }
}
rt::number_enum!(Architecture, i32);
rt::flags_enum!(Architecture);

#[derive(Default)]
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
impl rt::Object for Token {
    fn members(&self) -> rt::Members {
        rt::Members::new(&[
            "id",
            "token",
            "lastSyncStatus",
            "lastSync",
            "roleScopeTagIds",
            "results",
            "parent",
            "color",
            "architectures",
            "free",
            "map",
            "name",
        ])
        .required(&[11])
        .secret(&[1])
    }
    fn member(&self, index: usize) -> &dyn rt::Field {
        match index {
            0 => &self.id,
            1 => &self.token,
            2 => &self.last_sync_status,
            3 => &self.last_sync,
            4 => &self.role_scope_tag_ids,
            5 => &self.results,
            6 => &self.parent,
            7 => &self.color,
            8 => &self.architectures,
            9 => &self.free,
            10 => &self.map,
            11 => &self.name,
            _ => &self.extra,
        }
    }
    fn member_mut(&mut self, index: usize) -> &mut dyn rt::Field {
        match index {
            0 => &mut self.id,
            1 => &mut self.token,
            2 => &mut self.last_sync_status,
            3 => &mut self.last_sync,
            4 => &mut self.role_scope_tag_ids,
            5 => &mut self.results,
            6 => &mut self.parent,
            7 => &mut self.color,
            8 => &mut self.architectures,
            9 => &mut self.free,
            10 => &mut self.map,
            11 => &mut self.name,
            _ => &mut self.extra,
        }
    }
}
rt::object!(Token);

#[derive(Default)]
pub struct ActionResult {
    pub action_name: Option<String>,
    pub start: Option<rt::DateTimeOffset>,
    pub extra: rt::Extra,
}
impl rt::Object for ActionResult {
    fn members(&self) -> rt::Members {
        rt::Members::new(&["actionName", "startDateTime"])
    }
    fn member(&self, index: usize) -> &dyn rt::Field {
        match index {
            0 => &self.action_name,
            1 => &self.start,
            _ => &self.extra,
        }
    }
    fn member_mut(&mut self, index: usize) -> &mut dyn rt::Field {
        match index {
            0 => &mut self.action_name,
            1 => &mut self.start,
            _ => &mut self.extra,
        }
    }
}
rt::object!(ActionResult);
rt::base!(ActionResult);
impl rt::TypeName for ActionResult {
    const TYPE_NAME: &'static str = "microsoft.graph.vppTokenActionResult";
}

#[derive(Default)]
pub struct RevokeResult {
    pub action_name: Option<String>,
    pub start: Option<rt::DateTimeOffset>,
    pub failed_licenses_count: Option<i32>,
    pub extra: rt::Extra,
}
impl rt::Object for RevokeResult {
    fn members(&self) -> rt::Members {
        rt::Members::new(&["actionName", "startDateTime", "failedLicensesCount"])
    }
    fn member(&self, index: usize) -> &dyn rt::Field {
        match index {
            0 => &self.action_name,
            1 => &self.start,
            2 => &self.failed_licenses_count,
            _ => &self.extra,
        }
    }
    fn member_mut(&mut self, index: usize) -> &mut dyn rt::Field {
        match index {
            0 => &mut self.action_name,
            1 => &mut self.start,
            2 => &mut self.failed_licenses_count,
            _ => &mut self.extra,
        }
    }
}
rt::object!(RevokeResult);
rt::derived!(RevokeResult: ActionResult);
impl rt::TypeName for RevokeResult {
    const TYPE_NAME: &'static str = "microsoft.graph.vppTokenRevokeLicensesActionResult";
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
