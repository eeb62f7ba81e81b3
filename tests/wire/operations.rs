//! All operations, for tests of what they have in common; none can be forgotten.

use graph_vpp_tokens::models::{VppToken, VppTokensRevokeLicensesBody};
use graph_vpp_tokens::{Client, Error};
use serde_json::Value;

use crate::{ID, tree};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    List,
    Create,
    Count,
    LicensesForApp,
    SyncLicenseCounts,
    Get,
    Delete,
    Update,
    RevokeLicenses,
    SyncLicenses,
}

use Operation::{
    Count, Create, Delete, Get, LicensesForApp, List, RevokeLicenses, SyncLicenseCounts, SyncLicenses, Update,
};

/// What the answer of an operation is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Page,
    Entity,
    OptionalEntity,
    Number,
    Nothing,
}

impl Operation {
    pub(crate) const ALL: [Self; 10] =
        [List, Create, Count, LicensesForApp, SyncLicenseCounts, Get, Delete, Update, RevokeLicenses, SyncLicenses];

    /// As the description has it.
    fn described(self) -> (&'static str, &'static str) {
        match self {
            List => ("GET", ""),
            Create => ("POST", ""),
            Count => ("GET", "/$count"),
            LicensesForApp => ("GET", "/getLicensesForApp(bundleId='{bundleId}')"),
            SyncLicenseCounts => ("POST", "/syncLicenseCounts"),
            Get => ("GET", "/{vppToken-id}"),
            Delete => ("DELETE", "/{vppToken-id}"),
            Update => ("PATCH", "/{vppToken-id}"),
            RevokeLicenses => ("POST", "/{vppToken-id}/revokeLicenses"),
            SyncLicenses => ("POST", "/{vppToken-id}/syncLicenses"),
        }
    }

    pub(crate) fn shape(self) -> Shape {
        match self {
            List | LicensesForApp => Shape::Page,
            Create | Get | SyncLicenses => Shape::Entity,
            Update => Shape::OptionalEntity,
            Count => Shape::Number,
            SyncLicenseCounts | Delete | RevokeLicenses => Shape::Nothing,
        }
    }

    pub(crate) fn method(self) -> &'static str {
        self.described().0
    }

    /// The path below `vppTokens`, as [`Self::call`] asks for it.
    pub(crate) fn path(self) -> String {
        self.described().1.replace("{vppToken-id}", ID).replace("{bundleId}", "com.example")
    }

    /// Calls it with plain arguments; the value as the tree of its JSON, null for none.
    pub(crate) async fn call(self, client: &Client) -> Result<Value, Error> {
        let tokens = client.vpp_tokens();
        let token = VppToken::default();
        let nothing = |()| Value::Null;
        match self {
            List => tokens.list().await.map(|page| tree(&page)),
            Create => tokens.create(&token).await.map(|token| tree(&token)),
            Count => tokens.count().await.map(|count| tree(&count)),
            LicensesForApp => tokens.get_licenses_for_app("com.example").await.map(|page| tree(&page)),
            SyncLicenseCounts => tokens.sync_license_counts().await.map(nothing),
            Get => tokens.get(ID).await.map(|token| tree(&token)),
            Delete => tokens.delete(ID).await.map(nothing),
            Update => tokens.update(ID, &token).await.map(|token| tree(&token)),
            RevokeLicenses => tokens.revoke_licenses(ID, &VppTokensRevokeLicensesBody::default()).await.map(nothing),
            SyncLicenses => tokens.sync_licenses(ID).await.map(|token| tree(&token)),
        }
    }
}

/// The list above holds exactly what the generator wrote.
#[test]
fn no_operation_is_forgotten() {
    let names = include_str!("../../generated/vpp-tokens/names.txt");
    let written: Vec<String> = names
        .lines()
        .filter_map(|line| line.strip_prefix("operation ")?.split_once(" -> "))
        .map(|(operation, _)| operation.to_owned())
        .collect();
    let known = Operation::ALL.map(|operation| {
        let (method, path) = operation.described();
        format!("{method} /deviceAppManagement/vppTokens{path}")
    });
    assert_eq!(written, known);
}
