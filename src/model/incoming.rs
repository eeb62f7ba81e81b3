//! What a service asks of its callers by itself: webhooks and callbacks. A client does not serve; it can read and write
//! what they carry, for those who ask for the types.

use super::{Deprecation, Docs, Item, Method, Status};
use crate::diagnostics::Place;

/// A request that the service sends.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// What it is.
    pub kind: IncomingKind,
    /// The description's name of the webhook or callback.
    pub name: String,
    /// Its method.
    pub method: Method,
    /// Texts.
    pub docs: Docs,
    /// Set when it should not be used any more.
    pub deprecated: Option<Deprecation>,
    /// Where it stands.
    pub place: Option<Place>,
    /// What it carries, if that is JSON.
    pub body: Option<Item>,
    /// What a caller may answer, as far as that is JSON.
    pub answers: Vec<(Status, Item)>,
}

/// The two kinds of requests that a service sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncomingKind {
    /// Of the description as a whole (OpenAPI 3.1, `webhooks`).
    Webhook,
    /// As a consequence of a call (Operation Object, `callbacks`).
    Callback,
}

impl IncomingKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Webhook, Self::Callback];

    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Callback => "callback",
        }
    }
}

impl Incoming {
    /// Every value that it has a type for.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.body.iter().chain(self.answers.iter().map(|(_, item)| item))
    }

    /// The same, to be changed.
    pub fn items_mut(&mut self) -> impl Iterator<Item = &mut Item> {
        self.body.iter_mut().chain(self.answers.iter_mut().map(|(_, item)| item))
    }
}
