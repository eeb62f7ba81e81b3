//! Small descriptions, each for one rule.
