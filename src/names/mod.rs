//! The only place where Rust identifiers are made. It runs last, when everything that wants a name is known.
//!
//! Every scope (the types of a module, the fields of a structure, the functions of a group, ..) hands out its names
//! in a fixed order; a name that is taken, reserved or empty makes room for the next, longer hint, and after the last
//! hint for a number. The result is independent of everything outside the scope, so that a new type, member or
//! operation renames none of the others that stand before it.

mod beside;
mod builders;
mod calls;
mod earlier;
mod forms;
mod functions;
mod groups;
mod identifier;
mod incoming;
mod scope;
mod security;
mod servers;
mod text;
mod types;
mod variants;

use std::collections::HashMap;

use indexmap::IndexMap;

pub use earlier::Kept;
pub use identifier::{crate_name, package_name};

use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{Api, Form, Outcome, TypeId, naming::Wish},
};
use earlier::{Earlier, SETTING};
use scope::{Scope, Wanted};

/// Every identifier of the output.
#[derive(Debug, Default)]
pub struct Names {
    types: HashMap<TypeId, TypeNames>,
    /// Groups of operations, sorted by module.
    pub groups: Vec<GroupNames>,
    /// Areas of a service that is reached by path, sorted; none where a single group is all there is.
    pub areas: Vec<AreaNames>,
    /// Names of each operation, in the order of [`Api::operations`].
    pub operations: Vec<OperationNames>,
    /// Names of each request builder, in the order of
    /// [`RequestBuilders::builders`](crate::model::RequestBuilders::builders).
    pub builders: Vec<BuilderNames>,
    /// Functions of the client for entity sets and singletons, in the order of
    /// [`RequestBuilders::entries`](crate::model::RequestBuilders::entries).
    pub entries: Vec<AccessorNames>,
    /// Names of what the service sends, in the order of [`Api::incoming`].
    pub incoming: Vec<IncomingNames>,
    /// Functions that take the credentials of a security scheme, by its name.
    pub security_schemes: IndexMap<String, String>,
    /// Names of the types of base URLs with variables, in the order of [`Api::servers_with_variables`].
    pub servers: Vec<ServerNames>,
}

/// Names of the type of a base URL with variables.
#[derive(Clone, Debug, Default)]
pub struct ServerNames {
    /// The type.
    pub ident: String,
    /// What chooses each variable, in their order.
    pub variables: Vec<ServerVariableNames>,
}

/// Names of what chooses a variable.
#[derive(Clone, Debug, Default)]
pub struct ServerVariableNames {
    /// The function.
    pub function: String,
    /// The enumeration of its values, if they are named.
    pub values: String,
    /// Its variants, in the order of the values.
    pub variants: Vec<String>,
}

/// Names of a request builder.
#[derive(Clone, Debug, Default)]
pub struct BuilderNames {
    /// The type.
    pub ident: String,
    /// The generic type that the builder gives its name to, where several builders are alike
    /// ([`alike`](crate::passes::alike)).
    pub family: String,
    /// Functions, in the order of [`RequestBuilder::accessors`](crate::model::RequestBuilder::accessors).
    pub accessors: Vec<AccessorNames>,
    /// Its operations, by position in [`Api::operations`].
    pub operations: Vec<usize>,
}

/// Names of a step from one builder to another.
#[derive(Clone, Debug, Default)]
pub struct AccessorNames {
    /// The function.
    pub function: String,
    /// Arguments, in the order of the step's parameters.
    pub parameters: Vec<String>,
}

/// The module of the request builders.
pub const BUILDERS: &str = "builders";

/// The module of the pages that only the docs have.
pub const AREAS: &str = "areas";

/// The modules of what webhooks and callbacks carry.
pub const WEBHOOKS: &str = "webhooks";
/// As above.
pub const CALLBACKS: &str = "callbacks";

/// Names of a request that the service sends.
#[derive(Clone, Debug, Default)]
pub struct IncomingNames {
    /// The type of its body.
    pub body: String,
    /// The types of answers, in the order of the statuses.
    pub answers: Vec<String>,
}

