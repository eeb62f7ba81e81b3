//! Passes over the model between reading and emitting: each answers one question.

pub mod alike;
pub mod beside;
pub mod bodiless;
pub mod builders;
pub mod companion;
pub mod custom;
pub mod endless;
pub mod examples;
pub mod ledger;
pub mod levels;
pub mod limits;
pub mod naming;
pub mod outcome;
pub mod paging;
pub mod partition;
pub mod recursion;
pub mod select;
pub mod server;
pub mod streaming;
pub mod twins;
pub mod unions;
pub mod ways;
