//! Parameters of Swagger 2.0: those in the body and in forms become a request body, the others get a schema.

use super::{
    TAB_DELIMITED,
    tree::{Found, boolean, list, mapping, member, text},
};
use crate::{
    diagnostics::Mark,
    openapi::cursor::At,
    source::{Member, Node, Sources, Value},
};

/// Where parameters stand that cannot be sent because the body is another parameter.
pub(in crate::openapi) const BESIDE: &str = "parameters in forms beside one in the body";

/// The parameters of an operation, or those that the operations of a path share.
#[derive(Debug, Default)]
pub(super) struct Parameters<'a> {
    body: Option<Found<'a>>,
    /// Further ones in the body, of which there can be one.
    further: Vec<Found<'a>>,
    form: Vec<Found<'a>>,
    others: Vec<Found<'a>>,
    /// A `parameters` that is no list stays, to be reported.
    misshapen: Option<Node>,
}

impl<'a> Parameters<'a> {
    pub(super) fn read(sources: &'a Sources, owner: &Found<'a>) -> Self {
        let mut parameters = Self::default();
        let Some(found) = owner.get("parameters") else { return parameters };
        if found.at.node.as_sequence().is_none() {
            parameters.misshapen = Some(found.copy());
        }
        for parameter in found.items() {
            let parameter = parameter.resolved(sources);
            match parameter.at.text("in") {
                Some("body") if parameters.body.is_some() => parameters.further.push(parameter),
                Some("body") => parameters.body = Some(parameter),
                Some("formData") => parameters.form.push(parameter),
                _ => parameters.others.push(parameter),
            }
        }
        parameters
    }

    /// Those that are not sent in the body.
    pub(super) fn list(&self, mark: Mark) -> Node {
        self.misshapen.clone().unwrap_or_else(|| list(self.others.iter().map(plain).collect(), mark))
    }
}

/// A parameter with its type in a schema.
fn plain(parameter: &Found<'_>) -> Node {
    let at = parameter.at;
    let mark = parameter.mark();
    if at.reference().is_some() || at.node.as_mapping().is_none() {
        return parameter.copy();
    }
    let kept = ["name", "in", "description", "required", "allowEmptyValue", "deprecated"];
    let is_kept = |name: &str| kept.contains(&name) || crate::openapi::cursor::is_extension(name);
    let mut members = parameter.copies(is_kept);
    let elsewhere = style_elsewhere(at);
    let is_styled = at.text("in") == Some("query") || elsewhere.is_some();
    if at.text("in") == Some("query") {
        members.extend(style_of_list(parameter));
    }
    members.extend(elsewhere.map(|style| member("style", text(style, mark))));
    members.push(member("schema", if is_styled { styled_schema_of(parameter) } else { schema_of(parameter) }));
    mapping(members, mark)
}

