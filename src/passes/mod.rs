//! Passes over the model between reading and naming: each answers one question.

pub mod outcome;
pub mod recursion;
pub mod select;