/// The module of the checks of values.
pub const VALIDATION: &str = "validation";

/// Names of a type and what is in it.
#[derive(Clone, Debug, Default)]
pub struct TypeNames {
    /// Module below `models`; empty for `models` itself.
    pub module: Vec<String>,
    /// The type.
    pub ident: String,
    /// Fields in the order of [`Types::all_properties`](crate::model::Types::all_properties), or variants.
    pub members: Vec<String>,
    /// Constants that stand for the paths of a structure's properties, in the order of the fields.
    pub constants: Vec<String>,
}

/// Those of a type that has none.
const NO_NAMES: &TypeNames =
    &TypeNames { module: Vec::new(), ident: String::new(), members: Vec::new(), constants: Vec::new() };

/// Names of a group of operations.
#[derive(Clone, Debug)]
pub struct GroupNames {
    /// The module of the group.
    pub module: String,
    /// The type that holds the functions.
    pub ident: String,
    /// The function of the client that gives it.
    pub accessor: String,
    /// What the description calls it: a tag, or the path of the resource.
    pub wire: String,
    /// Its operations, by position in [`Api::operations`].
    pub operations: Vec<usize>,
}

/// An entity set or singleton with everything below it, which has a page of the docs.
#[derive(Clone, Debug)]
pub struct AreaNames {
    /// The module of the page.
    pub module: String,
    /// The entity set or singleton.
    pub wire: String,
    /// Its groups, by position in [`Names::groups`].
    pub groups: Vec<usize>,
}

/// Names of an operation.
#[derive(Clone, Debug, Default)]
pub struct OperationNames {
    /// What the function belongs to.
    pub owner: Owner,
    /// The function.
    pub function: String,
    /// The type of the request value, for operations with optional parameters of their own.
    pub request: String,
    /// The type of what a success gives, where it is one of several.
    pub response: Option<ResponseNames>,
    /// The type that the parts of a multipart body are given by.
    pub parts: Option<PartsNames>,
    /// Arguments and setters, in the order of the operation's parameters.
    pub parameters: Vec<String>,
    /// Names of the further forms, in the order of [`Operation::forms`](crate::model::Operation::forms).
    pub forms: Vec<FormNames>,
}

/// Names of a further form of an operation.
#[derive(Clone, Debug, Default)]
pub struct FormNames {
    /// The function.
    pub function: String,
    /// As [`OperationNames::request`].
    pub request: String,
    /// As [`OperationNames::response`]; none where it is that of the operation.
    pub response: Option<ResponseNames>,
    /// As [`OperationNames::parts`].
    pub parts: Option<PartsNames>,
}

/// Names of a type that the parts of a multipart body are given by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartsNames {
    /// The type.
    pub ident: String,
    /// Arguments and setters, in the order of all properties of the body's structure.
    pub members: Vec<String>,
}

/// Names of a type that is one of several by the status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseNames {
    /// The type.
    pub ident: String,
    /// Its variants, in the order of the statuses.
    pub variants: Vec<String>,
}

impl OperationNames {
    /// The names of the operation in a further form.
    pub fn in_form(&self, form: &Form, names: &FormNames) -> Self {
        let is_one_of_several = matches!(form.outcome, Outcome::ByStatus(_));
        Self {
            function: names.function.clone(),
            request: names.request.clone(),
            response: names.response.clone().or_else(|| self.response.clone()).filter(|_| is_one_of_several),
            parts: names.parts.clone(),
            ..self.clone()
        }
    }
}

/// What a function belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A group, by position in [`Names::groups`].
    Group(usize),
    /// A request builder, by position in [`Names::builders`].
    Builder(usize),
}

impl Default for Owner {
    fn default() -> Self {
        Self::Group(0)
    }
}

impl Names {
    /// Names everything of an api. A collision that had to be settled is reported as a note.
    pub fn make(api: &Api, diagnostics: &mut Diagnostics) -> Self {
        Self::make_after(Kept::default(), api, diagnostics)
    }

