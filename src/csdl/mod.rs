//! OData CSDL into the model.
//!
//! ```text
//! XML | JSON -> syntax (as written) -> catalog (names resolved, annotations by target)
//!                                       -> lower      types, service, security
//!                                       -> paths      which addresses there are
//!                                       -> operations what can be asked there
//! ```
//!
//! CSDL declares types and a few entry points, but no addresses. They are derived by the rules by which Microsoft's
//! converter makes OpenAPI of CSDL, so that either description of a service gives the same operations.

mod annotations;
mod builders;
mod catalog;
mod contradictions;
mod conventions;
mod dangling;
mod documents;
mod inheritance;
mod lower;
mod operations;
mod parse;
mod parse_json;
mod paths;
mod spelling;
mod syntax;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;

use catalog::Catalog;

use crate::{
    config::{OperationSurface, selector::Selectors},
    diagnostics::{Code, Diagnostic, Diagnostics, FileId, Place},
    model::{Api, Ledger, LedgerSeverity, Types},
    source::{Format, Sources},
};

/// Whether a file is CSDL: XML, or JSON with `$Version`.
pub fn is_csdl(sources: &Sources, file: FileId) -> bool {
    match sources.file(file).format() {
        Format::Xml => true,
        Format::Json | Format::Yaml => sources.tree(file).is_some_and(parse_json::is_csdl),
    }
}

/// Reads the root description, and the documents that it refers to in its folder.
///
/// Only operations that the selectors want are derived; types are all there. `key_as_segment` is the user's choice of
/// how keys are written, instead of what the description says. Nothing is returned when the root
/// cannot be read at all. Other errors leave a model that can be looked at, but not generated from.
pub fn read(
    sources: &mut Sources,
    selectors: &Selectors,
    key_as_segment: Option<bool>,
    surface: Asked,
    diagnostics: &mut Diagnostics,
) -> Option<Api> {
    let root = sources.root();
    let mut ledger = Ledger::default();
    let documents = documents::read(sources, root, diagnostics)?;
    let catalog = Catalog::of(&documents, key_as_segment, diagnostics);
    documents::warn_of_unread(&documents, &catalog, diagnostics);
    let types = lower::types(&catalog, &mut ledger, diagnostics);
    note_unused(&documents, &catalog, &mut ledger);
    let security_schemes = lower::schemes(&catalog, &mut ledger);
    let security = lower::security(&catalog);
    let service = lower::service(&catalog, &documents);
    let mut api = Api { service, security_schemes, security, types, operations: Vec::new(), ledger, ..Api::default() };
    if catalog.container.is_none() {
        let warning = Diagnostic::warning(Code::NoEntityContainer, "there is no entity container, so no operations");
        let warning = match documents.first().and_then(|document| document.schemas.first()) {
            Some(schema) => warning.at(schema.place),
            None => warning,
        };
        diagnostics.push(warning.help("name the document of the service that holds the `EntityContainer`"));
    }
    contradictions::report(&catalog, &documents, diagnostics);
    dangling::report(&catalog, &mut api.ledger, diagnostics);
    paths::check_sources(&catalog, &mut api.ledger, diagnostics);
    reach(&catalog, selectors, surface, &mut api, diagnostics);
    if selectors.is_everything() {
        if api.request_builders.is_none() {
            note_unasked(&catalog, &mut api);
        }
        note_idle(&catalog, &mut api.ledger);
        note_properties(&catalog, &mut api.ledger);
    }
    Some(api)
}

/// How operations are to be reached.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// What the user says.
    pub surface: OperationSurface,
    /// Whether an earlier output had a function for each path: a path more turns none of them into a step.
    pub was_by_path: bool,
}

/// Fills the operations in: by path, or by navigation, which leaves only imports with paths of their own.
fn reach<'a>(
    catalog: &'a Catalog<'a>,
    selectors: &'a Selectors,
    Asked { surface, was_by_path }: Asked,
    api: &mut Api,
    diagnostics: &mut Diagnostics,
) {
    let selected = !selectors.include.is_empty();
    let limit = match surface {
        OperationSurface::Auto if !selected && was_by_path => 2 * paths::FEW,
        OperationSurface::Auto if !selected => paths::FEW,
        OperationSurface::Auto | OperationSurface::Paths => paths::LIMIT,
        OperationSurface::Navigation => 0,
    };
    let mut found = None;
    if surface != OperationSurface::Navigation {
        found = paths::walk(catalog, selectors, limit, &mut api.ledger, diagnostics);
    }
    if let Some(found) = found {
        operations::build(catalog, found, selectors, api, diagnostics);
        return;
    }
    if limit == paths::LIMIT {
        if let Some(container) = &catalog.container {
            let message = format!("the metadata leads to more than {limit} paths");
            let error = Diagnostic::error(Code::TooManyPaths, message).at(container.place);
            diagnostics.push(error.help(
                "choose what is needed, for example with `--include '/users/**'`, or take all with \
                 `--operations navigation`",
            ));
        }
        return;
    }
    if let (OperationSurface::Auto, Some(container)) = (surface, &catalog.container) {
        let message = format!("there are more than {limit} paths, so operations are reached by navigation");
        let warning = Diagnostic::warning(Code::ByNavigation, message).at(container.place);
        diagnostics.push(warning.help("`--operations paths` asks for a function for each path"));
    }
    let imports = paths::imports(catalog, selectors, diagnostics);
    operations::build(catalog, imports, selectors, api, diagnostics);
    builders::build(catalog, selectors, api, diagnostics);
}

