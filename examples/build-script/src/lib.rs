//! A crate whose build script writes its client: see `build.rs`.

/// The client of VPP tokens, as the build script wrote it.
pub mod vpp {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

use vpp::{Client, Error, models::VppTokenSyncStatus};

/// Synchronizes the licenses of a token and says whether that failed.
///
/// # Errors
/// When the service cannot be reached or refuses.
pub async fn sync_failed(client: &Client, token: &str) -> Result<bool, Error> {
    let token = client.vpp_tokens().sync_licenses(token).await?;
    Ok(token.last_sync_status == VppTokenSyncStatus::Failed)
}
