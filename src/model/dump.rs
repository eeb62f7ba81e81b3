//! The model as text, for `dump-model` and for the tests.
