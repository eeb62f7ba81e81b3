//! The operations of request builders: what can be asked of any entity of a type, and of any collection of them.
//!
//! `Capabilities` of a type count here; those of one entity set or navigation property are the rights of the step
//! that leads to it.

use std::collections::HashMap;

use super::{Answer, Draft, Drafted, OnBuilder, Sent, call, description, finish::Finisher, options, stream};
use crate::{
    config::selector::{Candidate, Selectors},
    csdl::{
        annotations::term,
        catalog::{Catalog, Overload, Structured},
        lower::link,
        paths::{Kind, Path, Receiver, Restrictions, Segment},
    },
    diagnostics::Diagnostics,
    model::{Api, Method, Parameter, PathPart, odata::ResourceOperation},
};

/// Fills what builders have into the model.
pub(in crate::csdl) struct Surface<'a, 'out> {
    finisher: Finisher<'a, 'out>,
    selectors: &'a Selectors,
    /// Path and method to position, of the builder that is being filled.
    addresses: HashMap<(Method, String), usize>,
    /// Paths that lead to that builder.
    paths: Vec<String>,
}

/// One builder.
#[derive(Clone, Copy)]
pub(in crate::csdl) struct On<'a> {
    pub(in crate::csdl) builder: usize,
    pub(in crate::csdl) receiver: Receiver<'a>,
    pub(in crate::csdl) many: bool,
}

impl<'a, 'out> Surface<'a, 'out> {
    pub(in crate::csdl) fn new(
        catalog: &'a Catalog<'a>,
        selectors: &'a Selectors,
        api: &'out mut Api,
        diagnostics: &'out mut Diagnostics,
    ) -> Self {
        Self {
            finisher: Finisher { catalog, api, diagnostics },
            selectors,
            addresses: HashMap::new(),
            paths: Vec::new(),
        }
    }

    /// The text that a step adds to an address, and the values in it.
    pub(in crate::csdl) fn step(&mut self, segment: Segment<'a>) -> (Vec<PathPart>, Vec<Parameter>) {
        self.finisher.path_parameters(&Path { kind: Kind::Navigation, segments: vec![segment] })
    }

    /// Reading and changing, streams, and the actions and functions that are bound.
    ///
    /// Only what is wanted below one of the paths that lead to the builder.
    pub(in crate::csdl) fn fill(&mut self, on: On<'a>, bound: &[&'a Overload<'a>], paths: &[String]) {
        self.addresses.clear();
        self.paths = paths.to_vec();
        let catalog = self.finisher.catalog;
        // Other values are read and changed with the entity that they are part of.
        let structured = on.receiver.structured();
        let entity = structured.filter(|_| on.receiver.is_entity());
        for draft in entity.map(|entity| basics(catalog, entity, on.many)).unwrap_or_default() {
            let last = if draft.kind == ResourceOperation::Count { vec![Segment::Count] } else { Vec::new() };
            self.add(on, last, draft);
        }
        if let Some(structured) = structured.filter(|_| !on.many) {
            for (segment, drafts) in streams(catalog, structured) {
                for draft in drafts {
                    self.add(on, vec![segment.clone()], draft);
                }
            }
        }
        for overload in bound {
            let path = Path { kind: Kind::Operation, segments: vec![Segment::Operation(overload)] };
            if let Some(draft) = call::bound(catalog, &path) {
                self.add(on, path.segments, draft);
            }
        }
    }

