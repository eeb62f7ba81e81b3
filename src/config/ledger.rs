//! How much what is listed in the ledger matters.

use serde::Deserialize;

use super::entry::Entry;

/// One rule. Of several that fit an entry of the ledger, the last counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LedgerRule {
    /// The code, such as `RB0701`.
    pub code: Entry<String>,
    /// What an entry that fits comes to.
    pub level: LedgerLevel,
    /// Why it is allowed.
    pub reason: Option<String>,
    /// Which places: a pattern for the JSON pointer, in which `*` stands for any characters.
    pub at: Option<String>,
    /// Which constructs: a pattern for the words of the ledger.
    pub construct: Option<String>,
}

/// What an entry of the ledger comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LedgerLevel {
    /// It is an error.
    Deny,
    /// It is a warning.
    Warn,
    /// It is listed and nothing else, even with `strict`; an error once nothing fits any more.
    Allow,
}
