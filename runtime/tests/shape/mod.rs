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
    pub fn from_wire(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Self::None),
            "inProgress" => Some(Self::InProgress),
            "completed" => Some(Self::Completed),
            "failed" => Some(Self::Failed),
            _ => None,
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
    pub fn from_wire(text: &str) -> Option<Self> {
        match text {
            "red" => Some(Self::Red),
            "BLUE" => Some(Self::Blue),
            _ => None,
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
    pub fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|member| member.as_str() == text)
    }
}
rt::number_enum!(Architecture, i32);
rt::flags_enum!(Architecture);

#[derive(Clone, Default, PartialEq)]
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
    fn field(&mut self, name: &str, json: &mut rt::Reader<'_>) -> rt::DecodeResult<bool> {
        match name {
            "id" => json.optional(&mut self.id),
            "token" => json.nullable(&mut self.token),
            "lastSyncStatus" => json.optional(&mut self.last_sync_status),
            "lastSync" => json.optional(&mut self.last_sync),
            "roleScopeTagIds" => json.optional(&mut self.role_scope_tag_ids),
            "results" => json.optional(&mut self.results),
            "parent" => json.optional(&mut self.parent),
            "color" => json.nullable(&mut self.color),
            "architectures" => json.optional(&mut self.architectures),
            "free" => json.optional(&mut self.free),
            "map" => json.optional(&mut self.map),
            "name" => json.required(&mut self.name),
            _ => json.keep(name, &mut self.extra),
        }
    }
    fn fields(&self, out: &mut rt::Writer) {
        out.extra(&self.extra);
        out.optional("id", &self.id);
        out.secret().nullable("token", &self.token);
        out.optional("lastSyncStatus", &self.last_sync_status);
        out.optional("lastSync", &self.last_sync);
        out.optional("roleScopeTagIds", &self.role_scope_tag_ids);
        out.optional("results", &self.results);
        out.optional("parent", &self.parent);
        out.nullable("color", &self.color);
        out.optional("architectures", &self.architectures);
        out.optional("free", &self.free);
        out.optional("map", &self.map);
        out.required("name", &self.name);
    }
    fn extra(&mut self) -> &mut rt::Extra {
        &mut self.extra
    }
    fn required(&self) -> &'static [&'static str] {
        &["name"]
    }
}
rt::object!(Token);

#[derive(Clone, Default, PartialEq)]
pub struct ActionResult {
    pub action_name: Option<String>,
    pub start: Option<rt::DateTimeOffset>,
    pub extra: rt::Extra,
}
impl rt::Object for ActionResult {
    fn field(&mut self, name: &str, json: &mut rt::Reader<'_>) -> rt::DecodeResult<bool> {
        match name {
            "actionName" => json.optional(&mut self.action_name),
            "startDateTime" => json.optional(&mut self.start),
            _ => json.keep(name, &mut self.extra),
        }
    }
    fn fields(&self, out: &mut rt::Writer) {
        out.extra(&self.extra);
        out.optional("actionName", &self.action_name);
        out.optional("startDateTime", &self.start);
    }
    fn extra(&mut self) -> &mut rt::Extra {
        &mut self.extra
    }
}
rt::object!(ActionResult);
rt::base!(ActionResult);
impl rt::TypeName for ActionResult {
    const TYPE_NAME: &'static str = "microsoft.graph.vppTokenActionResult";
}

#[derive(Clone, Default, PartialEq)]
pub struct RevokeResult {
    pub action_name: Option<String>,
    pub start: Option<rt::DateTimeOffset>,
    pub failed_licenses_count: Option<i32>,
    pub extra: rt::Extra,
}
impl rt::Object for RevokeResult {
    fn field(&mut self, name: &str, json: &mut rt::Reader<'_>) -> rt::DecodeResult<bool> {
        match name {
            "actionName" => json.optional(&mut self.action_name),
            "startDateTime" => json.optional(&mut self.start),
            "failedLicensesCount" => json.optional(&mut self.failed_licenses_count),
            _ => json.keep(name, &mut self.extra),
        }
    }
    fn fields(&self, out: &mut rt::Writer) {
        out.extra(&self.extra);
        out.optional("actionName", &self.action_name);
        out.optional("startDateTime", &self.start);
        out.optional("failedLicensesCount", &self.failed_licenses_count);
    }
    fn extra(&mut self) -> &mut rt::Extra {
        &mut self.extra
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
