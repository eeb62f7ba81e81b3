//! Path Item Object: the operations of a path and what they share.

use super::{context::Lower, spot::Spot};
use crate::{config::selector::Candidate, diagnostics::Code, model::Method, openapi::cursor::At};

/// What the operations of a path share.
#[derive(Clone, Copy)]
pub(super) struct PathItem<'a, 'p> {
    pub(super) path: &'p str,
    pub(super) at: At<'a>,
    /// What its `$ref` leads to.
    pub(super) target: Option<At<'a>>,
}

impl<'a> PathItem<'a, '_> {
    /// A member that the operations share; what the item says itself wins.
    pub(super) fn get(&self, name: &str) -> Option<At<'a>> {
        self.at.get(name).or_else(|| self.target?.get(name))
    }

    /// What the `$ref` leads to, and then the item itself.
    pub(super) fn layers(&self) -> impl Iterator<Item = At<'a>> {
        self.target.into_iter().chain([self.at])
    }
}

impl<'a> Lower<'a, '_> {
    pub(super) fn path_item(&mut self, path: &str, at: At<'a>) {
        if at.node.as_mapping().is_none() {
            self.wrong_kind(&format!("path `{path}`"), "a mapping", at);
            return;
        }
        let mut item = PathItem { path, at, target: None };
        // Since 3.1 a Path Item Object may refer to another and say more beside; what it says itself wins.
        if at.reference().is_some() {
            match self.resolve(at) {
                Some(target) => item.target = Some(target),
                None => return,
            }
        }
        for layer in [Some(at), item.target].into_iter().flatten() {
            self.unknown_members(layer, "Path Item Object", KNOWN);
            for method in Method::ALL {
                let Some(operation) = layer.get(method.member()) else { continue };
                if self.is_done(path, method) {
                    self.second(path, method, operation);
                    continue;
                }
                let Some(operation) = self.operation_itself(path, method, operation) else { continue };
                self.wanted_operation(item, method, operation);
            }
            let additional: Vec<_> = layer.map("additionalOperations").collect();
            for (member, operation) in additional {
                match Method::named(&member.name) {
                    Some(method) if self.is_done(path, method) => self.second(path, method, operation),
                    Some(method) => self.wanted_operation(item, method, operation),
                    None => self.lost(format!("operation of method `{}`, which can be none", member.name), operation),
                }
            }
        }
    }

    /// What stands beside a `$ref` wins over what that leads to, and a field over `additionalOperations`, which must not
    /// have its method.
    fn second(&mut self, path: &str, method: Method, at: At<'a>) {
        self.lost(format!("second operation `{} {path}`", method.as_str()), at);
    }

    fn is_done(&self, path: &str, method: Method) -> bool {
        let of_path = self.api.operations.iter().rev().take_while(|done| done.path == path);
        of_path.into_iter().any(|done| done.method == method)
    }

    /// An operation, or what a `$ref` in its place leads to. The specification knows no Reference Object there, but
    /// descriptions that are split into files have them, and what they mean is plain.
    fn operation_itself(&mut self, path: &str, method: Method, at: At<'a>) -> Option<At<'a>> {
        if at.reference().is_none() {
            return Some(at);
        }
        self.repaired("`$ref` in place of an Operation Object", "the operation that it leads to", at);
        for (member, node) in at.members().filter(|(member, _)| &*member.name != "$ref") {
            self.remark(format!("`{}` beside a `$ref`", member.name), node);
        }
        let found = self.resolve(at);
        if found.is_none() {
            self.skip(method, path, at);
        }
        found
    }

    fn wanted_operation(&mut self, item: PathItem<'a, '_>, method: Method, at: At<'a>) {
        if at.node.as_mapping().is_none() {
            self.wrong_kind(&format!("operation `{} {}`", method.as_str(), item.path), "a mapping", at);
            return;
        }
        let tags: Vec<String> = at.list("tags").filter_map(|tag| tag.node.text().map(str::to_owned)).collect();
        let candidate =
            Candidate { method: method.as_str(), path: item.path, operation_id: at.scalar("operationId"), tags: &tags };
        if !self.selectors.wants_operation(candidate) {
            return;
        }
        match self.operation(item, method, at, tags) {
            Some(operation) => self.api.operations.push(operation),
            None => self.skip(method, item.path, at),
        }
    }

    /// Lists an operation that cannot be read.
    fn skip(&mut self, method: Method, path: &str, at: At<'a>) {
        let skipped = crate::model::ledger::SkippedOperation {
            method: method.as_str().to_owned(),
            path: path.to_owned(),
            code: Code::NotRepresented,
        };
        self.api.ledger.skipped.push(skipped);
        self.lost(format!("operation `{} {path}`", method.as_str()), at);
    }
}

/// The spot of a parameter that a path's operations share.
pub(super) fn shared_parameter(path: &str, name: &str) -> Spot {
    super::spot::of_operation("PATH", path, None, &format!("parameter {name}"))
}

const KNOWN: &[&str] = &[
    "$ref",
    "summary",
    "description",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "query",
    "additionalOperations",
    "servers",
    "parameters",
];
