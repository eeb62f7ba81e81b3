//! Values of types as metadata has them (OData JSON Format 4.01): a second reading of CSDL in XML that knows nothing of
//! the generator's.

use std::collections::HashMap;

use proptest::{
    prelude::*,
    strategy::{Strategy, ValueTree},
    string::string_regex,
    test_runner::TestRunner,
};
use roxmltree::{Document, Node};
use serde_json::{Map, Value, json};

/// How deep values go.
const DEPTH: usize = 3;

/// What a document declares, by qualified name.
pub(crate) struct Metadata<'x> {
    types: HashMap<String, Node<'x, 'x>>,
    aliases: HashMap<String, String>,
}

impl<'x> Metadata<'x> {
    pub(crate) fn read(document: &'x Document<'x>) -> Self {
        let mut found = Self { types: HashMap::new(), aliases: HashMap::new() };
        for node in document.descendants() {
            let (namespace, alias) = (node.attribute("Namespace"), node.attribute("Alias"));
            if let (Some(namespace), Some(alias), "Schema" | "Include") = (namespace, alias, node.tag_name().name()) {
                found.aliases.insert(alias.to_owned(), namespace.to_owned());
            }
            let Some(namespace) = node.parent_element().and_then(|schema| schema.attribute("Namespace")) else {
                continue;
            };
            if let ("EntityType" | "ComplexType" | "EnumType" | "TypeDefinition", Some(name)) =
                (node.tag_name().name(), node.attribute("Name"))
            {
                found.types.insert(format!("{namespace}.{name}"), node);
            }
        }
        found
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.types.contains_key(name)
    }

    /// Whether a type is an enumeration of sets.
    pub(crate) fn is_flags(&self, name: &str) -> bool {
        self.types.get(name).is_some_and(|node| node.attribute("IsFlags") == Some("true"))
    }

    fn resolve(&self, name: &str) -> String {
        match name.rsplit_once('.') {
            Some((prefix, last)) => match self.aliases.get(prefix) {
                Some(namespace) => format!("{namespace}.{last}"),
                None => name.to_owned(),
            },
            None => name.to_owned(),
        }
    }

    /// A type and its bases, the base first.
    fn line(&self, name: &str) -> Vec<Node<'x, 'x>> {
        let mut line = Vec::new();
        let mut next = self.types.get(name).copied();
        while let Some(node) = next.filter(|_| line.len() < 32) {
            line.insert(0, node);
            next = node.attribute("BaseType").and_then(|base| self.types.get(&self.resolve(base)).copied());
        }
        line
    }

    fn is_open(&self, name: &str) -> bool {
        self.line(name).iter().any(|node| node.attribute("OpenType") == Some("true"))
    }

    fn is_abstract(&self, name: &str) -> bool {
        self.types.get(name).is_some_and(|node| node.attribute("Abstract") == Some("true"))
    }

    /// The type itself and those derived from it that have values.
    fn concrete(&self, name: &str) -> Vec<String> {
        let own = self.types.get(name);
        let is_a = |other: &&String| self.line(other).iter().any(|node| Some(node) == own);
        let mut found: Vec<String> = self.types.keys().filter(is_a).cloned().collect();
        found.retain(|name| !self.is_abstract(name));
        found.sort();
        found
    }
}

/// Makes values, the same ones in each run.
pub(crate) struct MetadataMaker<'m, 'x> {
    metadata: &'m Metadata<'x>,
    runner: TestRunner,
    /// Whether integers of 64 bits and decimals are texts (`IEEE754Compatible=true`).
    as_text: bool,
}

impl<'m, 'x> MetadataMaker<'m, 'x> {
    pub(crate) fn new(metadata: &'m Metadata<'x>) -> Self {
        Self { metadata, runner: TestRunner::deterministic(), as_text: false }
    }

    /// A value of a declared type, by its qualified name.
    pub(crate) fn of(&mut self, name: &str) -> Option<Value> {
        self.as_text = self.chance(30);
        self.metadata.has(name).then(|| self.value(name, 0))
    }

