//! OData services as converters describe them in OpenAPI: what belongs to the protocol is folded back, so that the
//! model is the one that the service's CSDL gives.
//!
//! | in OpenAPI | in the model |
//! |---|---|
//! | properties with `@` | nothing; the runtime keeps control information |
//! | `value: [..]` with `@odata.nextLink` | a page |
//! | `$top`, `$filter`, .. | query options of the resource |
//! | `4XX`, `5XX`, `default` | nothing; the runtime reads OData errors |
//! | `allOf: [base, own]` | a derived type |

mod detect;
mod facets;
mod payload;
mod resource;
mod settle;

pub(super) use detect::{Facts, detect};
pub(super) use resource::{calls_function, resource};
pub(super) use settle::{settle, settle_parameters, settle_streams};

use super::context::Lower;
use crate::model::{Discriminator, TypeId, TypeKind};

/// Names a structure as `@odata.type` does.
pub(super) fn name_on_the_wire(kind: &mut TypeKind, key: &str, has_derived: bool) {
    if let TypeKind::Structure(structure) = kind {
        structure.wire_name = Some(key.to_owned());
        structure.discriminator = has_derived.then(|| Discriminator {
            property: "@odata.type".to_owned(),
            mapping: Vec::new(),
            default: None,
        });
    }
}

impl Lower<'_, '_> {
    /// Where a type is the type of a value, the value may be of a derived type, so those are declared too.
    pub(super) fn use_value_of(&mut self, id: TypeId) {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let Some(at) = self.registry.first_use(id) else { continue };
            for (name, derived) in self.registry.derived_from(at) {
                if self.page_element(derived).is_none() {
                    waiting.push(self.declare_component(name, derived));
                }
            }
        }
    }
}
