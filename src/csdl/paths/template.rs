//! Paths as text.

use std::collections::HashSet;

use super::{KeyPart, Segment};
use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Overload, Structured},
        syntax::{OperationKind, Parameter, TypeReference},
    },
    diagnostics::{FileId, Place},
};

/// A path as text and what can be put into it.
#[derive(Debug, Default)]
pub(in crate::csdl) struct Template<'a> {
    /// The whole, `/users/{user-id}`.
    pub(in crate::csdl) text: String,
    pub(in crate::csdl) pieces: Vec<Piece<'a>>,
    /// Parameters of functions that may be left out, with the number of closing parentheses as far as that of the function.
    pub(in crate::csdl) queries: Vec<(PathParameter<'a>, usize)>,
    names: HashSet<String>,
}

/// A part of a path.
#[derive(Debug)]
pub(in crate::csdl) enum Piece<'a> {
    Text(String),
    Parameter(PathParameter<'a>),
}

/// A parameter of a path.
#[derive(Debug)]
pub(in crate::csdl) struct PathParameter<'a> {
    pub(in crate::csdl) name: String,
    /// What the function calls it that takes it, or the key.
    pub(in crate::csdl) own_name: String,
    pub(in crate::csdl) description: Option<String>,
    pub(in crate::csdl) file: FileId,
    pub(in crate::csdl) kind: &'a TypeReference,
    /// Whether its literals stand in quotes.
    pub(in crate::csdl) quoted: bool,
    /// What stands before the quotes: the name of an enumeration type.
    pub(in crate::csdl) prefix: Option<String>,
    /// Whether a function takes it, rather than that it is of a key.
    pub(in crate::csdl) argument: bool,
    /// Whether it may be left out.
    pub(in crate::csdl) optional: bool,
    /// What the service takes it to be then, as an attribute has it.
    pub(in crate::csdl) default: Option<String>,
    pub(in crate::csdl) place: Place,
}

impl<'a> Template<'a> {
    /// The template of a path.
    pub(in crate::csdl) fn of(catalog: &Catalog<'_>, segments: &[Segment<'a>]) -> Self {
        let mut template = Self::default();
        for segment in segments {
            template.push(catalog, segment);
        }
        template
    }

    fn push(&mut self, catalog: &Catalog<'_>, segment: &Segment<'a>) {
        match segment {
            Segment::Key { entity, parts, alternate } => self.key(catalog, entity, parts, *alternate),
            Segment::Cast(structured) => self.write(&format!("/{}", cast_name(catalog, structured))),
            Segment::Operation(overload) => self.call(catalog, &operation_name(catalog, overload), overload),
            Segment::Import { import, overload, .. } => self.call(catalog, &import.name, overload),
            _ => self.write(&format!("/{}", segment.identifier())),
        }
    }

    /// A key as a segment of its own, which only one value can be, or in parentheses (URL Conventions 4.3).
    fn key(&mut self, catalog: &Catalog<'_>, entity: &Structured<'_>, parts: &[KeyPart<'a>], alternate: bool) {
        let about = if alternate { "Alternate key of" } else { "The unique identifier of" };
        let description = format!("{about} {}", entity.syntax.name);
        if let ([part], false) = (parts, alternate) {
            let in_parentheses = !catalog.conventions.key_as_segment;
            let quoted = in_parentheses && is_quoted(catalog, part.file, part.kind);
            match (in_parentheses, quoted) {
                (true, true) => self.open("(", prefix(catalog, part.file, part.kind).as_deref()),
                (true, false) => self.write("("),
                (false, _) => self.write("/"),
            }
            self.key_parameter(format!("{}-{}", entity.syntax.name, part.name), part, &description, quoted);
            self.write(match (in_parentheses, quoted) {
                (true, true) => "')",
                (true, false) => ")",
                (false, _) => "",
            });
            return;
        }
        for (position, part) in parts.iter().enumerate() {
            let quoted = is_quoted(catalog, part.file, part.kind);
            let quote = if quoted { "'" } else { "" };
            let before = format!("{}{}=", if position == 0 { "(" } else { "," }, part.name);
            match quoted {
                true => self.open(&before, prefix(catalog, part.file, part.kind).as_deref()),
                false => self.write(&before),
            }
            self.key_parameter(part.name.clone(), part, &description, quoted);
            self.write(quote);
        }
        self.write(")");
    }

    fn key_parameter(&mut self, name: String, part: &KeyPart<'a>, description: &str, quoted: bool) {
        let own_name = part.name.clone();
        let name = self.unique(name);
        self.write_parameter(PathParameter {
            name,
            own_name,
            description: Some(description.to_owned()),
            file: part.file,
            kind: part.kind,
            quoted,
            prefix: None,
            argument: false,
            optional: false,
            default: None,
            place: part.kind.place,
        });
    }

    /// An action by its name; a function with its parameters (URL Conventions 4.5). Those that may be left out are
    /// in the text, as converters write it, but no piece of the path: they come with the call, if at all.
    fn call(&mut self, catalog: &Catalog<'_>, name: &str, overload: &Overload<'a>) {
        self.write(&format!("/{name}"));
        if overload.syntax.kind == OperationKind::Action {
            return;
        }
        let parameters = overload.syntax.parameters.iter().skip(usize::from(overload.syntax.bound));
        self.write("(");
        let mut optional = Vec::new();
        let mut required = 0;
        for (position, parameter) in parameters.enumerate() {
            if position > 0 {
                self.text.push(',');
            }
            let argument = self.argument(catalog, overload, parameter);
            let quote = if argument.quoted { "'" } else { "" };
            if argument.optional {
                self.text.push_str(&format!("{}={quote}@{}{quote}", parameter.name, argument.name));
                optional.push(argument);
                continue;
            }
            let comma = if required > 0 { "," } else { "" };
            required += 1;
            let prefix = argument.prefix.as_deref().filter(|_| argument.quoted).unwrap_or_default();
            self.text.push_str(&format!("{}={quote}", parameter.name));
            self.write_piece(&format!("{comma}{}={prefix}{quote}", parameter.name));
            self.write_parameter(argument);
            self.write(quote);
        }
        self.write(")");
        let closed = self.closed();
        self.queries.extend(optional.into_iter().map(|argument| (argument, closed)));
    }

    /// How many closing parentheses there are; values have none, being encoded.
    pub(in crate::csdl) fn closed(&self) -> usize {
        let closed = |piece: &Piece<'_>| match piece {
            Piece::Text(text) => text.matches(')').count(),
            Piece::Parameter(_) => 0,
        };
        self.pieces.iter().map(closed).sum()
    }

    fn argument(
        &mut self,
        catalog: &Catalog<'_>,
        overload: &Overload<'a>,
        parameter: &'a Parameter,
    ) -> PathParameter<'a> {
        let name = self.unique(parameter.name.clone());
        let quoted = is_quoted(catalog, overload.file, &parameter.kind);
        let quote = if quoted { "'" } else { "" };
        let targets: Vec<_> = overload.targets.iter().map(|target| format!("{target}/{}", parameter.name)).collect();
        let said = catalog.annotations.first(&targets, term::OPTIONAL_PARAMETER);
        let optional = said.is_some();
        let default = said.and_then(|said| said.as_record()?.text("DefaultValue")).map(str::to_owned);
        let usage = if optional { format!("@{name}") } else { format!("{{{name}}}") };
        let described = targets.iter().find_map(|target| catalog.annotations.text(target, term::DESCRIPTION));
        let usage = || format!("Usage: {}={quote}{usage}{quote}", parameter.name);
        PathParameter {
            name,
            own_name: parameter.name.clone(),
            description: Some(described.map_or_else(usage, str::to_owned)),
            file: overload.file,
            kind: &parameter.kind,
            quoted,
            prefix: prefix(catalog, overload.file, &parameter.kind),
            argument: true,
            optional,
            default,
            place: parameter.place,
        }
    }

    fn write(&mut self, text: &str) {
        self.text.push_str(text);
        self.write_piece(text);
    }

    /// Begins a quoted literal. The prefix goes over the wire, and is not in the text: converters do not write it.
    fn open(&mut self, before: &str, prefix: Option<&str>) {
        self.text.push_str(&format!("{before}'"));
        self.write_piece(&format!("{before}{}'", prefix.unwrap_or_default()));
    }

    fn write_piece(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn write_parameter(&mut self, parameter: PathParameter<'a>) {
        self.text.push_str(&format!("{{{}}}", parameter.name));
        self.pieces.push(Piece::Parameter(parameter));
    }

    /// A name that no other parameter of the path has: the second `user-id` is `user-id1`.
    fn unique(&mut self, name: String) -> String {
        let mut unique = name.clone();
        let mut number = 0;
        while !self.names.insert(unique.clone()) {
            number += 1;
            unique = format!("{name}{number}");
        }
        unique
    }
}

