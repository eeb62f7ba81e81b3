//! Parameter Object.

use super::{
    context::Lower,
    leaf::Leaf,
    media_type::is_json,
    operation::{Head, deprecation},
    path_item::{PathItem, shared_parameter},
    schema::facts,
    spot::Spot,
};
use crate::{
    diagnostics::{Code, Diagnostic},
    model::{
        Docs, Item, Location, Parameter, ParameterEncoding, Primitive, Style, Type, is_token, odata::QueryOptions,
    },
    openapi::{cursor::At, upgrade::TAB_DELIMITED, version::Version},
    source::{Mapping, Value},
};

impl<'a> Lower<'a, '_> {
    /// The parameters of an operation: its own, and those of the path that it does not say again.
    /// Query options of OData are no parameters, and marked in `options`.
    pub(super) fn parameters(
        &mut self,
        head: Head<'_>,
        item: PathItem<'a, '_>,
        at: At<'a>,
        options: &mut QueryOptions,
    ) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for (owner, shared) in item.layers().map(|layer| (layer, true)).chain([(at, false)]) {
            let mut read: Vec<(String, Location)> = Vec::new();
            let Some(list) = owner.get("parameters") else { continue };
            if list.node.as_sequence().is_none() && !list.node.is_null() {
                self.wrong_kind("`parameters`", "a list", list);
            }
            for node in list.items() {
                let Some(found) = self.resolve(node) else { continue };
                let name = found.scalar("name").unwrap_or_default();
                if self.is_odata() && found.text("in") == Some("query") && options.offer(name) {
                    continue;
                }
                let spot = match self.component_spots.get(&found.id()) {
                    Some(spot) => spot.clone(),
                    None if shared => shared_parameter(item.path, name),
                    None => head.spot(&format!("parameter {name}")),
                };
                let Some(parameter) = self.parameter(found, &spot) else { continue };
                let again = parameters
                    .iter_mut()
                    .find(|known| known.name == parameter.name && known.location == parameter.location);
                let Some(known) = again else {
                    read.push((parameter.name.clone(), parameter.location));
                    parameters.push(parameter);
                    continue;
                };
                let name = (known.name.clone(), known.location);
                // Unique in its list; below a path an operation says it otherwise.
                if read.contains(&name) {
                    self.repaired(format!("parameter `{}` given twice", name.0), "the last of them", found);
                } else {
                    read.push(name);
                }
                *known = parameter;
            }
        }
        parameters
    }

    fn parameter(&mut self, at: At<'a>, spot: &Spot) -> Option<Parameter> {
        let location = self.location(at)?;
        let name = at.scalar("name").unwrap_or_default().to_owned();
        if location == Location::Header && is_reserved_header(&name) {
            self.remark(format!("header parameter `{name}`, which OpenAPI says is to be ignored"), at);
            return None;
        }
        if location == Location::Header && !is_token(&name) {
            self.lost(format!("header parameter `{name}`, which no header can be called"), at);
            return None;
        }
        if location == Location::Path && !at.flag("required") {
            self.list(
                Code::Repaired,
                crate::model::LedgerSeverity::Info,
                format!("path parameter `{name}` that is not `required`"),
                "a required one",
                at.place(),
            );
        }
        let is_whole_query = at.text("in") == Some(QUERY_STRING);
        let schema = ("schema", Value::Mapping(Mapping::default()));
        let with = [schema.clone(), ("in", Value::String("query".into()))];
        let of_ours = self.style_of_ours(at, location);
        let leaf = Leaf {
            object: "Parameter Object",
            without: match of_ours {
                Some(_) => WITHOUT_STYLE,
                None if is_whole_query => WITHOUT_LOCATION,
                None => WITHOUT,
            },
            with: if is_whole_query { &with } else { &[schema] },
        };
        let read: openapiv3::Parameter = self.leaf(at, &leaf)?;
        self.unknown_members(at, "Parameter Object", KNOWN);
        if at.flag("allowEmptyValue") && location == Location::Query {
            self.remark("`allowEmptyValue`, by which a parameter may stand without its value", at);
        }
        let (style, allow_reserved) = style_of(&read);
        let style = of_ours.unwrap_or(style);
        // It is for queries alone until 3.2, which leaves out those that are not encoded anyway.
        let allow_reserved =
            allow_reserved || (location == Location::Path && self.is_of_3_2() && at.flag("allowReserved"));
        let data = read.parameter_data();
        let (item, encoding) = match self.parameter_value(at, spot) {
            (item, _) if is_whole_query && at.map("content").any(|(member, _)| is_json(&member.name)) => {
                (item, ParameterEncoding::WholeQuery)
            }
            // The members of the object are the query, which is what an exploded form is.
            (item, _) if is_whole_query => (item, ParameterEncoding::Plain),
            found => found,
        };
        let schema = at.get("schema").or_else(|| at.map("content").next()?.1.get("schema"));
        self.arguments.extend(schema.filter(|_| self.beside.rules).map(|schema| (at.place(), schema)));
        let (facts, description) = self.said_of_parameter(at, schema, &item, data.description.as_deref());
        let is_inline = !self.is_odata() && schema.is_some_and(|schema| schema.reference().is_none());
        let summary = schema.filter(|_| is_inline).and_then(|schema| facts::title(schema, &name));
        Some(Parameter {
            name,
            location,
            required: data.required || location == Location::Path,
            item,
            style,
            explode: data.explode.unwrap_or(style.explodes()),
            allow_reserved,
            encoding,
            place: Some(at.place()),
            docs: Docs { facts, summary, ..Docs::described(description) },
            deprecated: deprecation(at).or_else(|| schema.and_then(deprecation)),
            default: self.default_of(schema),
        })
    }

    /// The facts of a parameter's value, and its text: that of the schema where it has none of its own.
    fn said_of_parameter<'t>(
        &mut self,
        at: At<'a>,
        schema: Option<At<'a>>,
        item: &Item,
        own: Option<&'t str>,
    ) -> (Vec<String>, Option<&'t str>)
    where
        'a: 't,
    {
        let inside = schema.and_then(|schema| schema.text("description"));
        if self.is_odata() {
            return (Vec::new(), own);
        }
        let mut facts = match schema {
            Some(schema) if !matches!(item.value, Type::Named(_)) || self.is_reference(schema) => self.facts(schema),
            _ => Vec::new(),
        };
        // Said by itself.
        facts.retain(|fact| !fact.starts_with("Default: ") && fact != "deprecated");
        if let (Some(own), Some(inside)) = (own, inside)
            && own.trim() != inside.trim()
        {
            facts.insert(0, inside.trim().to_owned());
        }
        facts.extend(self.shown_examples(at));
        (facts, own.or(inside))
    }

    /// A style that `openapiv3` does not know.
    fn style_of_ours(&self, at: At<'a>, location: Location) -> Option<Style> {
        match (at.text("style"), location) {
            (Some("cookie"), Location::Cookie) if self.is_of_3_2() => Some(Style::Cookie),
            (Some(TAB_DELIMITED), Location::Query | Location::Path) if self.document.version.is_swagger() => {
                Some(Style::TabDelimited)
            }
            (Some("spaceDelimited"), Location::Path | Location::Header) if self.document.version.is_swagger() => {
                Some(Style::SpaceDelimited)
            }
            (Some("pipeDelimited"), Location::Path | Location::Header) if self.document.version.is_swagger() => {
                Some(Style::PipeDelimited)
            }
            _ => None,
        }
    }

    fn is_of_3_2(&self) -> bool {
        self.document.version >= Version::V32
    }

    fn default_of(&self, schema: Option<At<'a>>) -> Option<String> {
        schema.and_then(|schema| schema.get("default")).map(|default| super::json::text(default.node))
    }

    /// Where a parameter goes; `None`, and said so, when that is nowhere.
    fn location(&mut self, at: At<'a>) -> Option<Location> {
        let name = at.scalar("name");
        let location = match at.text("in") {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            Some("cookie") => Location::Cookie,
            // Since 3.2: the whole query is one value.
            Some(QUERY_STRING)
                if at.map("content").any(|(member, _)| is_json(&member.name) || &*member.name == FORM) =>
            {
                Location::Query
            }
            Some(other) => {
                self.lost(format!("parameter `{}` in `{other}`", name.unwrap_or_default()), at);
                return None;
            }
            None => {
                let error = Diagnostic::error(Code::MissingMember, "a parameter needs `in`");
                self.report(error.at(at.place()).help("write `in: path`, `query`, `header` or `cookie`"));
                return None;
            }
        };
        if name.is_none_or(str::is_empty) {
            let error = Diagnostic::error(Code::MissingMember, "a parameter needs `name`");
            self.report(error.at(at.place()).help("add `name`"));
            return None;
        }
        Some(location)
    }

    /// The type of a parameter and how it becomes text.
    fn parameter_value(&mut self, at: At<'a>, spot: &Spot) -> (Item, ParameterEncoding) {
        for (member, other) in at.map("content").skip(1) {
            self.lost(format!("`{}` beside another media type of a parameter", member.name), other);
        }
        if let Some((member, media_type)) = at.map("content").next() {
            let schema = media_type.get("schema");
            // The whole query is a form, whose members the type has.
            if is_json(&member.name) || at.text("in") == Some(QUERY_STRING) {
                let item = schema.map_or_else(|| Item::of(Type::Any), |schema| self.item(schema, spot));
                return (item, ParameterEncoding::Content(member.name.to_string()));
            }
            // The text of another media type stands as it is.
            let primitive = schema.and_then(|schema| self.primitive(schema));
            if primitive.is_none() && schema.is_some() {
                self.approximated(format!("parameter as `{}`", member.name), "its text", media_type);
            }
            let primitive = primitive.unwrap_or(Primitive::String).unquoted();
            return (Item::of(Type::Primitive(primitive)), ParameterEncoding::Plain);
        }
        let item = match at.get("schema") {
            Some(schema) => unquoted(self.item(schema, spot)),
            None => {
                self.repaired("Parameter Object without `schema` and `content`", "a text", at);
                Item::of(Type::Primitive(Primitive::String))
            }
        };
        (item, ParameterEncoding::Plain)
    }
}

