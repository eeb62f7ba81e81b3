//! What tells operations of one OData resource apart that do the same: by which key, as which derived type, with which
//! arguments. It is read off the path, which both languages agree on.

use super::identifier::words;
use crate::model::{Operation, odata};

/// How many arguments a name of a function may have in it.
const MOST_NAMED: usize = 4;

/// Which of the operations that do the same has the plain name: one by the key of the type, then one by the parts of a
/// key of several, then those by alternate keys, whose operationIds say so, then those of a derived type.
pub(super) fn rank(operation: &Operation) -> u8 {
    let is_of_entity = operation.resource.as_ref().is_some_and(|resource| resource.operation.is_none());
    match of(operation).filter(|_| is_of_entity) {
        None => 0,
        Some(variant) if variant.starts_with("as ") => 3,
        Some(variant) => {
            let id = words(operation.operation_id.as_deref().unwrap_or_default());
            if id.ends_with(&words(&variant)) { 2 } else { 1 }
        }
    }
}

/// `by name` for `/accounts(name='{name}')`, `as manager` for `/people/{id}/hr.manager`.
pub(super) fn of(operation: &Operation) -> Option<String> {
    if let Some(arguments) = arguments(operation) {
        return Some(format!("by {arguments}"));
    }
    let cast = odata::cast(last(&operation.path)?)?;
    Some(format!("as {cast}"))
}

/// The names of the arguments in the parentheses at the end of a path.
pub(super) fn arguments(operation: &Operation) -> Option<String> {
    let (_, arguments) = last(&operation.path)?.strip_suffix(')')?.split_once('(')?;
    // In a template no value holds a comma or an equals sign.
    let names: Vec<&str> = arguments.split(',').filter_map(|argument| Some(argument.split_once('=')?.0)).collect();
    (1..=MOST_NAMED).contains(&names.len()).then(|| names.join(" "))
}

/// The last segment that names something: no `$count`, `$value` or `$ref`.
fn last(path: &str) -> Option<&str> {
    path.rsplit('/').find(|segment| !segment.starts_with('$'))
}
