//! The ways to call an operation: its main one, and one for each further form of its body or its answer.

use std::borrow::Cow;

use super::documentation;
use crate::{
    model::{Differs, Form, Operation},
    names::{FormNames, OperationNames},
};

/// One way to call an operation, as if there were no other.
pub(super) struct Way<'a> {
    pub(super) operation: Cow<'a, Operation>,
    pub(super) names: Cow<'a, OperationNames>,
    /// What the docs say of it: the main way's beside what they say of the operation, all others' alone.
    pub(super) remarks: Vec<String>,
    /// Whether it is the main way.
    pub(super) is_main: bool,
    /// Whether the request type is its own; one that differs in nothing serves several ways.
    pub(super) owns_request: bool,
    /// Whether the type of the parts of the body is its own.
    pub(super) owns_parts: bool,
    /// Whether the type of the answer is its own.
    pub(super) owns_response: bool,
}

/// Every way to call an operation, the main one first.
pub(super) fn ways<'a>(operation: &'a Operation, names: &'a OperationNames) -> Vec<Way<'a>> {
    let mut ways = vec![Way {
        operation: Cow::Borrowed(operation),
        names: Cow::Borrowed(names),
        remarks: others(operation, names),
        is_main: true,
        owns_request: true,
        owns_parts: true,
        owns_response: true,
    }];
    ways.extend(operation.forms.iter().zip(&names.forms).map(|(form, own)| further(operation, names, form, own)));
    ways
}

fn further<'a>(operation: &Operation, names: &OperationNames, form: &Form, own: &FormNames) -> Way<'a> {
    let shares_request = form.outcome == operation.outcome && operation.body.as_ref().is_none_or(|body| body.required);
    let mut named = names.in_form(form, own);
    if shares_request {
        named.request.clone_from(&names.request);
    }
    let media_type = documentation::code(form.differs.media_type());
    let main = documentation::code(&names.function);
    let member = documentation::code("stream");
    let remark = match form.differs {
        Differs::Sends(_) => format!("As {main}, but sends {media_type}."),
        Differs::AsksFor(_) => format!("As {main}, but asks for {media_type}."),
        Differs::Streams(_) => {
            let sets =
                form.stream.map(|to| format!(" Sets the member {member} of the body to {to}.")).unwrap_or_default();
            format!("As {main}, but asks for {media_type}, whose values are given as they come.{sets}")
        }
    };
    Way {
        operation: Cow::Owned(operation.in_form(form)),
        names: Cow::Owned(named),
        remarks: vec![remark],
        is_main: false,
        owns_request: !shares_request,
        owns_parts: matches!(form.differs, Differs::Sends(_)),
        owns_response: own.response.is_some(),
    }
}

/// Where the docs of the main way lead to the others.
fn others(operation: &Operation, names: &OperationNames) -> Vec<String> {
    let forms = operation.forms.iter().zip(&names.forms);
    let others: Vec<String> = forms
        .map(|(form, names)| {
            let media_type = documentation::code(form.differs.media_type());
            let verb = if matches!(form.differs, Differs::Sends(_)) { "sends" } else { "asks for" };
            format!("{} {verb} {media_type}", documentation::code(&names.function))
        })
        .collect();
    if others.is_empty() {
        return others;
    }
    let member = documentation::code("stream");
    let sets = operation.stream.map(|to| format!(" This one sets the member {member} of the body to {to}."));
    vec![format!("In other forms: {}.{}", others.join(", "), sets.unwrap_or_default())]
}
