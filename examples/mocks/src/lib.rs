//! What a program does with generated clients. Its tests stand in `tests/`.

use graph_vpp_tokens::models::{VppToken, VppTokenState, VppTokenSyncStatus};
use graph_vpp_tokens::{Client, Error, Null};

/// Synchronizes every token that is valid; gives the names of those for which that failed.
///
/// # Errors
/// As calls, but a token that is gone by then is passed over.
pub async fn synchronize(client: &Client) -> Result<Vec<String>, Error> {
    let mut failed = Vec::new();
    let mut tokens = client.vpp_tokens().list().top(2).stream();
    while let Some(token) = tokens.try_next().await? {
        let Some(id) = token.id.filter(|_| token.state == VppTokenState::Valid) else { continue };
        match client.vpp_tokens().sync_licenses(&id).await {
            Ok(token) if token.last_sync_status == VppTokenSyncStatus::Failed => failed.push(id),
            Ok(_) => {}
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(failed)
}

/// Takes the name of a token away.
///
/// # Errors
/// As calls.
pub async fn forget_name(client: &Client, id: &str) -> Result<(), Error> {
    let change = VppToken { display_name: Null.into(), ..Default::default() };
    client.vpp_tokens().update(id, &change).await.map(drop)
}

/// Throws away the copies of a book that nobody borrows any more; gives how many there were.
///
/// # Errors
/// As calls.
pub async fn discard(client: &library::Client, book: &str) -> Result<usize, Error> {
    let copies = client.books().id(book).copies();
    let all = copies.list().await?.value;
    for copy in &all {
        copies.key(copy.branch.as_deref().unwrap_or_default(), copy.number.unwrap_or_default()).delete().await?;
    }
    Ok(all.len())
}
