//! Navigation properties, and entities in them.

use super::{Answer, Draft, Sent, description, entity::by_key_or, names, options, update_methods};
use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Structured},
        lower::link,
        paths::{Path, Restrictions, Segment},
        syntax::NavigationProperty,
    },
    model::{
        Method,
        odata::{QueryOptions, ResourceOperation},
    },
};

/// What is known of the navigation property at the end of a path.
struct At<'p, 'a> {
    catalog: &'a Catalog<'a>,
    path: &'p Path<'a>,
    property: &'a NavigationProperty,
    entity: &'a Structured<'a>,
    /// The path, then the property, as targets.
    targets: Vec<String>,
    /// The name of what the path begins with.
    source: &'a str,
    /// Whether the path ends at the collection rather than at one entity.
    many: bool,
}

/// List and create, or get, update and delete. What is not contained can only be read, unless annotations say more.
pub(super) fn navigation<'a>(catalog: &'a Catalog<'a>, path: &Path<'a>) -> Vec<Draft<'a>> {
    let Some((owner, property, entity)) = path.navigation() else { return Vec::new() };
    let source = match path.segments.first() {
        Some(Segment::Source { source, .. }) => source.name.as_str(),
        _ => "",
    };
    let targets = vec![path.target(catalog), format!("{}/{}", owner.name, property.name)];
    let many = property.kind.collection && !path.ends_with_key();
    let at = At { catalog, path, property, entity, targets, source, many };
    let mut drafts: Vec<Draft<'a>> = at.read().into_iter().collect();
    if at.many {
        drafts.extend(at.create());
    } else {
        drafts.extend(at.update());
        drafts.extend(at.delete());
    }
    drafts
}

impl<'a> At<'_, 'a> {
    fn restrictions(&self, term: &str) -> Restrictions<'a> {
        Restrictions::of_navigation(self.catalog, term, self.path)
    }

    /// Texts may also come from the type.
    fn texts(&self, term: &str) -> Restrictions<'a> {
        self.restrictions(term).or(self.catalog, term, &self.entity.name)
    }

    /// Whether restrictions allow something: of the property, and of the type, which speaks of contained ones only.
    fn allows(&self, term: &str, flag: &str) -> bool {
        let of_type = Restrictions::of(self.catalog, term, &[&self.entity.name]).flag(flag);
        match self.restrictions(term).flag(flag) {
            Some(allowed) => allowed && (!self.property.contains_target || of_type != Some(false)),
            None => self.property.contains_target && of_type != Some(false),
        }
    }

    fn draft(&self, method: Method, kind: ResourceOperation, verb: &str) -> Draft<'a> {
        let tag = names::tag(self.path);
        Draft::new(method, kind, names::at_navigation(self.path, verb), tag).at(self.property.place)
    }

    fn options(&self, options: QueryOptions) -> QueryOptions {
        options::restricted(options, self.catalog, self.path)
    }

    fn link(&self, relation: &str) -> Option<crate::model::Link> {
        let targets: Vec<&str> = self.targets.iter().map(String::as_str).collect();
        link(self.catalog, &targets, relation)
    }

    fn read(&self) -> Option<Draft<'a>> {
        let term = term::READ_RESTRICTIONS;
        let of_type = Restrictions::of(self.catalog, term, &[&self.entity.name]).flag("Readable");
        let of_property = self.restrictions(term);
        let by_key = self.path.ends_with_key();
        let readable = if by_key { by_key_or(&of_property) } else { of_property }.flag("Readable");
        if readable == Some(false) || of_type == Some(false) {
            return None;
        }
        let summary = format!("Get {} from {}", self.property.name, self.source);
        let texts = self.texts(term);
        let described = self.targets.iter().find_map(|target| description(self.catalog, target));
        if self.many {
            let draft = self.draft(Method::Get, ResourceOperation::List, "List");
            return Some(
                draft
                    .restricted(&texts, summary, described)
                    .linked(self.link("list"))
                    .options(self.options(options::entities(self.catalog, &self.targets)))
                    .answers(Answer::Page(self.entity, "Retrieved collection")),
            );
        }
        let mut draft = self.draft(Method::Get, ResourceOperation::Get, "Get");
        if by_key {
            draft = draft.restricted(&by_key_or(&texts), summary.clone(), described);
            // The texts of a list are not those of one of its entities.
            let own = texts.by_key();
            draft.docs.summary = own.text("Description").map(str::to_owned).or(Some(summary));
            draft.docs.description = own.text("LongDescription").or(described).map(str::to_owned);
        } else {
            draft = draft.restricted(&texts, summary, described);
        }
        Some(
            draft
                .linked(self.link("get"))
                .options(self.options(options::one(self.catalog, &self.targets)))
                .answers(Answer::Value(self.entity, "Retrieved navigation property")),
        )
    }

    fn create(&self) -> Option<Draft<'a>> {
        let term = term::INSERT_RESTRICTIONS;
        let summary = format!("Create new navigation property to {} for {}", self.property.name, self.source);
        self.allows(term, "Insertable").then(|| {
            self.draft(Method::Post, ResourceOperation::Create, "Create")
                .restricted(&self.texts(term), summary, None)
                .linked(self.link("create"))
                .sends(Sent::Value(self.entity))
                .answers(Answer::Value(self.entity, "Created navigation property."))
        })
    }

    fn update(&self) -> Vec<Draft<'a>> {
        let term = term::UPDATE_RESTRICTIONS;
        if !self.allows(term, "Updatable") {
            return Vec::new();
        }
        let texts = self.texts(term);
        let summary = format!("Update the navigation property {} in {}", self.property.name, self.source);
        let methods = update_methods(&texts).into_iter();
        methods
            .map(|(method, kind, verb)| {
                self.draft(method, kind, verb)
                    .restricted(&texts, summary.clone(), None)
                    .linked(self.link("update"))
                    .sends(Sent::Value(self.entity))
                    .answers(Answer::Value(self.entity, "Success"))
                    .answers(Answer::Nothing)
            })
            .collect()
    }

    fn delete(&self) -> Option<Draft<'a>> {
        let term = term::DELETE_RESTRICTIONS;
        let summary = format!("Delete navigation property {} for {}", self.property.name, self.source);
        self.allows(term, "Deletable").then(|| {
            self.draft(Method::Delete, ResourceOperation::Delete, "Delete")
                .restricted(&self.texts(term), summary, None)
                .linked(self.link("delete"))
                .if_match()
                .answers(Answer::Nothing)
        })
    }
}
