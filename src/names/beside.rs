//! Names of the types beside a function: its request, what a success gives where it is one of several, and the parts of
//! its body. They follow from the function's name, so `names.txt` has those alone that do not.

use super::{
    Names, OperationNames, PartsNames, ResponseNames,
    earlier::{Thing, key_of_form},
    forms,
    identifier::{Case, identifier},
    scope::{Before, Scope, Wanted},
};
use crate::model::{Api, Content, Differs, Form, Operation, Outcome, Payload, Type, TypeId};

/// What a name in this scope begins with when it would begin with a digit.
const PREFIX: &str = "Call";

/// The types beside the functions of one owner.
pub(super) struct Beside<'b> {
    api: &'b Api,
    /// Those of the fields that parts are given by.
    names: &'b Names,
    /// Stands before the names, where other owners have theirs in the same module.
    prefix: &'b str,
    wanted: Vec<Wanted<'b>>,
}

/// What stands beside one function, by position among what is wanted.
pub(super) struct Wants {
    request: usize,
    response: Option<(usize, Vec<String>)>,
    parts: Option<(usize, Vec<String>)>,
}

/// What stands beside one function.
pub(super) struct Types {
    pub(super) request: String,
    pub(super) response: Option<ResponseNames>,
    pub(super) parts: Option<PartsNames>,
}

/// The names of what was wanted.
pub(super) struct Named {
    idents: Vec<String>,
}

impl<'b> Beside<'b> {
    pub(super) fn new(api: &'b Api, names: &'b Names, prefix: &'b str) -> Self {
        Self { api, names, prefix, wanted: Vec::new() }
    }

    /// Wants what stands beside the function of an operation.
    pub(super) fn want(&mut self, operation: &Operation, before: &Thing<'b>, function: &str) -> Wants {
        let content = operation.body.as_ref().and_then(|body| body.contents.first());
        self.want_all(Some(&operation.outcome), content, function, |side| before.side(side))
    }

    /// Wants what a further form has of its own.
    pub(super) fn want_of_form(
        &mut self,
        operation: &Operation,
        form: &Form,
        before: &Thing<'b>,
        function: &str,
    ) -> Wants {
        let content = operation.body.as_ref().and_then(|body| body.contents.get(form.content));
        let content = content.filter(|_| matches!(form.differs, Differs::Sends(_)));
        let outcome = (form.outcome != operation.outcome).then_some(&form.outcome);
        let is_known = before.form(&form.differs).is_some();
        self.want_all(outcome, content, function, |side| match is_known {
            true => before.side(&side_of_form(side, &form.differs)),
            false => Before::New,
        })
    }

    fn want_all(
        &mut self,
        outcome: Option<&Outcome>,
        content: Option<&Content>,
        function: &str,
        before: impl Fn(&str) -> Before<'b>,
    ) -> Wants {
        let (prefix, names) = (self.prefix, self.names);
        let mut want = |side: &str| {
            self.wanted.push(Wanted::beside_words(vec![hint(prefix, function, side)]).before(before(side)));
            self.wanted.len() - 1
        };
        let request = want("request");
        let response = outcome.and_then(forms::variants).map(|variants| (want("response"), variants));
        let members = |structure| forms::members_of_parts(&names.of(structure).members);
        let parts = structure_of_parts(self.api, content).map(|structure| (want("parts"), members(structure)));
        Wants { request, response, parts }
    }

    /// Gives every type its name.
    pub(super) fn claim(self) -> Named {
        let claimed = Scope::new(Case::Camel, PREFIX, &[]).claim_all(&self.wanted);
        Named { idents: claimed.into_iter().map(|(ident, _)| ident).collect() }
    }
}

impl Named {
    pub(super) fn types(&self, wants: &Wants) -> Types {
        let ident = |position: usize| self.idents.get(position).cloned().unwrap_or_default();
        let response = wants.response.as_ref();
        let parts = wants.parts.as_ref();
        Types {
            request: ident(wants.request),
            response: response.map(|(at, variants)| ResponseNames { ident: ident(*at), variants: variants.clone() }),
            parts: parts.map(|(at, members)| PartsNames { ident: ident(*at), members: members.clone() }),
        }
    }
}

/// The structure whose members are the parts of a multipart body, where the description says which there are.
fn structure_of_parts(api: &Api, content: Option<&Content>) -> Option<TypeId> {
    let Payload::Multipart(Type::Named(id)) = &content?.payload else { return None };
    api.types.structure(*id).map(|_| *id)
}

fn hint(prefix: &str, function: &str, side: &str) -> String {
    format!("{prefix} {} {side}", function.trim_start_matches("r#"))
}

fn side_of_form(side: &str, differs: &Differs) -> String {
    format!("{side} {}", key_of_form(differs))
}

/// The types whose names do not follow from the function's, with what `names.txt` calls each.
pub(super) fn unusual(operation: &Operation, names: &OperationNames, prefix: &str) -> Vec<(String, String)> {
    let mut unusual = Vec::new();
    let mut look = |function: &str, side: &str, said: String, ident: Option<&str>| {
        let usual = identifier(&hint(prefix, function, side), Case::Camel, PREFIX);
        if let Some(ident) = ident.filter(|ident| usual.as_deref() != Some(*ident)) {
            unusual.push((said, ident.to_owned()));
        }
    };
    fn response(names: Option<&ResponseNames>) -> Option<&str> {
        names.map(|names| names.ident.as_str())
    }
    fn parts(names: Option<&PartsNames>) -> Option<&str> {
        names.map(|names| names.ident.as_str())
    }
    look(&names.function, "request", "request".to_owned(), Some(&names.request));
    look(&names.function, "response", "response".to_owned(), response(names.response.as_ref()));
    look(&names.function, "parts", "parts".to_owned(), parts(names.parts.as_ref()));
    for (form, own) in operation.forms.iter().zip(&names.forms) {
        let said = |side: &str| side_of_form(side, &form.differs);
        look(&own.function, "request", said("request"), Some(&own.request));
        look(&own.function, "response", said("response"), response(own.response.as_ref()));
        let own_parts = own.parts.as_ref().filter(|_| matches!(form.differs, Differs::Sends(_)));
        look(&own.function, "parts", said("parts"), parts(own_parts));
    }
    unusual
}