/// The segment of a single action or function, as hashes of identifiers take it.
pub(in crate::csdl) fn segment_text(catalog: &Catalog<'_>, segment: &Segment<'_>) -> String {
    let template = Template::of(catalog, std::slice::from_ref(segment));
    template.text.strip_prefix('/').unwrap_or(&template.text).to_owned()
}

/// The name of a bound action or function in a path: without its namespace where that goes without saying.
fn operation_name(catalog: &Catalog<'_>, overload: &Overload<'_>) -> String {
    let name = if catalog.conventions.is_default(overload.namespace) { &overload.syntax.name } else { &overload.name };
    name.clone()
}

/// The name of a derived type in a path: with the alias of its namespace, if there is one.
fn cast_name(catalog: &Catalog<'_>, structured: &Structured<'_>) -> String {
    let namespace = structured.name.rsplit_once('.').map_or("", |(namespace, _)| namespace);
    match catalog.aliases.get(namespace) {
        Some(alias) => format!("{alias}.{}", structured.syntax.name),
        None => structured.name.clone(),
    }
}

/// What stands before the quotes of literals: the name of an enumeration type in version 4.0 (it may in 4.01).
fn prefix(catalog: &Catalog<'_>, file: FileId, kind: &TypeReference) -> Option<String> {
    let name = catalog.names.resolve(file, &kind.name);
    let is_bare = kind.collection || catalog.conventions.bare_members;
    (!is_bare && catalog.enumerations.contains_key(&name)).then_some(name)
}

/// Whether literals of a type stand in quotes (URL Conventions 5.1.1.14.1): strings and enumeration members.
fn is_quoted(catalog: &Catalog<'_>, file: FileId, kind: &TypeReference) -> bool {
    if kind.collection {
        return false;
    }
    let name = catalog.names.resolve(file, &kind.name);
    match catalog.definitions.get(&name) {
        Some((definition, _)) => definition.underlying.name == "Edm.String",
        None => name == "Edm.String" || catalog.enumerations.contains_key(&name),
    }
}
