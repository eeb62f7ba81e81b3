//! A node as JSON text, for default values in the documentation.

use std::fmt::Write;

use crate::source::{Node, Value};

/// The JSON text of a node; numbers keep their digits where JSON can hold them.
pub(super) fn text(node: &Node) -> String {
    let mut text = String::new();
    write(node, &mut text);
    text
}

/// The depth of a tree is bounded when it is read, so this may call itself.
fn write(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null(_) => out.push_str("null"),
        Value::Bool { value, .. } => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) if is_json_number(text) => out.push_str(text),
        // Hexadecimal and octal digits, infinities.
        Value::Number(text) => match node.as_i64() {
            Some(integer) => _ = write!(out, "{integer}"),
            None => quote(text, out),
        },
        Value::String(text) => quote(text, out),
        Value::Sequence(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                out.push_str(if position == 0 { "" } else { ", " });
                write(item, out);
            }
            out.push(']');
        }
        Value::Mapping(mapping) => {
            out.push('{');
            for (position, member) in mapping.iter().enumerate() {
                out.push_str(if position == 0 { "" } else { ", " });
                quote(&member.name, out);
                out.push_str(": ");
                write(&member.node, out);
            }
            out.push('}');
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::String(text.to_owned()).to_string());
}

fn is_json_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}
