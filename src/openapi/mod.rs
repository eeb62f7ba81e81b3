//! OpenAPI into the model.
use crate::{config::selector::Selectors, diagnostics::Diagnostics, model::Api, source::Sources};
pub fn read(_: &Sources, _: &Selectors, _: &mut Diagnostics) -> Option<Api> { None }