    fn add(&mut self, on: On<'a>, segments: Vec<Segment<'a>>, mut draft: Draft<'a>) {
        let catalog = self.finisher.catalog;
        let template = super::Template::of(catalog, &segments);
        let start = on.receiver.name();
        let text = if on.many {
            format!("{{Collection({start})}}{}", template.text)
        } else {
            format!("{{{start}}}{}", template.text)
        };
        draft.tags = vec![start.to_owned()];
        if !self.wants(&draft, &text, &template.text) {
            return;
        }
        // Of two with the same address, the one bound to the nearer type came first.
        let next = self.addresses.len();
        if *self.addresses.entry((draft.method, text.clone())).or_insert(next) != next {
            return;
        }
        let binding = match segments.last() {
            Some(Segment::Operation(overload)) => binding_name(overload),
            _ => None,
        };
        let binding = binding.unwrap_or_else(|| on.receiver.simple_name().to_owned());
        let path = Path { kind: Kind::Operation, segments };
        let on = Some(OnBuilder { builder: on.builder, binding });
        self.finisher.finish(Drafted { text, path, draft, on });
    }

    /// Whether an operation is wanted by its own address, or below one of the paths that lead to its builder.
    fn wants(&self, draft: &Draft<'_>, own: &str, below: &str) -> bool {
        fn candidate<'c>(draft: &'c Draft<'_>, path: &'c str) -> Candidate<'c> {
            let (method, operation_id) = (draft.method.as_str(), Some(draft.operation_id.as_str()));
            Candidate { method, path, operation_id, tags: &draft.tags }
        }
        let is_wanted = |path: &&String| {
            let path = format!("{path}{below}");
            self.selectors.wants_operation(candidate(draft, &path))
        };
        // All are asked, so that each selector remembers its match.
        let by_path = self.paths.iter().filter(is_wanted).count() > 0;
        let refused = self.selectors.refuses_operation(candidate(draft, own));
        let by_itself = !self.selectors.include.is_empty() && self.selectors.wants_operation(candidate(draft, own));
        !refused && (by_path || by_itself)
    }

    /// The model, to be completed.
    pub(in crate::csdl) fn api(&mut self) -> &mut Api {
        self.finisher.api
    }
}

fn binding_name(overload: &Overload<'_>) -> Option<String> {
    let name = &overload.syntax.parameters.first()?.kind.name;
    Some(name.rsplit('.').next().unwrap_or(name).to_owned())
}

/// GET, POST and `$count` of a collection; GET, PATCH or PUT, and DELETE of an entity.
fn basics<'a>(catalog: &'a Catalog<'a>, entity: &'a Structured<'a>, many: bool) -> Vec<Draft<'a>> {
    let name = entity.syntax.name.as_str();
    let target = std::slice::from_ref(&entity.name);
    let restrictions = |term| Restrictions::of(catalog, term, target);
    let draft = |method, kind: ResourceOperation, relation: &str| {
        let id = format!("{}.{}", entity.name, kind.verb());
        Draft::new(method, kind, id, entity.name.clone()).at(entity.syntax.place).linked(link(
            catalog,
            &[&entity.name],
            relation,
        ))
    };
    let (read, described) = (restrictions(term::READ_RESTRICTIONS), description(catalog, &entity.name));
    let mut drafts = Vec::new();
    if many {
        if read.flag("Readable") != Some(false) {
            drafts.push(
                draft(Method::Get, ResourceOperation::List, "list")
                    .restricted(&read, format!("Lists entities of type {name}"), described)
                    .options(options::entities(catalog, target))
                    .answers(Answer::Page(entity, "Retrieved collection")),
            );
            let countable = restrictions(term::COUNT_RESTRICTIONS).flag("Countable") != Some(false);
            if countable {
                let mut count = draft(Method::Get, ResourceOperation::Count, "list");
                count.docs.summary = Some("Counts the entities of the collection".to_owned());
                drafts.push(count.options(options::counted(catalog, target)).answers(Answer::Count));
            }
        }
        let insert = restrictions(term::INSERT_RESTRICTIONS);
        if insert.flag("Insertable") != Some(false) {
            drafts.push(
                draft(Method::Post, ResourceOperation::Create, "create")
                    .restricted(&insert, format!("Creates an entity of type {name} in the collection"), None)
                    .sends(Sent::Value(entity))
                    .answers(Answer::Value(entity, "Created entity")),
            );
        }
        return drafts;
    }
    if super::entity::by_key_or(&read).flag("Readable") != Some(false) {
        drafts.push(
            draft(Method::Get, ResourceOperation::Get, "get")
                .restricted(&super::entity::by_key_or(&read), format!("Gets an entity of type {name}"), described)
                .options(options::one(catalog, target))
                .answers(Answer::Value(entity, "Retrieved entity")),
        );
    }
    let update = restrictions(term::UPDATE_RESTRICTIONS);
    if update.flag("Updatable") != Some(false) {
        drafts.extend(super::update_methods(&update).into_iter().map(|(method, kind, _)| {
            draft(method, kind, "update")
                .restricted(&update, format!("Changes an entity of type {name}"), None)
                .sends(Sent::Value(entity))
                .answers(Answer::Value(entity, "Success"))
                .answers(Answer::Nothing)
        }));
    }
    let delete = restrictions(term::DELETE_RESTRICTIONS);
    if delete.flag("Deletable") != Some(false) {
        drafts.push(
            draft(Method::Delete, ResourceOperation::Delete, "delete")
                .restricted(&delete, format!("Deletes an entity of type {name}"), None)
                .if_match()
                .answers(Answer::Nothing),
        );
    }
    drafts
}

