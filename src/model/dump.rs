//! The model as text, for `dump-model` and for the tests: what both front ends must agree on, without places.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    Access, Accessor, Additional, Api, Content, Deprecation, Docs, Encoding, Enumeration, Form, Framing, Item,
    Operation, Outcome, Parameter, ParameterEncoding, PathPart, Payload, Property, Protocol, RequestBuilders, Rights,
    RuntimeType, SecurityRequirement, Server, Structure, Tag, Type, TypeId, TypeKind, Types, Union, WireForm,
    rules::{Rule, Rules},
};

/// Prints an api.
pub fn dump(api: &Api) -> String {
    Dump(api).to_string()
}

struct Dump<'a>(&'a Api);

impl Display for Dump<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let service = &self.0.service;
        let protocol = match service.protocol {
            Protocol::Plain => "plain",
            Protocol::OData => "odata",
        };
        writeln!(out, "service {:?} version {:?} protocol {protocol}", service.title, service.version)?;
        docs(out, 1, &service.docs)?;
        if let Some(namespace) = &service.namespace {
            writeln!(out, "  namespace {namespace}")?;
        }
        service.servers.iter().try_for_each(|server| self::server(out, server))?;
        for (name, scheme) in &self.0.security_schemes {
            writeln!(out, "  security {name:?} {:?}", scheme.kind)?;
            if let Some(text) = &scheme.description {
                line(out, 2, "// ", text)?;
            }
        }
        security(out, self.0.security.as_deref())?;
        for (name, Tag { docs, parent, kind }) in &self.0.tags {
            let fact = |word: &str, fact: &Option<String>| {
                fact.as_ref().map(|fact| format!(" {word} {fact:?}")).unwrap_or_default()
            };
            writeln!(out, "  tag {name:?}{}{}", fact("part of", parent), fact("kind", kind))?;
            self::docs(out, 2, docs)?;
        }
        for (id, definition) in self.0.types.iter() {
            writeln!(out)?;
            type_definition(out, &self.0.types, id, &definition.key)?;
        }
        for operation in &self.0.operations {
            writeln!(out)?;
            self::operation(out, &self.0.types, operation)?;
        }
        for incoming in &self.0.incoming {
            let (kind, method) = (incoming.kind.as_str(), incoming.method.as_str());
            writeln!(out, "\n{kind} {:?} {method}", incoming.name)?;
            docs(out, 1, &incoming.docs)?;
            if let Some(body) = &incoming.body {
                writeln!(out, "  body {}", ShownItem(&self.0.types, body))?;
            }
            for (status, answer) in &incoming.answers {
                writeln!(out, "  answer {status:?} {}", ShownItem(&self.0.types, answer))?;
            }
        }
        for example in &self.0.examples {
            writeln!(out, "\nexample of {}", ShownItem(&self.0.types, &example.item))?;
            line(out, 1, "", &example.value)?;
        }
        rules(out, &self.0.rules)?;
        if let Some(surface) = &self.0.request_builders {
            request_builders(out, surface)?;
        }
        if !self.0.ledger.entries.is_empty() {
            writeln!(out)?;
        }
        for entry in &self.0.ledger.entries {
            let severity = entry.severity.as_str();
            writeln!(out, "listed {} {severity}: {} => {}", entry.code.as_str(), entry.construct, entry.emitted)?;
        }
        for skipped in &self.0.ledger.skipped {
            writeln!(out, "skipped {} {}: {}", skipped.method, skipped.path, skipped.code.as_str())?;
        }
        Ok(())
    }
}

/// The rules for values, as far as they say something.
fn rules(out: &mut Formatter<'_>, rules: &Rules) -> fmt::Result {
    for (position, rule) in rules.list.iter().enumerate() {
        let mut keys: Vec<&str> =
            rules.of.iter().filter(|(_, own)| **own == position).map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        writeln!(out, "\nrule {position} {}", keys.join(", "))?;
        let Rule { kinds, values, required, limits, members, patterns, .. } = rule;
        let Rule { further, first, elements, all, any, clauses, whole, .. } = rule;
        let facts = [
            (!kinds.is_empty(), "kinds", format!("{kinds:?}")),
            (!values.is_empty(), "values", format!("{values:?}")),
            (!required.is_empty(), "required", format!("{required:?}")),
            (!limits.is_empty(), "limits", format!("{limits:?}")),
            (!members.is_empty(), "members", format!("{members:?}")),
            (!patterns.is_empty(), "patterns", format!("{patterns:?}")),
            (further.is_some(), "further", format!("{further:?}")),
            (!first.is_empty(), "first", format!("{first:?}")),
            (elements.is_some(), "elements", format!("{elements:?}")),
            (!all.is_empty(), "all", format!("{all:?}")),
            (!any.is_empty(), "any", format!("{any:?}")),
            (!clauses.is_empty(), "clauses", format!("{clauses:?}")),
            (*whole, "whole", String::new()),
        ];
        for (_, name, fact) in facts.into_iter().filter(|(is_said, ..)| *is_said) {
            line(out, 1, name, &format!(" {fact}"))?;
        }
    }
    Ok(())
}