    fn sample<T: std::fmt::Debug>(&mut self, strategy: impl Strategy<Value = T>) -> T {
        strategy.new_tree(&mut self.runner).expect("a value").current()
    }

    fn text(&mut self, pattern: &str) -> String {
        self.sample(string_regex(pattern).expect("a regular expression"))
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.sample(0..100_u32) < percent
    }

    fn choose<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() {
            return None;
        }
        let position = self.sample(0..all.len());
        all.get(position).cloned()
    }

    /// A value of a type by its qualified name.
    fn value(&mut self, name: &str, depth: usize) -> Value {
        if let Some(simple) = name.strip_prefix("Edm.") {
            return self.built_in(simple, depth);
        }
        let Some(node) = self.metadata.types.get(name).copied() else { return self.anything(depth) };
        match node.tag_name().name() {
            "EnumType" => self.member(node),
            "TypeDefinition" => {
                let underlying = self.metadata.resolve(node.attribute("UnderlyingType").unwrap_or("Edm.String"));
                self.value(&underlying, depth)
            }
            _ => self.structured(name, depth),
        }
    }

    fn structured(&mut self, name: &str, depth: usize) -> Value {
        let candidates = self.metadata.concrete(name);
        let derived = self.choose(&candidates).filter(|_| self.metadata.is_abstract(name) || self.chance(25));
        let actual = derived.unwrap_or_else(|| name.to_owned());
        let mut object = Map::new();
        if actual != name || self.chance(10) {
            object.insert("@odata.type".to_owned(), json!(format!("#{actual}")));
        }
        if self.chance(15) {
            object.insert("@odata.etag".to_owned(), json!(self.text("W/\"[0-9a-zA-Z']{0,8}\"")));
        }
        if self.chance(5) {
            let note = self.anything(depth);
            object.insert("@Some.Vocabulary.Term#q".to_owned(), note);
        }
        for node in self.metadata.line(&actual) {
            for property in node.children() {
                self.property(property, depth, &mut object);
            }
        }
        // Of open types the service says so; others may grow at any time.
        if self.chance(if self.metadata.is_open(&actual) { 60 } else { 8 }) {
            let further = self.anything(depth);
            object.insert("furtherDynamic".to_owned(), further);
            object.insert("furtherCount".to_owned(), json!(self.sample(any::<i64>())));
            object.insert("furtherCount@odata.type".to_owned(), json!("#Int64"));
        }
        Value::Object(object)
    }

    fn property(&mut self, property: Node<'x, 'x>, depth: usize, object: &mut Map<String, Value>) {
        let is_navigation = match property.tag_name().name() {
            "Property" => false,
            "NavigationProperty" => true,
            _ => return,
        };
        let (Some(name), Some(written)) = (property.attribute("Name"), property.attribute("Type")) else { return };
        let inner = written.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
        let kind = self.metadata.resolve(inner.unwrap_or(written));
        if kind == "Edm.Stream" {
            if self.chance(20) {
                object.insert(format!("{name}@odata.mediaReadLink"), json!("https://service.example/photo"));
            }
            return;
        }
        let wanted = if is_navigation { 30 } else { 75 };
        if depth >= DEPTH || !self.chance(wanted) {
            return;
        }
        if self.chance(3) {
            let note = self.anything(depth);
            object.insert(format!("{name}@Some.Vocabulary.Term"), note);
        }
        let is_nullable = property.attribute("Nullable") != Some("false");
        let value = match inner {
            Some(_) => {
                if is_navigation && self.chance(20) {
                    object.insert(format!("{name}@odata.count"), json!(self.sample(0..100_u32)));
                    object.insert(format!("{name}@odata.nextLink"), json!("https://service.example/next?$skip=2"));
                }
                let items = self.sample(0..3_usize);
                let may_be_null = is_nullable && !is_navigation;
                let item = |maker: &mut Self| {
                    if may_be_null && maker.chance(10) { Value::Null } else { maker.value(&kind, depth + 1) }
                };
                Value::Array((0..items).map(|_| item(self)).collect())
            }
            // Rarely where it is said that there is none, as services do all the same.
            None if self.chance(if is_nullable { 15 } else { 1 }) => Value::Null,
            None => self.value(&kind, depth + 1),
        };
        object.insert(name.to_owned(), value);
    }

    /// A member of an enumeration, several of them, or one that is not known.
    fn member(&mut self, node: Node<'x, 'x>) -> Value {
        let members: Vec<&str> = node.children().filter_map(|member| member.attribute("Name")).collect();
        let one = self.choose(&members).unwrap_or("none");
        if self.chance(10) {
            return json!(self.text("[a-z][A-Za-z]{3,12}Unknown"));
        }
        if node.attribute("IsFlags") == Some("true") && self.chance(50) {
            let other = self.choose(&members).filter(|other| *other != one).unwrap_or("further");
            return json!(format!("{one},{other}"));
        }
        json!(one)
    }

    fn number(&mut self, digits: String) -> Value {
        if self.as_text {
            return Value::String(digits);
        }
        serde_json::from_str(&digits).unwrap_or(Value::Null)
    }

    /// A value of a built-in type (OData ABNF).
    fn built_in(&mut self, simple: &str, depth: usize) -> Value {
        match simple {
            "Boolean" => json!(self.sample(any::<bool>())),
            "SByte" => json!(self.sample(any::<i8>())),
            "Byte" => json!(self.sample(any::<u8>())),
            "Int16" => json!(self.sample(any::<i16>())),
            "Int32" => json!(self.sample(any::<i32>())),
            "Int64" => {
                let digits = self.sample(any::<i64>()).to_string();
                self.number(digits)
            }
            "Decimal" => {
                let digits = self.text(r"-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,5})?");
                self.number(digits)
            }
            "Single" | "Double" if self.chance(10) => json!(self.text("INF|-INF|NaN")),
            "Single" => {
                let text = self.sample(proptest::num::f32::NORMAL | proptest::num::f32::ZERO).to_string();
                serde_json::from_str(&text).unwrap_or(json!(1.5))
            }
            "Double" => json!(self.sample(proptest::num::f64::NORMAL | proptest::num::f64::ZERO)),
            "DateTimeOffset" => json!(self.text(
                r"-?[0-9]{3}[1-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,12})?)?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])"
            )),
            "Date" => json!(self.text(r"-?[0-9]{3}[1-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])")),
            "TimeOfDay" => json!(self.text(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,12})?)?")),
            "Duration" => json!(self.text(
                r"-?P([0-9]{1,5}D)?(T([0-9]{1,4}H[0-9]{1,4}M|[0-9]{1,4}M[0-9]{1,4}(\.[0-9]{1,9})?S|[0-9]{1,4}(\.[0-9]{1,9})?S))|P[0-9]{1,3}D"
            )),
            "Guid" => json!(self.text("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")),
            "Binary" => json!(self.text("([A-Za-z0-9_-]{4}){0,5}([A-Za-z0-9_-][AQgw](==)?)?")),
            "String" => json!(self.text(r#"[a-zA-Z0-9 '"\\/<>&äß€\n\t𝄞]{0,12}"#)),
            "Untyped" | "PrimitiveType" => self.anything(depth),
            "ComplexType" | "EntityType" => json!({ "@odata.type": "#Elsewhere.Type", "a": self.anything(depth) }),
            _ => json!({ "type": "Point", "coordinates": [self.sample(-180..180_i32), 0.5] }),
        }
    }

    fn anything(&mut self, depth: usize) -> Value {
        match self.sample(0..if depth >= DEPTH { 4_usize } else { 6 }) {
            0 => Value::Null,
            1 => json!(self.sample(any::<bool>())),
            2 => json!(self.sample(any::<i64>())),
            3 => json!(self.text("[a-z'\"\\\\ é]{0,8}")),
            4 => json!([self.anything(depth + 1), self.anything(depth + 1)]),
            _ => json!({ "inner": self.anything(depth + 1), "@odata.type": "#Edm.Untyped" }),
        }
    }
}