/// Reads only the types of a companion, by their qualified names: for the numbers of enumeration members, `IsFlags`
/// and base types, which an OpenAPI description of the same service does not say.
pub fn read_types(sources: &mut Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<Types> {
    let mut ledger = Ledger::default();
    let documents = documents::read(sources, file, diagnostics)?;
    let catalog = Catalog::of(&documents, None, diagnostics);
    Some(lower::types(&catalog, &mut ledger, diagnostics))
}

/// Entity sets and singletons of which restrictions allow nothing.
fn note_unasked(catalog: &Catalog<'_>, api: &mut Api) {
    let container = catalog.container.iter();
    for (_, _, source) in container.flat_map(|container| &container.sources) {
        let is_of = |path: &str| {
            let rest = path.strip_prefix('/').and_then(|path| path.strip_prefix(source.name.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '(']))
        };
        if !api.operations.iter().any(|operation| is_of(&operation.path)) {
            let construct = format!("`{}`, of which the description allows nothing", source.name);
            let (code, severity) = (Code::OperationUnreachable, LedgerSeverity::Info);
            api.ledger.add(code, severity, construct, "nothing", Some(source.place));
        }
    }
}

/// Annotations that would have an effect if what they are about were in the output, or could be told apart there: of
/// single paths, when operations are reached by navigation; of types that nothing uses; with values that only the
/// service can work out.
fn note_idle(catalog: &Catalog<'_>, ledger: &mut Ledger) {
    for (term, count, place, target) in catalog.annotations.unasked() {
        let construct = format!("annotation `{term}` of `{target}`, and {} like it", count - 1);
        let construct = if count == 1 { format!("annotation `{term}` of `{target}`") } else { construct };
        ledger.add(Code::AnnotationUnread, LedgerSeverity::Info, construct, "no effect", Some(place));
    }
}

/// Properties inside annotations that have no effect here, or that a more exact annotation overrides.
fn note_properties(catalog: &Catalog<'_>, ledger: &mut Ledger) {
    for (name, count, place) in catalog.annotations.unasked_properties() {
        let construct = format!("property `{name}` of annotations, used {count} times");
        ledger.add(Code::AnnotationUnread, LedgerSeverity::Info, construct, "nothing", Some(place));
    }
}

/// Declared terms and terms without effect, a line for each kind.
fn note_unused(documents: &[syntax::Document], catalog: &Catalog<'_>, ledger: &mut Ledger) {
    for schema in documents.iter().flat_map(|document| &document.schemas) {
        if let Some(first) = schema.terms.first() {
            let construct = format!("{} terms that `{}` declares", schema.terms.len(), schema.namespace);
            ledger.add(Code::AnnotationUnread, LedgerSeverity::Info, construct, "nothing", Some(*first));
        }
    }
    for (name, place) in catalog.container.iter().flat_map(|container| &container.others) {
        let construct = format!("entity container `{name}`, which the service's own does not extend");
        ledger.add(Code::NotRepresented, LedgerSeverity::Lost, construct, "nothing", Some(*place));
    }
    let mut unread: BTreeMap<(&str, LedgerSeverity), (usize, Place)> = BTreeMap::new();
    for found in documents.iter().flat_map(|document| &document.unread) {
        unread.entry((&found.construct, found.severity)).or_insert((0, found.place)).0 += 1;
    }
    for ((construct, severity), (count, place)) in unread {
        let construct = format!("{construct}, used {count} times");
        ledger.add(Code::NotRepresented, severity, construct, "nothing", Some(place));
    }
    for (name, count, place) in catalog.annotations.unread() {
        let construct = format!("annotation `{name}`, used {count} times");
        ledger.add(Code::AnnotationUnread, LedgerSeverity::Info, construct, "nothing", Some(*place));
    }
}