/// Request builders with their steps; their operations stand among the others.
fn request_builders(out: &mut Formatter<'_>, surface: &RequestBuilders) -> fmt::Result {
    let name = |position: usize| {
        surface.builders.get(position).map_or_else(String::new, |builder| {
            let key = &builder.key;
            if builder.many { format!("Collection({key})") } else { key.clone() }
        })
    };
    let step = |out: &mut Formatter<'_>, accessor: &Accessor| {
        let rights = match accessor.rights {
            Rights::Inherited => "same rights".to_owned(),
            Rights::Own(set) => set.names().join(" "),
        };
        let text: String = accessor
            .parts
            .iter()
            .map(|part| match part {
                PathPart::Text(text) => text.clone(),
                PathPart::Parameter(position) => {
                    let parameter = accessor.parameters.get(*position);
                    parameter.map_or_else(String::new, |parameter| format!("{{{}}}", parameter.name))
                }
            })
            .collect();
        line(out, 1, "step ", &format!("{text} -> {} ({rights})", name(accessor.target)))?;
        docs(out, 2, &accessor.docs)?;
        deprecated(out, 2, accessor.deprecated.as_ref())
    };
    writeln!(out, "\nroot")?;
    surface.entries.iter().try_for_each(|entry| step(out, entry))?;
    for (position, builder) in surface.builders.iter().enumerate() {
        let facts = [(!builder.casts.is_empty(), " casts"), (builder.links, " links")];
        let facts: String = facts.into_iter().filter_map(|(holds, word)| holds.then_some(word)).collect();
        writeln!(out, "\nbuilder {}{facts}", name(position))?;
        builder.accessors.iter().try_for_each(|accessor| step(out, accessor))?;
    }
    Ok(())
}

fn indent(out: &mut Formatter<'_>, depth: usize) -> fmt::Result {
    for _ in 0..depth {
        out.write_str("  ")?;
    }
    Ok(())
}

/// A text of the description with its line breaks and control characters shown.
fn line(out: &mut Formatter<'_>, depth: usize, start: &str, text: &str) -> fmt::Result {
    indent(out, depth)?;
    out.write_str(start)?;
    for character in text.chars() {
        if character.is_control() {
            Display::fmt(&character.escape_default(), out)?;
        } else {
            out.write_char(character)?;
        }
    }
    out.write_char('\n')
}

fn docs(out: &mut Formatter<'_>, depth: usize, docs: &Docs) -> fmt::Result {
    if let Some(summary) = &docs.summary {
        line(out, depth, "/ ", summary)?;
    }
    if let Some(description) = &docs.description {
        line(out, depth, "// ", description)?;
    }
    if let Some(link) = &docs.link {
        line(out, depth, "see ", &format!("{} {}", link.text.as_deref().unwrap_or("-"), link.url))?;
    }
    docs.facts.iter().try_for_each(|fact| line(out, depth, "where ", fact))
}

fn deprecated(out: &mut Formatter<'_>, depth: usize, deprecation: Option<&Deprecation>) -> fmt::Result {
    let Some(Deprecation { since, removal, note }) = deprecation else { return Ok(()) };
    let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    line(out, depth, "deprecated ", &format!("since {} until {}: {}", part(since), part(removal), part(note)))
}

