//! What an operation is in OData's terms. The CSDL front end knows it; the OpenAPI front end reads it off the path
//! and the markers that converters leave. Either way the names come from here, so both give the same.

use super::{
    Type,
    operation::{Location, Parameter, ParameterEncoding, PathPart},
};

/// An operation on an OData resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// What it does.
    pub kind: ResourceOperation,
    /// Entity sets, singletons and navigation properties of the path, without keys, casts and operations.
    pub chain: Vec<String>,
    /// Name of the action or function, without its namespace when that is the service's own.
    pub operation: Option<String>,
    /// Whether a function gives changes, which end with a link to later ones (`Core.IsDelta`, OData Protocol 11.3).
    pub changes: bool,
    /// Which system query options the service offers here.
    pub options: QueryOptions,
}

/// What an operation on a resource does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResourceOperation {
    /// GET of a collection.
    List,
    /// GET of one.
    Get,
    /// POST to a collection.
    Create,
    /// PATCH.
    Update,
    /// PUT.
    Replace,
    /// DELETE.
    Delete,
    /// GET of `$count`.
    Count,
    /// POST of an action.
    Action,
    /// GET of a function.
    Function,
    /// GET of `$ref`.
    ListReferences,
    /// GET of `$ref` where there is one.
    GetReference,
    /// POST to `$ref`.
    AddReference,
    /// PUT of `$ref`.
    SetReference,
    /// DELETE of `$ref`.
    RemoveReference,
    /// GET of a stream or raw value.
    GetContent,
    /// PUT of a stream or raw value.
    SetContent,
    /// DELETE of a stream or raw value.
    DeleteContent,
}

/// System query options (OData URL Conventions 5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueryOptions {
    /// `$top`
    pub top: bool,
    /// `$skip`
    pub skip: bool,
    /// `$search`
    pub search: bool,
    /// `$filter`
    pub filter: bool,
    /// `$count`
    pub count: bool,
    /// `$orderby`
    pub order_by: bool,
    /// `$select`
    pub select: bool,
    /// `$expand`
    pub expand: bool,
}

impl QueryOptions {
    /// The options offered, as they stand in a URL.
    pub fn names(self) -> Vec<&'static str> {
        [
            (self.top, "$top"),
            (self.skip, "$skip"),
            (self.search, "$search"),
            (self.filter, "$filter"),
            (self.count, "$count"),
            (self.order_by, "$orderby"),
            (self.select, "$select"),
            (self.expand, "$expand"),
        ]
        .into_iter()
        .filter_map(|(offered, name)| offered.then_some(name))
        .collect()
    }

    /// Marks an option as offered; `false` if the name is not one of them.
    pub fn offer(&mut self, name: &str) -> bool {
        let option = match name {
            "$top" => &mut self.top,
            "$skip" => &mut self.skip,
            "$search" => &mut self.search,
            "$filter" => &mut self.filter,
            "$count" => &mut self.count,
            "$orderby" => &mut self.order_by,
            "$select" => &mut self.select,
            "$expand" => &mut self.expand,
            _ => return false,
        };
        *option = true;
        true
    }
}

impl Resource {
    /// Names for a type that stands inline in this operation, such as its parameters as one body: the shortest first,
    /// each further one says more of the path.
    pub fn inline_names(&self, path: &str, part: &str) -> Vec<String> {
        let verb = match (&self.operation, called_as(path)) {
            (Some(operation), Some(derived)) => format!("{operation} as {derived}"),
            (Some(operation), None) => operation.clone(),
            (None, _) => self.kind.verb().to_owned(),
        };
        (1..=self.chain.len().max(1))
            .map(|length| {
                let start = self.chain.len().saturating_sub(length);
                let mut words = self.chain.get(start..).unwrap_or_default().to_vec();
                words.push(verb.clone());
                words.push(part.to_owned());
                words.join(" ")
            })
            .collect()
    }
}

/// `manager` for `/people/{id}/hr.manager/hr.hire`: the derived type that an action or function is called on.
pub fn called_as(path: &str) -> Option<&str> {
    cast(path.rsplit('/').nth(1)?)
}

/// The simple name of the type that a segment says. A version such as `v1.0` is none: no name begins with a digit (CSDL 4.01,
/// section 15.2).
pub fn cast(segment: &str) -> Option<&str> {
    let (_, cast) = segment.rsplit_once('.').filter(|_| !segment.contains(['(', '{']))?;
    cast.starts_with(|first: char| !first.is_ascii_digit()).then_some(cast)
}

/// What of the values in a path may be null, which is so for arguments of functions and not for keys: `null` stands without
/// the quotes and the prefix that a value has (URL Conventions 5.1.1.14), so these are no part of the path any more.
/// `is_argument` says of the position of a parameter whether a function takes it.
pub fn settle_arguments(
    parts: &mut [PathPart],
    parameters: &mut [Parameter],
    is_argument: impl Fn(usize, &Parameter) -> bool,
) {
    for (position, parameter) in parameters.iter_mut().enumerate() {
        if parameter.location != Location::Path {
            continue;
        }
        let place = parts.iter().position(|part| *part == PathPart::Parameter(position));
        let before = place.filter(|_| is_argument(position, parameter)).and_then(|place| place.checked_sub(1));
        let may_be_null = parameter.item.nullable && !matches!(parameter.item.value, Type::Any | Type::List(_));
        parameter.item.nullable = false;
        let Some((before, after)) = before.filter(|_| may_be_null).map(|before| (before, before + 2)) else { continue };
        let Some(PathPart::Text(text)) = parts.get_mut(before) else { continue };
        let Some((name, written)) = text.rsplit_once('=') else { continue };
        let (name, written) = (name.to_owned(), written.to_owned());
        let prefix = written.strip_suffix('\'');
        if prefix.is_none() && !written.is_empty() {
            continue;
        }
        *text = format!("{name}=");
        if let Some(PathPart::Text(text)) = parts.get_mut(after).filter(|_| prefix.is_some()) {
            *text = text.strip_prefix('\'').unwrap_or(text).to_owned();
        }
        let said = prefix.filter(|prefix| !prefix.is_empty()).map(str::to_owned);
        parameter.encoding = ParameterEncoding::Argument { quoted: prefix.is_some(), prefix: said, of: None };
        parameter.item.nullable = true;
    }
}

/// Whether a function of this name gives changes: what OData services call it, though nothing but the name says so.
pub fn is_delta(kind: ResourceOperation, name: &str) -> bool {
    kind == ResourceOperation::Function && name.rsplit('.').next() == Some("delta")
}

impl ResourceOperation {
    /// What the operation is called when the description gives it no name.
    pub fn verb(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Get => "get",
            Self::Create => "create",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Delete => "delete",
            Self::Count => "count",
            Self::Action | Self::Function => "call",
            Self::ListReferences => "list references",
            Self::GetReference => "get reference",
            Self::AddReference => "add reference",
            Self::SetReference => "set reference",
            Self::RemoveReference => "remove reference",
            Self::GetContent => "get content",
            Self::SetContent => "set content",
            Self::DeleteContent => "delete content",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::called_as;

    #[test]
    fn a_version_is_no_type() {
        assert_eq!(called_as("/people/{id}/hr.manager/hr.hire"), Some("manager"));
        assert_eq!(called_as("/people({id})/hr.manager/hr.hire(at={at})"), Some("manager"));
        for path in ["/v1.0/hr.hire", "/people/{id}/hr.hire", "/people/hr.near()/hr.hire", "/hr.hire", ""] {
            assert_eq!(called_as(path), None, "{path}");
        }
    }
}
