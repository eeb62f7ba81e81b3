//! OData CSDL into the model.
use crate::{config::selector::Selectors, diagnostics::{Diagnostics, FileId}, model::{Api, Types}, source::Sources};
/// x
pub fn read(_: &mut Sources, _: &Selectors, _: &mut Diagnostics) -> Option<Api> { None }
/// x
pub fn is_csdl(_: &Sources, _: FileId) -> bool { false }
/// x
pub fn read_types(_: &Sources, _: FileId, _: &mut Diagnostics) -> Option<Types> { None }