/// `$value` of media entities, and stream properties (URL Conventions 4.14).
fn streams<'a>(catalog: &'a Catalog<'a>, entity: &'a Structured<'a>) -> Vec<(Segment<'a>, Vec<Draft<'a>>)> {
    let mut found = Vec::new();
    let mut has_content = false;
    for (owner, property) in catalog.properties(&entity.name) {
        if property.kind.name == "Edm.Stream" && !property.kind.collection {
            has_content |= property.name.eq_ignore_ascii_case("content");
            let segment = Segment::Stream { owner, property };
            let drafts = contents(catalog, entity, &segment.targets(), &property.name, property.place);
            found.push((segment, drafts));
        }
    }
    if catalog.line(&entity.name).iter().any(|entity| entity.syntax.has_stream) && !has_content {
        found.push((Segment::Value, contents(catalog, entity, &[], "content", entity.syntax.place)));
    }
    found
}

/// GET, PUT and DELETE of a stream.
fn contents<'a>(
    catalog: &'a Catalog<'a>,
    entity: &Structured<'_>,
    targets: &[String],
    name: &str,
    place: crate::diagnostics::Place,
) -> Vec<Draft<'a>> {
    let media_types = match targets {
        [] => stream::media_types_of_entity(catalog, entity),
        targets => stream::media_types(catalog, targets),
    };
    let described = targets.iter().find_map(|target| description(catalog, target));
    let allows = |term, flag| Restrictions::of(catalog, term, targets).flag(flag) != Some(false);
    let draft = |method, kind, term, what: &str| {
        let id = format!("{}.{what}.{name}", entity.name);
        let summary = format!("{what} the stream `{name}`");
        let restrictions = Restrictions::of(catalog, term, targets);
        Draft::new(method, kind, id, entity.name.clone()).at(place).restricted(&restrictions, summary, described)
    };
    let mut drafts = Vec::new();
    if allows(term::READ_RESTRICTIONS, "Readable") {
        let get = draft(Method::Get, ResourceOperation::GetContent, term::READ_RESTRICTIONS, "Gets");
        drafts.push(get.answers(Answer::Stream(media_types.clone())));
    }
    if allows(term::UPDATE_RESTRICTIONS, "Updatable") {
        let put = draft(Method::Put, ResourceOperation::SetContent, term::UPDATE_RESTRICTIONS, "Replaces");
        drafts.push(put.sends(Sent::Stream(media_types)).answers(Answer::Nothing));
    }
    if allows(term::DELETE_RESTRICTIONS, "Deletable") {
        let delete = draft(Method::Delete, ResourceOperation::DeleteContent, term::DELETE_RESTRICTIONS, "Deletes");
        drafts.push(delete.if_match().answers(Answer::Nothing));
    }
    drafts
}
