//! What every part of the walk shares: the document, the model under construction and the two lists of findings.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    rc::Rc,
};

use super::{odata, schema::Registry, spot::Spot};
use crate::{
    config::{Beside, Choices, selector::Selectors},
    diagnostics::{Code, Diagnostic, Diagnostics, Place},
    model::{Api, Header, LedgerSeverity, Response, TypeId},
    openapi::{
        cursor::At,
        reference::{self, Target},
        upgrade::Upgraded,
        version::Version,
    },
    source::Sources,
};

/// A description in the shape of OpenAPI 3, whatever it was written in.
#[derive(Clone, Copy, Debug)]
pub(in crate::openapi) struct Document<'a> {
    pub(super) root: At<'a>,
    pub(super) version: Version,
    pub(super) paths: Option<At<'a>>,
    pub(super) servers: Option<At<'a>>,
    pub(super) schemas: Option<At<'a>>,
    pub(super) security_schemes: Option<At<'a>>,
    pub(super) components: Option<At<'a>>,
}

impl<'a> Document<'a> {
    pub(in crate::openapi) fn new(
        sources: &'a Sources,
        root: At<'a>,
        version: Version,
        upgraded: Option<&'a Upgraded>,
    ) -> Self {
        // A description in several files may have whole sections in others, which the specification has no words for.
        let section = |at: At<'a>, name: &str| at.get(name).map(|at| reference::end(sources, at));
        let components = section(root, "components");
        match upgraded {
            Some(upgraded) => Self {
                root,
                version,
                paths: upgraded.paths.as_ref().map(|node| At::new(root.file, node)),
                servers: Some(At::new(root.file, &upgraded.servers)),
                schemas: section(root, "definitions"),
                security_schemes: Some(At::new(root.file, &upgraded.security_schemes)),
                components: None,
            },
            None => Self {
                root,
                version,
                paths: section(root, "paths"),
                servers: root.get("servers"),
                schemas: components.and_then(|components| section(components, "schemas")),
                security_schemes: components.and_then(|components| section(components, "securitySchemes")),
                components,
            },
        }
    }
}

/// A schema that has a type already and is still to be read.
#[derive(Debug)]
pub(super) struct Waiting<'a> {
    pub(super) id: TypeId,
    pub(super) at: At<'a>,
    pub(super) spot: Spot,
    pub(super) component: bool,
}

/// The state of the walk.
pub(super) struct Lower<'a, 'd> {
    pub(super) sources: &'a Sources,
    pub(super) selectors: &'a Selectors,
    /// Which types the user wants for numbers and formats.
    pub(super) choices: &'a Choices,
    /// What is read beside types and operations.
    pub(super) beside: Beside,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) document: Document<'a>,
    pub(super) api: Api,
    pub(super) registry: Registry<'a>,
    pub(super) waiting: VecDeque<Waiting<'a>>,
    /// What is known of the service when it speaks OData.
    pub(super) odata: Option<odata::Facts>,
    /// Components that are not schemas, by their node: the types in them are called after them.
    pub(super) component_spots: HashMap<usize, Spot>,
    /// What schemas that are references lead to, and whether `null` is a value of a schema; asked again and again.
    pub(super) targets: HashMap<usize, Option<Rc<Target<'a>>>>,
    pub(super) nullable: HashMap<usize, bool>,
    /// Responses and headers of the components, which many operations refer to, by their node; without the status or the
    /// name that each use has for itself.
    pub(super) shared_responses: HashMap<usize, Response>,
    pub(super) shared_headers: HashMap<usize, Header>,
    /// Schemas of parameters and bodies whose rules are wanted, by the places of what has them.
    pub(super) arguments: Vec<(Place, At<'a>)>,
    /// Examples that were noted, by their node.
    pub(super) exampled: HashSet<usize>,
    /// What references lead to.
    pub(super) reached: HashSet<usize>,
    /// What is said so often, and of so little use to a client, that the ledger has its number: with its first place.
    pub(super) counted: BTreeMap<&'static str, (usize, Place)>,
    reported: HashSet<(Code, Option<Place>)>,
    listed: HashSet<(Option<Place>, String)>,
    /// How many schemas were looked at far from the types whose members they have.
    pub(super) collected_beyond: usize,
    /// Types of members that several parts of an `allOf` describe, by these parts.
    pub(super) united: HashMap<Vec<usize>, TypeId>,
    /// How many of them are being read, each inside the one before.
    pub(super) uniting: usize,
    /// How many were read far inside others.
    pub(super) united_deep: usize,
}

