//! Finding the nodes that a JSONPath (RFC 9535) names.

use serde_json::Value as Json;
use serde_json_path::JsonPath;

use crate::source::{
    core_schema,
    node::{Node, Value},
};

/// The path of a node as a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointer(String);

impl Pointer {
    fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    pub(super) fn depth(&self) -> usize {
        self.0.matches('/').count()
    }
}

/// The description as the JSON that paths are looked up in, kept in step with its tree.
pub(super) struct Mirror(Json);

impl Mirror {
    pub(super) fn of(root: &Node) -> Self {
        Self(json(root))
    }

    /// The nodes that a path names, each once, in the order of the description.
    pub(super) fn query(&self, path: &str) -> Result<Vec<Pointer>, String> {
        let path = JsonPath::parse(path).map_err(|error| error.to_string())?;
        let found = path.query_located(&self.0).dedup();
        Ok(found.locations().map(|location| Pointer(location.to_json_pointer())).collect())
    }

    /// Takes over what the tree has become at a pointer after `added` was merged into it: of a mapping only the members
    /// that were, so that many small changes of a large description stay cheap.
    pub(super) fn renew(&mut self, root: &Node, pointer: &Pointer, added: &Node) {
        let (Some(slot), Some(now)) = (self.0.pointer_mut(&pointer.0), node(root, pointer)) else { return };
        match (slot, added.as_mapping()) {
            (Json::Object(members), Some(added)) => {
                for member in added {
                    let value = now.get(&member.name).map_or(Json::Null, json);
                    members.insert(member.name.to_string(), value);
                }
            }
            (slot, _) => *slot = json(now),
        }
    }

    /// Takes out what was taken out of the tree.
    pub(super) fn remove(&mut self, pointer: &Pointer) {
        let Some(last) = tokens(&pointer.0).last() else { return };
        match self.0.pointer_mut(pointer.parent()) {
            Some(Json::Object(members)) => {
                members.remove(&last);
            }
            Some(Json::Array(items)) => {
                if let Some(position) = last.parse::<usize>().ok().filter(|position| *position < items.len()) {
                    items.remove(position);
                }
            }
            _ => {}
        }
    }
}

/// The depth of a tree is bounded, so this may call itself.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null(_) => Json::Null,
        Value::Bool { value, .. } => Json::Bool(*value),
        Value::Number(text) => match node.as_i64() {
            Some(integer) => integer.into(),
            None => core_schema::float(text).map_or(Json::Null, Json::from),
        },
        Value::String(text) => Json::String(text.to_string()),
        Value::Sequence(items) => Json::Array(items.iter().map(json).collect()),
        Value::Mapping(mapping) => {
            Json::Object(mapping.iter().map(|member| (member.name.to_string(), json(&member.node))).collect())
        }
    }
}

fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// The node at a pointer.
pub(super) fn node<'a>(root: &'a Node, pointer: &Pointer) -> Option<&'a Node> {
    tokens(&pointer.0).try_fold(root, |node, token| match &node.value {
        Value::Mapping(mapping) => mapping.get(&token),
        Value::Sequence(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The node at a pointer, to be changed.
pub(super) fn node_mut<'a>(root: &'a mut Node, pointer: &Pointer) -> Option<&'a mut Node> {
    tokens(&pointer.0).try_fold(root, |node, token| match &mut node.value {
        Value::Mapping(mapping) => mapping.get_mut(&token),
        Value::Sequence(items) => items.get_mut(token.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Takes the node at a pointer out of its mapping or list; the root cannot be taken.
pub(super) fn remove(root: &mut Node, pointer: &Pointer) -> bool {
    let Some(last) = tokens(&pointer.0).last() else { return false };
    // What stood inside a node that is gone already is gone with it.
    let Some(parent) = node_mut(root, &Pointer(pointer.parent().to_owned())) else { return true };
    match &mut parent.value {
        Value::Mapping(mapping) => mapping.remove(&last),
        Value::Sequence(items) => {
            if let Some(position) = last.parse::<usize>().ok().filter(|position| *position < items.len()) {
                items.remove(position);
            }
        }
        _ => {}
    }
    true
}