fn type_definition(out: &mut Formatter<'_>, types: &Types, id: TypeId, key: &str) -> fmt::Result {
    let definition = &types[id];
    match &definition.kind {
        TypeKind::Structure(structure) => {
            write!(out, "struct {key}")?;
            if let Some(base) = structure.base {
                write!(out, " : {}", types[base].key)?;
            }
            writeln!(out)?;
            docs(out, 1, &definition.docs)?;
            deprecated(out, 1, definition.deprecated.as_ref())?;
            self::structure(out, types, structure)
        }
        TypeKind::Enumeration(enumeration) => {
            writeln!(out, "enum {key}")?;
            docs(out, 1, &definition.docs)?;
            deprecated(out, 1, definition.deprecated.as_ref())?;
            self::enumeration(out, enumeration)
        }
        TypeKind::Union(union) => {
            writeln!(out, "union {key}")?;
            docs(out, 1, &definition.docs)?;
            self::union(out, types, union)
        }
        TypeKind::Alias(item) => {
            writeln!(out, "alias {key} = {}", ShownItem(types, item))?;
            docs(out, 1, &definition.docs)
        }
    }
}

fn structure(out: &mut Formatter<'_>, types: &Types, structure: &Structure) -> fmt::Result {
    if let Some(name) = &structure.wire_name {
        writeln!(out, "  named {name:?}")?;
    }
    if let Some(discriminator) = &structure.discriminator {
        writeln!(out, "  discriminator {:?}", discriminator.property)?;
        for (value, id) in &discriminator.mapping {
            writeln!(out, "    {value:?} => {}", types[*id].key)?;
        }
    }
    match &structure.additional {
        Additional::Unsaid => {}
        Additional::Refused => writeln!(out, "  no others")?,
        Additional::Any => writeln!(out, "  open")?,
        Additional::Of(item) => writeln!(out, "  others: {}", ShownItem(types, item))?,
    }
    structure.properties.iter().try_for_each(|property| self::property(out, types, property))
}

fn property(out: &mut Formatter<'_>, types: &Types, property: &Property) -> fmt::Result {
    write!(out, "  {:?}: {}", property.name, ShownItem(types, &property.item))?;
    let access = match property.access {
        Access::ReadWrite => "",
        Access::ReadOnly => " read-only",
        Access::WriteOnly => " write-only",
        Access::Immutable => " immutable",
    };
    out.write_str(access)?;
    if property.required {
        out.write_str(if property.one_way { " required on one way" } else { " required" })?;
    }
    if property.secret {
        out.write_str(" secret")?;
    }
    if property.navigation.is_some() {
        out.write_str(" navigation")?;
    }
    if let Some(default) = &property.default {
        write!(out, " = {default}")?;
    }
    writeln!(out)?;
    docs(out, 2, &property.docs)?;
    deprecated(out, 2, property.deprecated.as_ref())?;
    property.constraints.iter().try_for_each(|constraint| line(out, 2, "where ", constraint))
}

fn enumeration(out: &mut Formatter<'_>, enumeration: &Enumeration) -> fmt::Result {
    if enumeration.flags {
        writeln!(out, "  flags")?;
    }
    match enumeration.wire {
        WireForm::Text => {}
        WireForm::Number => writeln!(out, "  numbers on the wire")?,
        WireForm::Mixed => writeln!(out, "  scalars of several kinds on the wire")?,
    }
    for member in &enumeration.members {
        match member.bare {
            true => write!(out, "  {}", member.wire)?,
            false => write!(out, "  {:?}", member.wire)?,
        }
        if let Some(number) = member.number {
            write!(out, " = {number}")?;
        }
        if let Some(label) = &member.label {
            write!(out, " label {label:?}")?;
        }
        writeln!(out)?;
        docs(out, 2, &member.docs)?;
        deprecated(out, 2, member.deprecated.as_ref())?;
    }
    Ok(())
}

fn union(out: &mut Formatter<'_>, types: &Types, union: &Union) -> fmt::Result {
    if let Some(discriminator) = &union.discriminator {
        writeln!(out, "  by {:?}", discriminator.property)?;
        for (value, id) in &discriminator.mapping {
            writeln!(out, "    {value:?} => {}", types[*id].key)?;
        }
        if let Some(id) = discriminator.default {
            writeln!(out, "    else => {}", types[id].key)?;
        }
    }
    for variant in &union.variants {
        writeln!(out, "  {:?}: {}", variant.label, ShownItem(types, &Item::of(variant.value.clone())))?;
        docs(out, 2, &variant.docs)?;
    }
    if union.keeps_others {
        writeln!(out, "  others")?;
    }
    Ok(())
}

