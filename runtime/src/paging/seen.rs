//! Where a list has been.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use crate::error::{Error, PagingError, Result};

/// The links and cursors that were followed, each by its hash: thousands of long ones need little memory, and nobody
/// who does not know the hash's secret key finds two that look the same.
#[derive(Default)]
pub(crate) struct Seen {
    key: RandomState,
    hashes: HashSet<u64>,
}

impl Seen {
    /// Remembers what is followed next.
    ///
    /// # Errors
    /// When it was followed before.
    pub(crate) fn once(&mut self, next: &str) -> Result<()> {
        match self.hashes.insert(self.key.hash_one(next)) {
            true => Ok(()),
            false => Err(Error::Paging(Box::new(PagingError::Loop))),
        }
    }
}
