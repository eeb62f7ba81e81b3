//! Diagnostics as text for people, as JSON for programs, and as lines for cargo.

mod human;
mod machine;
mod text;

pub use human::human;
pub use machine::{cargo, json, json_all};
pub use text::escaped;

#[cfg(test)]
mod tests;