fn operation(out: &mut Formatter<'_>, types: &Types, operation: &Operation) -> fmt::Result {
    writeln!(out, "{} {}", operation.method.as_str(), operation.path)?;
    docs(out, 1, &operation.docs)?;
    deprecated(out, 1, operation.deprecated.as_ref())?;
    writeln!(out, "  id {:?} tags {:?}", operation.operation_id.as_deref().unwrap_or("-"), operation.tags)?;
    if let Some(resource) = &operation.resource {
        let name = resource.operation.as_deref().unwrap_or("-");
        write!(out, "  resource {:?} {name} of {}", resource.kind, resource.chain.join("/"))?;
        writeln!(out, " options {}", resource.options.names().join(" "))?;
    }
    let parts: Vec<String> = operation
        .parts
        .iter()
        .map(|part| match part {
            PathPart::Text(text) => format!("{text:?}"),
            PathPart::Parameter(position) => format!("#{position}"),
        })
        .collect();
    writeln!(out, "  path {}", parts.join(" "))?;
    operation.servers.iter().try_for_each(|server| self::server(out, server))?;
    operation.parameters.iter().try_for_each(|parameter| self::parameter(out, types, parameter))?;
    if let Some(body) = &operation.body {
        writeln!(out, "  body{}", if body.required { " required" } else { "" })?;
        docs(out, 2, &body.docs)?;
        body.contents.iter().try_for_each(|content| self::content(out, types, content))?;
    }
    for response in &operation.responses {
        writeln!(out, "  response {:?}", response.status)?;
        response.contents.iter().try_for_each(|content| self::content(out, types, content))?;
        for header in &response.headers {
            writeln!(out, "    header {:?}: {}", header.name, ShownItem(types, &header.item))?;
        }
    }
    let more = |stream: Option<bool>, accept: Option<&str>| {
        let stream = stream.map(|stream| format!(" stream {stream}")).unwrap_or_default();
        let accept = accept.map(|accept| format!(" asks for {accept}")).unwrap_or_default();
        format!("{stream}{accept}")
    };
    let told = more(operation.stream, operation.accept.as_deref());
    writeln!(out, "  gives {}{told}", ShownOutcome(types, &operation.outcome))?;
    for Form { differs, content, outcome, accept, stream } in &operation.forms {
        let told = more(*stream, accept.as_deref());
        writeln!(out, "  form {differs:?} body {content} gives {}{told}", ShownOutcome(types, outcome))?;
    }
    if let Some(paging) = &operation.paging {
        writeln!(out, "  pages of {} at {:?} by {}", ShownItem(types, &paging.item), paging.items, paging.shown())?;
    }
    security(out, operation.security.as_deref())
}

fn security(out: &mut Formatter<'_>, requirements: Option<&[SecurityRequirement]>) -> fmt::Result {
    match requirements {
        None => Ok(()),
        Some([]) => writeln!(out, "  security none"),
        Some(all) => all.iter().try_for_each(|one| writeln!(out, "  security {:?}", one.schemes)),
    }
}

fn content(out: &mut Formatter<'_>, types: &Types, content: &Content) -> fmt::Result {
    let notation = if content.notation { " in another notation" } else { "" };
    writeln!(out, "    {} {}{notation}", content.media_type, ShownPayload(types, &content.payload))?;
    for Encoding { property, content_type, file, style, explode, allow_reserved, headers } in &content.encodings {
        let file = if *file { " file" } else { "" };
        let reserved = if *allow_reserved { " reserved" } else { "" };
        write!(out, "      {property:?}:{file}{reserved} as {content_type:?} {style:?} {explode:?}")?;
        for header in headers {
            write!(out, " header {:?}: {}", header.name, ShownItem(types, &header.item))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn server(out: &mut Formatter<'_>, server: &Server) -> fmt::Result {
    writeln!(out, "  server {:?}", server.url)?;
    for variable in &server.variables {
        writeln!(out, "    variable {:?} in {:?} of {:?}", variable.name, server.template, variable.values)?;
    }
    Ok(())
}

fn parameter(out: &mut Formatter<'_>, types: &Types, parameter: &Parameter) -> fmt::Result {
    let required = if parameter.required { " required" } else { "" };
    let explode = if parameter.explode { " explode" } else { "" };
    let reserved = if parameter.allow_reserved { " reserved" } else { "" };
    let shown = ShownItem(types, &parameter.item);
    write!(out, "  {:?} {:?}: {shown} {:?}{explode}{reserved}", parameter.location, parameter.name, parameter.style)?;
    match &parameter.encoding {
        ParameterEncoding::Plain => {}
        ParameterEncoding::QuotedLiteral => out.write_str(" quoted")?,
        ParameterEncoding::WholeQuery => out.write_str(" as the whole query")?,
        ParameterEncoding::Content(media_type) => write!(out, " as {media_type}")?,
        ParameterEncoding::Argument { quoted, prefix, of } => {
            out.write_str(if *quoted { " argument quoted" } else { " argument" })?;
            prefix.iter().try_for_each(|prefix| write!(out, " {prefix}"))?;
            of.iter().try_for_each(|of| write!(out, " {:?} before {}", of.name, of.before))?;
        }
    }
    writeln!(out, "{required}")?;
    docs(out, 2, &parameter.docs)?;
    deprecated(out, 2, parameter.deprecated.as_ref())
}

/// A type as people write it: `[String?]` is a list of texts that may be null.
pub(crate) struct ShownItem<'a>(pub(crate) &'a Types, pub(crate) &'a Item);

impl Display for ShownItem<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self(types, item) = *self;
        match &item.value {
            Type::Named(id) => out.write_str(&types[*id].key)?,
            Type::Primitive(primitive) => write!(out, "{primitive:?}")?,
            Type::List(inner) => write!(out, "[{}]", Self(types, inner))?,
            Type::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| Self(types, item).to_string()).collect();
                write!(out, "({})", items.join(", "))?;
            }
            Type::Map(inner) => write!(out, "{{{}}}", Self(types, inner))?,
            Type::Any => out.write_str("any")?,
            Type::Runtime(RuntimeType::Reference) => out.write_str("reference")?,
            Type::Runtime(RuntimeType::Geography) => out.write_str("geography")?,
            Type::Runtime(RuntimeType::Geometry) => out.write_str("geometry")?,
        }
        if item.nullable { out.write_char('?') } else { Ok(()) }
    }
}

