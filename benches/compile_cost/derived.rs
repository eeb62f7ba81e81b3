//! The derive form of types: structs and enums with serde's traits, as one writes them by hand.

use std::collections::BTreeMap;

use heck::{ToPascalCase as _, ToUpperCamelCase as _};
use roxmltree::{Document, Node};

/// The types of a CSDL document in XML: structures with the properties of their bases, values of structures boxed and
/// everything optional; dates, decimals and the like as texts, which asks less of the compiler than types of their own.
pub(crate) fn from_metadata(text: &str) -> String {
    let document = Document::parse(text).expect("CSDL in XML");
    let schemas: Vec<Node<'_, '_>> = elements(document.root_element(), &["DataServices"])
        .flat_map(|services| elements(services, &["Schema"]).collect::<Vec<_>>())
        .collect();
    let types: BTreeMap<String, Node<'_, '_>> = schemas
        .iter()
        .flat_map(|schema| {
            elements(*schema, &["EntityType", "ComplexType", "EnumType"]).map(move |node| (schema, node))
        })
        .filter_map(|(schema, node)| {
            Some((format!("{}.{}", schema.attribute("Namespace")?, node.attribute("Name")?), node))
        })
        .collect();
    let full = |reference: &str| -> String {
        let (qualifier, name) = reference.rsplit_once('.').unwrap_or(("", reference));
        let schema = schemas.iter().find(|schema| schema.attribute("Alias") == Some(qualifier));
        format!("{}.{name}", schema.and_then(|schema| schema.attribute("Namespace")).unwrap_or(qualifier))
    };
    let mut code = String::from("#![allow(dead_code, non_camel_case_types)]\n");
    for (key, node) in &types {
        let name = key.to_upper_camel_case();
        if node.has_tag_name((node.tag_name().namespace().unwrap_or_default(), "EnumType")) {
            code.push_str(&enumeration(&name, *node));
            continue;
        }
        let mut chain = vec![*node];
        while let Some(base) =
            chain.last().and_then(|last| last.attribute("BaseType")).and_then(|base| types.get(&full(base)))
        {
            chain.push(*base);
        }
        code.push_str(DERIVES);
        code.push_str(&format!("#[serde(default)]\npub struct {name} {{\n"));
        let properties = chain.iter().rev().flat_map(|node| elements(*node, &["Property", "NavigationProperty"]));
        for (position, property) in properties.enumerate() {
            let (Some(wire), Some(of)) = (property.attribute("Name"), property.attribute("Type")) else { continue };
            code.push_str(&field(position, wire, &value(of, &full, &types)));
        }
        code.push_str("}\n");
    }
    code
}

/// A field that is left out where it has no value.
pub(crate) fn field(position: usize, wire: &str, value: &str) -> String {
    let with = if value == "time::OffsetDateTime" { ", with = \"time::serde::rfc3339::option\"" } else { "" };
    format!(
        "    #[serde(rename = \"{wire}\", skip_serializing_if = \"Option::is_none\"{with})]\n    \
         pub field{position}: Option<{value}>,\n"
    )
}

/// The derives of a struct.
pub(crate) const DERIVES: &str = "#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]\n";

fn enumeration(name: &str, node: Node<'_, '_>) -> String {
    let members = elements(node, &["Member"]).filter_map(|member| member.attribute("Name"));
    let members: String = members
        .enumerate()
        .map(|(position, wire)| {
            format!("    #[serde(rename = \"{wire}\")]\n    {}{position},\n", wire.to_pascal_case())
        })
        .collect();
    format!(
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]\n\
         pub enum {name} {{\n{members}}}\n"
    )
}

fn value(reference: &str, full: &dyn Fn(&str) -> String, types: &BTreeMap<String, Node<'_, '_>>) -> String {
    if let Some(item) = reference.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')')) {
        return match value(item, full, types) {
            date if date == "time::OffsetDateTime" => "Vec<String>".to_owned(),
            item => format!("Vec<{item}>"),
        };
    }
    let own = |name: &str| types.get(&full(name)).map(|node| node.tag_name().name() == "EnumType");
    match reference {
        "Edm.Boolean" => "bool".to_owned(),
        "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" => "i32".to_owned(),
        "Edm.Int64" => "i64".to_owned(),
        "Edm.Single" | "Edm.Double" => "f64".to_owned(),
        "Edm.DateTimeOffset" => "time::OffsetDateTime".to_owned(),
        other => match own(other) {
            Some(true) => full(other).to_upper_camel_case(),
            Some(false) => format!("Box<{}>", full(other).to_upper_camel_case()),
            None => "String".to_owned(),
        },
    }
}

fn elements<'a, 'input: 'a>(node: Node<'a, 'input>, names: &'a [&'a str]) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| names.contains(&child.tag_name().name()))
}
