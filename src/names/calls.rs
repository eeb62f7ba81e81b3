//! Names of the functions of a group or a request builder, of their further forms, and of the types beside them.
//!
//! Functions and forms share a scope, and what was there before has its name first; of what is new the operations come
//! before their forms, so that a form never takes the name of an operation.

use super::{
    Collisions, FormNames, Names, OperationNames, Owner,
    beside::{Beside, Types, Wants},
    earlier::{Earlier, Thing},
    forms, grant,
    scope::{Before, Claimed, Scope, Wanted},
};
use crate::{
    diagnostics::{Code, Diagnostic},
    model::{Api, Differs, Form, Operation, naming::Wish},
};

/// The functions of one owner.
pub(super) struct Calls<'c> {
    api: &'c Api,
    /// The module that functions have to have stood in to have an earlier name here; any where none is said.
    module: Option<&'c str>,
    /// Stands before the names of types, where other owners have theirs in the same module.
    prefix: String,
    /// In the order in which they take their names.
    list: Vec<Call<'c>>,
}

/// An operation, and what is known of its names so far.
struct Call<'c> {
    position: usize,
    operation: &'c Operation,
    before: &'c Thing<'c>,
    wanted: Wanted<'c>,
    wish: Option<&'c Wish>,
    /// Whether it is no news that another has its name, as of overloads.
    is_overload: bool,
    function: Option<Claimed>,
    forms: Vec<Option<String>>,
    parameters: Vec<String>,
}

impl<'c> Calls<'c> {
    pub(super) fn new(api: &'c Api, module: Option<&'c str>, prefix: &str) -> Self {
        Self { api, module, prefix: prefix.to_owned(), list: Vec::new() }
    }

    /// Adds the operation at a position, which takes its name after those that are there.
    pub(super) fn add(
        &mut self,
        position: usize,
        earlier: &'c Earlier<'c>,
        (wanted, is_overload): (Wanted<'c>, bool),
        parameters: impl FnOnce(&Operation, &Thing<'_>) -> Vec<String>,
    ) {
        let Some(operation) = self.api.operations.get(position) else { return };
        let before = earlier.operation(operation);
        let is_here = self.module.is_none() || self.module == before.module();
        let wanted = if is_here { wanted.before(before.own()) } else { wanted };
        let parameters = parameters(operation, before);
        let wish = self.api.naming.operations.get(&position);
        let forms = vec![None; operation.forms.len()];
        let function = None;
        self.list.push(Call { position, operation, before, wanted, wish, is_overload, function, forms, parameters });
    }

    /// Names for what keeps that of before.
    pub(super) fn keep(&mut self, scope: &mut Scope) {
        for call in &mut self.list {
            if call.wish.is_none() {
                call.function = scope.keep(&call.wanted);
            }
        }
        for call in &mut self.list {
            let wished = call.wish.map(|wish| wish.name.as_str());
            let function = call.function.as_ref().map(|(name, _)| name.as_str()).or(wished);
            let Some(function) = function.filter(|name| call.before.name() == Some(*name)) else { continue };
            for (form, slot) in call.operation.forms.iter().zip(&mut call.forms) {
                let before = call.before.form(&form.differs).map_or(Before::New, Before::Called);
                let wanted = Wanted::words(forms::hints(function, &form.differs)).before(before);
                *slot = scope.keep(&wanted).map(|(name, _)| name);
            }
        }
    }

    /// Names for the others, and last those that the user asks for: they have to be free.
    pub(super) fn claim(&mut self, scope: &mut Scope, collisions: &mut Collisions) {
        for call in self.list.iter_mut().filter(|call| call.wish.is_none()) {
            let (function, collided) = call.function.take().unwrap_or_else(|| scope.claim(&call.wanted));
            if collided && !call.is_overload {
                collisions.push(call.collision(&function));
            }
            call.function = Some((function, collided));
        }
        for call in &mut self.list {
            if let Some(wish) = call.wish {
                let what = format!("`{} {}`", call.operation.method.as_str(), call.operation.path);
                call.function = Some((grant(scope, wish, &what, collisions), false));
            }
        }
        self.list.sort_by_key(|call| call.position);
        for call in &mut self.list {
            let function = call.function.as_ref().map_or("", |(name, _)| name);
            for (form, slot) in call.operation.forms.iter().zip(&mut call.forms) {
                slot.get_or_insert_with(|| scope.claim(&Wanted::words(forms::hints(function, &form.differs))).0);
            }
        }
    }

    /// Names for the types beside the functions; all names are handed over.
    pub(super) fn finish(self, owner: Owner, names: &mut Names) {
        let mut beside = Beside::new(self.api, names, &self.prefix);
        let calls: Vec<Wants> =
            self.list.iter().map(|call| beside.want(call.operation, call.before, call.name())).collect();
        let forms: Vec<Vec<Wants>> = self.list.iter().map(|call| call.wanted_beside_forms(&mut beside)).collect();
        let beside = beside.claim();
        for ((call, wants), of_forms) in self.list.into_iter().zip(&calls).zip(&forms) {
            let types = beside.types(wants);
            let function = call.function.map(|(name, _)| name).unwrap_or_default();
            let form = |((form, function), wants): ((&Form, Option<String>), &Wants)| {
                let own = beside.types(wants);
                // A form that only asks for something else sends what the main one sends.
                let parts = if matches!(form.differs, Differs::Sends(_)) { own.parts } else { types.parts.clone() };
                let function = function.unwrap_or_default();
                FormNames { function, request: own.request, response: own.response, parts }
            };
            let forms = call.operation.forms.iter().zip(call.forms).zip(of_forms).map(form).collect();
            if let Some(slot) = names.operations.get_mut(call.position) {
                let Types { request, response, parts } = types;
                let parameters = call.parameters;
                *slot = OperationNames { owner, function, request, response, parts, parameters, forms };
            }
        }
    }
}

impl<'c> Call<'c> {
    fn name(&self) -> &str {
        self.function.as_ref().map_or("", |(name, _)| name)
    }

    fn wanted_beside_forms(&self, beside: &mut Beside<'c>) -> Vec<Wants> {
        let forms = self.operation.forms.iter().zip(&self.forms);
        let want = |(form, function): (&Form, &Option<String>)| {
            beside.want_of_form(self.operation, form, self.before, function.as_deref().unwrap_or_default())
        };
        forms.map(want).collect()
    }

    fn collision(&self, function: &str) -> Diagnostic {
        let message = format!("`{} {}` is called `{function}`", self.operation.method.as_str(), self.operation.path);
        let note = Diagnostic::remark(Code::NameCollision, format!("{message}, because its own name is taken"));
        match self.operation.place {
            Some(place) => note.at(place),
            None => note,
        }
    }
}