impl<'a, 'd> Lower<'a, 'd> {
    pub(super) fn new(
        sources: &'a Sources,
        selectors: &'a Selectors,
        choices: &'a Choices,
        beside: Beside,
        diagnostics: &'d mut Diagnostics,
        document: Document<'a>,
    ) -> Self {
        Self {
            sources,
            selectors,
            choices,
            beside,
            diagnostics,
            registry: Registry::new(document, sources),
            document,
            api: Api::default(),
            waiting: VecDeque::new(),
            odata: odata::detect(document, sources),
            component_spots: HashMap::new(),
            targets: HashMap::new(),
            nullable: HashMap::new(),
            shared_responses: HashMap::new(),
            shared_headers: HashMap::new(),
            arguments: Vec::new(),
            exampled: HashSet::new(),
            reached: HashSet::new(),
            counted: BTreeMap::new(),
            reported: HashSet::new(),
            listed: HashSet::new(),
            collected_beyond: 0,
            united: HashMap::new(),
            uniting: 0,
            united_deep: 0,
        }
    }

    pub(super) const fn is_odata(&self) -> bool {
        self.odata.is_some()
    }

    /// Whether `$ref` may have siblings that mean something (JSON Schema 2020-12).
    pub(super) fn honours_siblings(&self) -> bool {
        self.document.version >= Version::V31
    }

    /// Pushes a diagnostic, unless the same was said of the same place before.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported.insert((diagnostic.code, diagnostic.place)) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Adds to the ledger, unless the same was said of the same place before.
    pub(super) fn list(
        &mut self,
        code: Code,
        severity: LedgerSeverity,
        construct: impl Into<String>,
        emitted: impl Into<String>,
        place: Place,
    ) {
        let construct = construct.into();
        if self.listed.insert((Some(place), construct.clone())) {
            self.api.ledger.add(code, severity, construct, emitted, Some(place));
        }
    }

    pub(super) fn lost(&mut self, construct: impl Into<String>, at: At<'_>) {
        self.list(Code::NotRepresented, LedgerSeverity::Lost, construct, "nothing", at.place());
    }

    pub(super) fn approximated(&mut self, construct: impl Into<String>, emitted: impl Into<String>, at: At<'_>) {
        self.list(Code::Approximated, LedgerSeverity::Approximated, construct, emitted, at.place());
    }

    pub(super) fn repaired(&mut self, construct: impl Into<String>, emitted: impl Into<String>, at: At<'_>) {
        self.list(Code::Repaired, LedgerSeverity::Repaired, construct, emitted, at.place());
    }

    pub(super) fn remark(&mut self, construct: impl Into<String>, at: At<'_>) {
        self.list(Code::NotRepresented, LedgerSeverity::Info, construct, "nothing", at.place());
    }

    /// Counts what the ledger names once, each place of it once however often it is come to.
    pub(super) fn count(&mut self, construct: &'static str, at: At<'_>) {
        if self.listed.insert((Some(at.place()), format!("one {construct}"))) {
            self.counted.entry(construct).or_insert((0, at.place())).0 += 1;
        }
    }

    /// An object, or what its `$ref` leads to; a reference that leads nowhere is reported.
    pub(super) fn resolve(&mut self, at: At<'a>) -> Option<At<'a>> {
        if at.reference().is_none() {
            return Some(at);
        }
        let target = self.follow(at, |_| false)?;
        if let [components, section, name] = target.tokens.as_slice()
            && (components == "components" && target.file.is_none())
        {
            let spot = super::spot::of_component(section, name);
            self.component_spots.entry(target.at.id()).or_insert(spot);
        }
        Some(target.at)
    }

    /// The same, with the way to it.
    pub(super) fn follow(&mut self, at: At<'a>, stops: impl Fn(At<'a>) -> bool) -> Option<Target<'a>> {
        match reference::follow(self.sources, at, stops) {
            Ok(target) => {
                self.reached.insert(target.at.id());
                Some(target)
            }
            Err(diagnostic) => {
                self.report(*diagnostic);
                None
            }
        }
    }
}