/// What a body carries.
pub(crate) struct ShownPayload<'a>(pub(crate) &'a Types, pub(crate) &'a Payload);

impl Display for ShownPayload<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let types = self.0;
        match self.1 {
            Payload::Json(item) => write!(out, "json {}", ShownItem(types, item)),
            Payload::Page(item) => write!(out, "page of {}", ShownItem(types, item)),
            Payload::Text(value) => text(out, types, value),
            Payload::Bytes => out.write_str("bytes"),
            Payload::Form(value) => write!(out, "form {}", ShownItem(types, &Item::of(value.clone()))),
            Payload::Multipart(value) => write!(out, "multipart {}", ShownItem(types, &Item::of(value.clone()))),
            Payload::Sequence(framing, item) => sequence(out, types, *framing, item.as_ref()),
        }
    }
}

fn text(out: &mut Formatter<'_>, types: &Types, value: &Type) -> fmt::Result {
    match value {
        Type::Primitive(primitive) => write!(out, "text {primitive:?}"),
        other => write!(out, "text {}", ShownItem(types, &Item::of(other.clone()))),
    }
}

fn sequence(out: &mut Formatter<'_>, types: &Types, framing: Framing, item: Option<&Item>) -> fmt::Result {
    write!(out, "stream of {framing:?}")?;
    item.map_or(Ok(()), |item| write!(out, " {}", ShownItem(types, item)))
}

/// What a success gives.
pub(crate) struct ShownOutcome<'a>(pub(crate) &'a Types, pub(crate) &'a Outcome);

impl Display for ShownOutcome<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let types = self.0;
        match self.1 {
            Outcome::Empty => out.write_str("nothing"),
            Outcome::Json(item) => write!(out, "json {}", ShownItem(types, item)),
            Outcome::OptionalJson(item) => write!(out, "json {} or nothing", ShownItem(types, item)),
            Outcome::Entity(value) => write!(out, "entity {}", ShownItem(types, &Item::of(value.clone()))),
            Outcome::OptionalEntity(value) => {
                write!(out, "entity {} or nothing", ShownItem(types, &Item::of(value.clone())))
            }
            Outcome::Page(item) => write!(out, "page of {}", ShownItem(types, item)),
            Outcome::Changes(item) => write!(out, "page of changes of {}", ShownItem(types, item)),
            Outcome::Text(value) => text(out, types, value),
            Outcome::Bytes => out.write_str("bytes"),
            Outcome::ByStatus(several) => {
                for (position, one) in several.iter().enumerate() {
                    let between = if position == 0 { "" } else { ", or " };
                    write!(out, "{between}{:?} {}", one.status, ShownOutcome(types, &one.outcome))?;
                }
                Ok(())
            }
            Outcome::Stream(framing, item) => sequence(out, types, *framing, item.as_ref()),
        }
    }
}