/// Outside of JSON a number and its text are the same.
pub(super) fn unquoted(item: Item) -> Item {
    let value = match item.value {
        Type::Primitive(primitive) => Type::Primitive(primitive.unquoted()),
        Type::List(inner) => Type::List(Box::new(unquoted(*inner))),
        other => other,
    };
    Item { value, ..item }
}

fn style_of(read: &openapiv3::Parameter) -> (Style, bool) {
    match read {
        openapiv3::Parameter::Query { style, allow_reserved, .. } => {
            let style = match style {
                openapiv3::QueryStyle::Form => Style::Form,
                openapiv3::QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                openapiv3::QueryStyle::PipeDelimited => Style::PipeDelimited,
                openapiv3::QueryStyle::DeepObject => Style::DeepObject,
            };
            (style, *allow_reserved)
        }
        openapiv3::Parameter::Path { style, .. } => {
            let style = match style {
                openapiv3::PathStyle::Matrix => Style::Matrix,
                openapiv3::PathStyle::Label => Style::Label,
                openapiv3::PathStyle::Simple => Style::Simple,
            };
            (style, false)
        }
        openapiv3::Parameter::Header { .. } => (Style::Simple, false),
        openapiv3::Parameter::Cookie { .. } => (Style::Form, false),
    }
}

/// Header parameters of these names are to be ignored (Parameter Object `name`).
fn is_reserved_header(name: &str) -> bool {
    ["accept", "content-type", "authorization"].iter().any(|reserved| name.eq_ignore_ascii_case(reserved))
}

/// The parameter that a template names and nobody declares.
pub(super) fn undeclared(name: &str, at: At<'_>) -> Parameter {
    Parameter {
        name: name.to_owned(),
        location: Location::Path,
        required: true,
        item: Item::of(Type::Primitive(Primitive::String)),
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        encoding: ParameterEncoding::Plain,
        place: Some(at.place()),
        docs: Docs::default(),
        deprecated: None,
        default: None,
    }
}

const QUERY_STRING: &str = "querystring";
const FORM: &str = "application/x-www-form-urlencoded";
const WITHOUT: &[&str] = &["schema", "content", "example", "examples", "x-example"];
const WITHOUT_STYLE: &[&str] = &["style", "schema", "content", "example", "examples", "x-example"];
const WITHOUT_LOCATION: &[&str] = &["in", "schema", "content", "example", "examples", "x-example"];
const KNOWN: &[&str] = &[
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "content",
    "example",
    "examples",
    "$ref",
    "summary",
];