    /// The same after an earlier output: what it names keeps its name, as a rule while the description and the user still
    /// call it so, and what is new gives way.
    pub fn make_after(earlier: Kept<'_>, api: &Api, diagnostics: &mut Diagnostics) -> Self {
        let earlier = Earlier::read(earlier, &settings(api));
        let mut names = Self::default();
        let mut collisions = Vec::new();
        types::name(api, &earlier, &mut names, &mut collisions);
        names.operations = vec![OperationNames::default(); api.operations.len()];
        let mut accessors = groups::name(api, &earlier, &mut names, &mut collisions);
        builders::name(api, &earlier, &mut names, &mut accessors, &mut collisions);
        security::name(api, &earlier, &mut names);
        servers::name(api, &earlier, &mut names);
        incoming::name(api, &earlier, &mut names);
        for collision in collisions {
            diagnostics.push(collision);
        }
        names
    }

    /// Names of a type.
    pub fn of(&self, id: TypeId) -> &TypeNames {
        self.types.get(&id).unwrap_or(NO_NAMES)
    }

    /// Path of an operation's function below the crate, as `coverage.json` and `names.txt` show it.
    pub fn path_of_operation(&self, position: usize) -> Option<String> {
        let operation = self.operations.get(position)?;
        Some(format!("{}::{}", self.path_of_owner(operation.owner)?, operation.function))
    }

    fn path_of_owner(&self, owner: Owner) -> Option<String> {
        match owner {
            Owner::Group(position) => {
                let group = self.groups.get(position)?;
                Some(format!("{}::{}", group.module, group.ident))
            }
            Owner::Builder(position) => {
                let builder = self.builders.get(position)?;
                Some(format!("{BUILDERS}::{}", builder.ident))
            }
        }
    }

    /// Paths of the functions of an operation's further forms, with the media type that each is for.
    pub fn paths_of_forms(&self, api: &Api, position: usize) -> Vec<(String, String)> {
        let found = self.operations.get(position).zip(api.operations.get(position));
        let Some((names, operation)) = found else { return Vec::new() };
        let Some(owner) = self.path_of_owner(names.owner) else { return Vec::new() };
        let forms = operation.forms.iter().zip(&names.forms);
        let path = |names: &FormNames| format!("{owner}::{}", names.function);
        forms.map(|(form, names)| (form.differs.media_type().to_owned(), path(names))).collect()
    }

    /// Path of a type below the crate.
    pub fn path_of_type(&self, id: TypeId) -> String {
        let names = self.of(id);
        let mut path = types::path_of_module(&names.module);
        path.push_str("::");
        path.push_str(&names.ident);
        path
    }
}

/// What the user leaves out of names, as `names.txt` says it.
fn settings(api: &Api) -> Vec<String> {
    let said =
        |what: &str, prefixes: &[String]| (!prefixes.is_empty()).then(|| format!("{SETTING} {what}: {prefixes:?}"));
    let naming = &api.naming;
    let all = [said("types", &naming.type_prefixes), said("operationIds", &naming.operation_prefixes)];
    all.into_iter().flatten().collect()
}

/// A name that two things wanted: told to the user, because renaming one in the description helps. A name that the user
/// asked for and that cannot be is an error.
type Collisions = Vec<Diagnostic>;

/// Gives a thing the very name that the user asked for; where it cannot be, that is said and any name does.
fn grant(scope: &mut Scope, wish: &Wish, what: &str, collisions: &mut Collisions) -> String {
    scope.claim_exactly(&wish.name).unwrap_or_else(|why| {
        let error = Diagnostic::error(Code::RenameCollides, format!("{what} cannot be called `{}`: {why}", wish.name))
            .help("choose another name, or rename what stands in its way");
        collisions.push(match wish.place {
            Some(place) => error.at(place),
            None => error,
        });
        scope.claim(&Wanted::new(vec![wish.name.clone()])).0
    })
}
