//! OData CSDL into the model.
use crate::{config::selector::Selectors, diagnostics::{Diagnostics, FileId}, model::{Api, Types}, source::Sources};
pub fn read(_: &mut Sources, _: &Selectors, _: &mut Diagnostics) -> Option<Api> { None }
pub fn is_csdl_json(_: &Sources) -> bool { false }
pub fn read_types(_: &Sources, _: FileId, _: &mut Diagnostics) -> Option<Types> { None }