/// The style of a list in a path or a header that is separated by something else than commas. A header holds no tabs.
fn style_elsewhere(at: At<'_>) -> Option<&'static str> {
    let format = at.text("collectionFormat").filter(|_| at.text("type") == Some("array"))?;
    let (style, _) = match (at.text("in")?, format) {
        ("path", "ssv" | "tsv" | "pipes") | ("header", "ssv" | "pipes") => style(format)?,
        _ => return None,
    };
    Some(style)
}

/// `style` and `explode` of a list, which `collectionFormat` says of parameters in the query and in forms.
fn style_of_list(parameter: &Found<'_>) -> Vec<Member> {
    let at = parameter.at;
    if at.text("type") != Some("array") {
        return Vec::new();
    }
    let (style, explode) = style(at.text("collectionFormat").unwrap_or("csv")).unwrap_or(("form", false));
    let mark = parameter.mark();
    vec![member("style", text(style, mark)), member("explode", boolean(explode, mark))]
}

/// The style that a `collectionFormat` is, and whether lists are exploded in it.
fn style(collection_format: &str) -> Option<(&'static str, bool)> {
    Some(match collection_format {
        "csv" => ("form", false),
        "multi" => ("form", true),
        "ssv" => ("spaceDelimited", false),
        "tsv" => (TAB_DELIMITED, false),
        "pipes" => ("pipeDelimited", false),
        _ => return None,
    })
}

/// The schema that the members of a parameter or header make. A `collectionFormat` stays in it, to be listed.
pub(super) fn schema_of(owner: &Found<'_>) -> Node {
    without(owner, &["name", "in", "description", "required", "allowEmptyValue", "schema"])
}

/// The same where a style says what `collectionFormat` does, if it is one.
fn styled_schema_of(owner: &Found<'_>) -> Node {
    let is_list = owner.at.text("type") == Some("array");
    if is_list && owner.at.text("collectionFormat").is_some_and(|format| style(format).is_none()) {
        return schema_of(owner);
    }
    without(owner, &["name", "in", "description", "required", "allowEmptyValue", "schema", "collectionFormat"])
}

fn without(owner: &Found<'_>, outside: &[&str]) -> Node {
    let copy = owner.copy();
    let mark = copy.mark;
    match copy.value {
        Value::Mapping(members) => {
            let kept = members.into_members().into_iter().filter(|member| !outside.contains(&&*member.name));
            mapping(kept.collect(), mark)
        }
        value => Node { value, mark },
    }
}

/// A Request Body Object from the parameters in the body and in forms; an operation's own win over shared ones.
pub(super) fn body(shared: &Parameters<'_>, own: &Parameters<'_>, consumes: &[String], mark: Mark) -> Option<Node> {
    if let Some(body) = own.body.as_ref().or(shared.body.as_ref()) {
        let default = ["application/json".to_owned()];
        let types = if consumes.is_empty() { &default } else { consumes };
        // They stay, to be listed.
        let name = |body: &Found<'_>| body.at.text("name").map(str::to_owned);
        let second = shared.body.iter().filter(|second| name(second) != name(body));
        let beside = own.further.iter().chain(&own.form).chain(second).chain(&shared.further).chain(&shared.form);
        return Some(of_body(body, types, beside.map(Found::copy).collect()));
    }
    let is_own = |name: Option<&str>| own.form.iter().any(|known| known.at.text("name") == name);
    let shared = shared.form.iter().filter(|parameter| !is_own(parameter.at.text("name")));
    let form: Vec<&Found<'_>> = shared.chain(&own.form).collect();
    (!form.is_empty()).then(|| of_form(&form, consumes, mark))
}

fn of_body(body: &Found<'_>, types: &[String], beside: Vec<Node>) -> Node {
    let mark = body.mark();
    let mut members = body.copies(|name| matches!(name, "description" | "required"));
    let media_type = |name: &String| {
        let schema = body.get("schema").map(|schema| member("schema", schema.copy()));
        member(name, mapping(schema.into_iter().collect(), mark))
    };
    members.push(member("content", mapping(types.iter().map(media_type).collect(), mark)));
    if !beside.is_empty() {
        members.push(member(BESIDE, list(beside, mark)));
    }
    mapping(members, mark)
}

fn of_form(form: &[&Found<'_>], consumes: &[String], mark: Mark) -> Node {
    let has_file = form.iter().any(|parameter| parameter.at.text("type") == Some("file"));
    let fits =
        |name: &&String| name.starts_with("multipart/") || (!has_file && name.ends_with("x-www-form-urlencoded"));
    let mut types: Vec<&str> = consumes.iter().filter(fits).map(String::as_str).collect();
    if types.is_empty() {
        types.push(if has_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" });
    }
    let mut properties = Vec::new();
    let mut required = Vec::new();
    let mut encodings = Vec::new();
    for parameter in form {
        let Some(name) = parameter.at.text("name") else { continue };
        if parameter.at.flag("required") {
            required.push(text(name, parameter.mark()));
        }
        let style = style_of_list(parameter);
        if !style.is_empty() {
            encodings.push(member(name, mapping(style, parameter.mark())));
        }
        properties.push(member(name, described(parameter)));
    }
    let any_required = !required.is_empty();
    let schema = mapping(
        vec![
            member("type", text("object", mark)),
            member("properties", mapping(properties, mark)),
            member("required", list(required, mark)),
        ],
        mark,
    );
    let encoding = (!encodings.is_empty()).then(|| member("encoding", mapping(encodings, mark)));
    let said: Vec<Member> = [member("schema", schema)].into_iter().chain(encoding).collect();
    let media_type = |name: &&str| member(name, mapping(said.clone(), mark));
    let content = mapping(types.iter().map(media_type).collect(), mark);
    mapping(vec![member("required", boolean(any_required, mark)), member("content", content)], mark)
}

/// The schema of a form's field, with the parameter's text.
fn described(parameter: &Found<'_>) -> Node {
    let schema = styled_schema_of(parameter);
    match schema.value {
        Value::Mapping(members) => {
            let description = parameter.copies(|name| name == "description");
            mapping(members.into_members().into_iter().chain(description).collect(), schema.mark)
        }
        value => Node { value, mark: schema.mark },
    }
}
