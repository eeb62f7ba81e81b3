//! Values of a schema as the document has it: a second reading that knows nothing of the generator's.

pub(crate) mod metadata;

use proptest::{
    prelude::*,
    strategy::{Strategy, ValueTree},
    string::string_regex,
    test_runner::TestRunner,
};
use serde_json::{Map, Value, json};

/// How deep values go by members that may be left out; those that must be there end a little later.
const DEPTH: usize = 3;
const DEEPEST: usize = 9;

/// The schema of a component, in any version.
pub(crate) fn component<'a>(document: &'a Value, name: &str) -> Option<&'a Value> {
    document.get("definitions").or_else(|| document.get("components")?.get("schemas"))?.get(name)
}

const BASE64: &str = "([A-Za-z0-9+/]{4}){0,5}([A-Za-z0-9+/][AQgw]==)?";

const BASE64URL: &str = "([A-Za-z0-9_-]{4}){0,5}([A-Za-z0-9_-][AQgw])?";

/// Makes values, the same ones in each run.
pub(crate) struct Maker<'a> {
    document: &'a Value,
    runner: TestRunner,
    /// Members that other parts of the `allOf` at hand require of the object that is being made.
    wanted: Vec<&'a str>,
    /// Whether parts of one value contradict each other.
    contradiction: bool,
    /// Whether nothing that can be something else is null.
    never_null: bool,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(document: &'a Value) -> Self {
        let runner = TestRunner::deterministic();
        Self { document, runner, wanted: Vec::new(), contradiction: false, never_null: false }
    }

    /// A value of a component; none where it ends nowhere, or cannot be read here. No null: whether a value may be null
    /// is said where the type is used, not by the type.
    pub(crate) fn component(&mut self, name: &str) -> Option<Value> {
        self.value(component(self.document, name)?, 0).filter(|value| !value.is_null())
    }

    fn sample<T: std::fmt::Debug>(&mut self, strategy: impl Strategy<Value = T>) -> T {
        strategy.new_tree(&mut self.runner).expect("a value").current()
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.sample(0..100_u32) < percent
    }

    fn choose<'t, T>(&mut self, all: &'t [T]) -> Option<&'t T> {
        if all.is_empty() {
            return None;
        }
        all.get(self.sample(0..all.len()))
    }

    fn value(&mut self, schema: &'a Value, depth: usize) -> Option<Value> {
        let Value::Object(keywords) = schema else {
            return (*schema == Value::Bool(true)).then(|| self.anything());
        };
        if depth > DEEPEST {
            return None;
        }
        // This is how 3.0 says `null` among alternatives, though it says no more than `{}`.
        if keywords.len() == 1 && keywords.get("nullable") == Some(&Value::Bool(true)) {
            return Some(Value::Null);
        }
        if let Some(target) = keywords.get("$ref") {
            let target = self.document.pointer(&pointer(target.as_str()?)?)?;
            return self.value(target, depth + 1);
        }
        if let Some(anchor) = keywords.get("$dynamicRef") {
            let target = anchored(self.document, anchor.as_str()?.strip_prefix('#')?)?;
            return self.value(target, depth + 1);
        }
        let is_nullable = ["nullable", "x-nullable"].iter().any(|key| keywords.get(*key) == Some(&Value::Bool(true)));
        if is_nullable && !self.never_null && !keywords.contains_key("enum") && self.chance(15) {
            return Some(Value::Null);
        }
        if let Some(value) = keywords.get("const") {
            return Some(value.clone());
        }
        if let Some(values) = keywords.get("enum") {
            let values = values.as_array()?;
            let others: Vec<&Value> = values.iter().filter(|value| !(self.never_null && value.is_null())).collect();
            return if others.is_empty() {
                self.choose(values).cloned()
            } else {
                self.choose(&others).copied().cloned()
            };
        }
        let outer = self.wanted.len();
        if keywords.contains_key("allOf") {
            self.want(schema, depth);
        }
        let value = self.whole(keywords, depth);
        self.wanted.truncate(outer);
        value
    }

    /// Notes what the parts of an `allOf` require: the member may be described in another part.
    fn want(&mut self, schema: &'a Value, depth: usize) {
        let Some(keywords) = schema.as_object().filter(|_| depth <= DEEPEST) else { return };
        if let Some(target) = keywords.get("$ref").and_then(Value::as_str).and_then(pointer) {
            if let Some(target) = self.document.pointer(&target) {
                self.want(target, depth + 1);
            }
            return;
        }
        let required = keywords.get("required").and_then(Value::as_array);
        self.wanted.extend(required.into_iter().flatten().filter_map(Value::as_str));
        for part in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.want(part, depth + 1);
        }
    }

    /// A value of all parts of a schema that is no constant. Where one part gives null for what another gives something
    /// else for, it is no value of both, and another is made; in the end one without nulls.
    fn whole(&mut self, keywords: &'a Map<String, Value>, depth: usize) -> Option<Value> {
        const TRIES: usize = 4;
        let outer = self.never_null;
        let mut made = self.once(keywords, depth);
        for attempt in 1..=TRIES {
            if !std::mem::take(&mut self.contradiction) {
                break;
            }
            self.never_null = outer || attempt == TRIES;
            made = self.once(keywords, depth);
        }
        self.never_null = outer;
        made
    }

    fn once(&mut self, keywords: &'a Map<String, Value>, depth: usize) -> Option<Value> {
        // What is null by one part is no object by another, and `nullable: false` is meant where it is written.
        let all = keywords.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let is_never_null = all.clone().filter(|part| says_something(part)).count() > 1
            || all.clone().any(|part| part.get("nullable") == Some(&Value::Bool(false)));
        // Each of these has a part of the value.
        let mut parts = Vec::new();
        for part in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if says_something(part) && !(demands_members(part) && keywords.contains_key("properties")) {
                parts.push(self.part(part, is_never_null, depth)?);
            }
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(variants) = keywords.get(key).and_then(Value::as_array) {
                // A variant that says nothing has no part in the value if something else has.
                let narrow = variants.iter().filter(|variant| parts.is_empty() || says_something(variant));
                let mut narrow: Vec<&Value> = narrow.collect();
                if keywords.contains_key("properties") && narrow.iter().all(|variant| demands_members(variant)) {
                    // Nothing here looks at which members are there.
                    narrow.clear();
                }
                if !narrow.is_empty() {
                    parts.push(self.variant(&narrow, keywords.get("discriminator"), depth)?);
                }
            }
        }
        let is_alone = parts.is_empty();
        let is_typed =
            ["type", "properties", "items", "additionalProperties"].iter().any(|it| keywords.contains_key(*it));
        if is_alone && !is_typed {
            // What only texts have says that it is one.
            let is_text = matches!(format(keywords), "binary" | "password");
            return Some(if is_text { self.text(keywords).into() } else { self.anything() });
        }
        // Without a type, members are those of an object, if the value is one.
        let is_other = !keywords.contains_key("type") && parts.iter().any(|part| !part.is_object());
        let are_lists = keywords.get("items").is_some_and(says_something) && parts.iter().all(Value::is_array);
        if is_alone || (keywords.contains_key("properties") && !is_other) || are_lists {
            parts.push(self.of_type(keywords, depth, is_alone)?);
        }
        // What one part has of a member that another describes too, that other has to say its part of.
        if parts.len() > 1 {
            let has = |name: &&str| parts.iter().any(|part| part.get(*name).is_some()) && !self.wanted.contains(name);
            let unsaid: Vec<&'a str> = self.shared(keywords).into_iter().filter(has).collect();
            if !unsaid.is_empty() {
                self.wanted.extend(unsaid);
                return self.once(keywords, depth);
            }
        }
        let made = merged(parts);
        self.contradiction |= made.is_none();
        made
    }

    /// The members that several parts of a schema describe.
    fn shared(&self, keywords: &'a Map<String, Value>) -> Vec<&'a str> {
        let own = keywords.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
        let mut names: Vec<&'a str> = own.map(String::as_str).collect();
        for key in ["allOf", "oneOf", "anyOf"] {
            let mut of_list = Vec::new();
            for part in keywords.get(key).and_then(Value::as_array).into_iter().flatten() {
                let mut of_part = Vec::new();
                self.described(part, DEEPEST, &mut of_part);
                of_part.sort_unstable();
                of_part.dedup();
                of_list.extend(of_part);
            }
            if key != "allOf" {
                // One of them is chosen.
                of_list.sort_unstable();
                of_list.dedup();
            }
            names.extend(of_list);
        }
        names.sort_unstable();
        let several = names.chunk_by(|one, other| one == other).filter(|same| same.len() > 1);
        several.filter_map(|same| same.first().copied()).collect()
    }

    /// The members that a schema and what it takes in describe.
    fn described(&self, schema: &'a Value, depth: usize, names: &mut Vec<&'a str>) {
        let Some(keywords) = schema.as_object().filter(|_| depth > 0) else { return };
        if let Some(target) = keywords.get("$ref").and_then(Value::as_str).and_then(pointer) {
            if let Some(target) = self.document.pointer(&target) {
                self.described(target, depth - 1, names);
            }
            return;
        }
        names.extend(
            keywords.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys).map(String::as_str),
        );
        for key in ["allOf", "oneOf", "anyOf"] {
            for part in keywords.get(key).and_then(Value::as_array).into_iter().flatten() {
                self.described(part, depth - 1, names);
            }
        }
    }

    /// A value of one part of an `allOf`.
    fn part(&mut self, schema: &'a Value, is_never_null: bool, depth: usize) -> Option<Value> {
        const TRIES: usize = 20;
        let mut made = self.value(schema, depth)?;
        for _ in 0..TRIES {
            if !(is_never_null && made.is_null()) {
                break;
            }
            made = self.value(schema, depth)?;
        }
        Some(made)
    }

    /// A value of one of several schemas, and in it the name that the discriminator has for that one.
    fn variant(&mut self, variants: &[&'a Value], discriminator: Option<&'a Value>, depth: usize) -> Option<Value> {
        let start = self.sample(0..variants.len().max(1));
        let chosen = (0..variants.len()).filter_map(|step| variants.get((start + step) % variants.len()).copied());
        let (variant, mut value) =
            chosen.filter_map(|variant| Some((variant, self.possible(variant, depth + 1)?))).next()?;
        if let (Some(discriminator), Some(target), Value::Object(members)) =
            (discriminator, variant.get("$ref").and_then(Value::as_str), &mut value)
        {
            let own = target.rsplit('/').next()?;
            let mapping = discriminator.get("mapping").and_then(Value::as_object);
            let said = mapping.and_then(|mapping| mapping.iter().find(|(_, to)| *to == target || *to == own));
            let said = said.map_or(own, |(said, _)| said.as_str());
            members.insert(discriminator.get("propertyName")?.as_str()?.to_owned(), said.into());
        }
        Some(value)
    }

    /// A value, but null where there shall be none.
    fn possible(&mut self, schema: &'a Value, depth: usize) -> Option<Value> {
        self.value(schema, depth).filter(|value| !(self.never_null && value.is_null()))
    }

    fn of_type(&mut self, keywords: &'a Map<String, Value>, depth: usize, is_alone: bool) -> Option<Value> {
        let inferred = if keywords.contains_key("items") { "array" } else { "object" };
        let kind = match keywords.get("type") {
            Some(Value::Array(kinds)) => {
                let others: Vec<&Value> = kinds.iter().filter(|kind| !self.never_null || *kind != "null").collect();
                self.choose(&others).copied().or(kinds.first())?.as_str()?
            }
            Some(kind) => kind.as_str()?,
            None => inferred,
        };
        // What is made within is another object.
        let wanted = std::mem::take(&mut self.wanted);
        let made = self.of_kind(kind, keywords, depth, is_alone, &wanted);
        self.wanted = wanted;
        made
    }

    fn of_kind(
        &mut self,
        kind: &str,
        keywords: &'a Map<String, Value>,
        depth: usize,
        is_alone: bool,
        wanted: &[&'a str],
    ) -> Option<Value> {
        match kind {
            "null" => Some(Value::Null),
            "boolean" => Some(self.sample(any::<bool>()).into()),
            "integer" => Some(self.integer(keywords)),
            // Some write `number` for what the format calls an integer.
            "number" if format(keywords).contains("int") => Some(self.integer(keywords)),
            "number" => Some(self.number(keywords)),
            "string" => Some(self.text(keywords).into()),
            "array" => self.array(keywords, depth),
            "object" => self.object(keywords, depth, is_alone, wanted),
            _ => None,
        }
    }

    fn integer(&mut self, keywords: &Map<String, Value>) -> Value {
        let (low, high) = match keywords.get("format").and_then(Value::as_str) {
            Some("int8") => (-128, 127),
            Some("uint8") => (0, 255),
            Some("int16") => (-32_768, 32_767),
            Some("uint16") => (0, 65_535),
            Some("uint32") => (0, i64::from(u32::MAX)),
            Some("uint64" | "uint") => (0, i64::MAX),
            Some("int64") => (i64::MIN, i64::MAX),
            // What has no format is a number that every language has.
            _ => (i64::from(i32::MIN), i64::from(i32::MAX)),
        };
        let bound = |key: &str| keywords.get(key).and_then(Value::as_i64);
        let low = bound("minimum").unwrap_or(low).max(low);
        let high = bound("maximum").unwrap_or(high).min(high).max(low);
        self.sample(low..=high).into()
    }

    fn number(&mut self, keywords: &Map<String, Value>) -> Value {
        let bound = |key: &str| keywords.get(key).and_then(Value::as_f64);
        let low = bound("minimum").unwrap_or(-1e9);
        let high = bound("maximum").unwrap_or(1e9).max(low);
        match keywords.get("format").and_then(Value::as_str) {
            // As many digits as the format keeps.
            Some("float" | "decimal") => {
                ((self.sample(low..=high) * 8.0).round() / 8.0).clamp(-65_536.0, 65_536.0).into()
            }
            _ => self.sample(low..=high).into(),
        }
    }

    fn text(&mut self, keywords: &Map<String, Value>) -> String {
        match keywords.get("contentEncoding").and_then(Value::as_str) {
            Some("base64") => return self.sample(string_regex(BASE64).expect("a pattern of ours")),
            Some("base64url") => return self.sample(string_regex(BASE64URL).expect("a pattern of ours")),
            _ => {}
        }
        const DATE: &str = "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])";
        const TIME: &str = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?";
        let known = match format(keywords) {
            "date-time" | "dateTime" => format!("{DATE}T{TIME}(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])"),
            "date" => DATE.to_owned(),
            // With an offset by the specification, and often without.
            "time" => format!("{TIME}(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?"),
            "duration" => "P[1-9]D(T[1-9]H([1-9]M)?)?".to_owned(),
            "uuid" | "guid" => "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}".to_owned(),
            "byte" => BASE64.to_owned(),
            "base64url" => BASE64URL.to_owned(),
            "decimal" => "-?[1-9][0-9]{0,9}(\\.[0-9]{1,6})?".to_owned(),
            "int64" | "int32" | "long" | "int128" => "-?[1-9][0-9]{0,8}".to_owned(),
            "uint64" | "uint32" | "uint" | "uint128" => "[1-9][0-9]{0,8}".to_owned(),
            "int16" | "int8" => "-?[1-9][0-9]?".to_owned(),
            "uint16" | "uint8" => "[1-9][0-9]?".to_owned(),
            "float" | "double" => "-?[1-9][0-9]{0,3}(\\.[1-9])?".to_owned(),
            "uri" | "url" => "https://[a-z]{1,8}\\.example/[a-z0-9]{0,8}".to_owned(),
            _ => String::new(),
        };
        if !known.is_empty() {
            return self.sample(string_regex(&known).expect("a pattern of ours"));
        }
        // Patterns of another language than Rust's are passed over, as those are that would give too much.
        if let Some(strategy) = keywords.get("pattern").and_then(Value::as_str).and_then(|it| string_regex(it).ok()) {
            return self.sample(strategy);
        }
        let length = |key: &str| keywords.get(key).and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
        let low = length("minLength").unwrap_or(0).min(64);
        let high = length("maxLength").unwrap_or(low + 12).clamp(low, low + 12);
        self.sample(proptest::collection::vec(any::<char>(), low..=high)).into_iter().collect()
    }

    fn array(&mut self, keywords: &'a Map<String, Value>, depth: usize) -> Option<Value> {
        let mut values = Vec::new();
        let prefix = keywords.get("prefixItems").or_else(|| keywords.get("items")).and_then(Value::as_array);
        for part in prefix.into_iter().flatten() {
            values.push(self.value(part, depth + 1)?);
        }
        let length = |key: &str| keywords.get(key).and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
        let low = length("minItems").unwrap_or(0);
        let high = if depth < DEPTH { length("maxItems").unwrap_or(low + 3).min(low + 3) } else { low };
        let wanted = self.sample(low..=high.max(low));
        while values.len() < wanted {
            let made = match keywords.get("items") {
                Some(items) => self.value(items, depth + 1),
                None => Some(self.anything()),
            };
            match made {
                Some(value) => values.push(value),
                // None is possible: no items then, if that is allowed.
                None if values.len() >= low => break,
                None => return None,
            }
        }
        if keywords.get("uniqueItems") == Some(&Value::Bool(true)) {
            let mut different: Vec<Value> = Vec::new();
            values.into_iter().for_each(|value| {
                if !different.contains(&value) {
                    different.push(value);
                }
            });
            values = different;
        }
        Some(values.into())
    }

    fn object(
        &mut self,
        keywords: &'a Map<String, Value>,
        depth: usize,
        is_alone: bool,
        wanted: &[&'a str],
    ) -> Option<Value> {
        let mut members = Map::new();
        let own = keywords.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let required: Vec<&str> = own.chain(wanted.iter().copied()).collect();
        let properties = keywords.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let must = required.contains(&name.as_str());
            if !must && (depth >= DEPTH || self.chance(50)) {
                continue;
            }
            match self.value(schema, depth + 1) {
                Some(value) => _ = members.insert(name.clone(), value),
                None if must => return None,
                None => {}
            }
        }
        if !is_alone || depth >= DEPTH {
            return Some(members.into());
        }
        for _ in 0..self.sample(0..3_u32) {
            let name = self.sample("[a-zA-Z_@.][ -~]{0,8}");
            let is_free = !properties.is_some_and(|known| known.contains_key(&name)) && !members.contains_key(&name);
            let value = match keywords.get("additionalProperties") {
                None if keywords.contains_key("patternProperties") => None,
                None => Some(self.anything()),
                Some(Value::Bool(allowed)) => allowed.then(|| self.anything()),
                Some(schema) => self.value(schema, depth + 1),
            };
            if let (true, Some(value)) = (is_free, value) {
                members.insert(name, value);
            }
        }
        Some(members.into())
    }

    fn anything(&mut self) -> Value {
        match self.sample(0..6_u8) {
            0 => Value::Null,
            1 => self.sample(any::<bool>()).into(),
            2 => self.sample(any::<i64>()).into(),
            3 => self.sample(any::<String>()).into(),
            4 => json!([1, null, {"a": [-0.5]}]),
            _ => json!({"": {"b": "c"}, "d": false}),
        }
    }
}

fn format(keywords: &Map<String, Value>) -> &str {
    keywords.get("format").and_then(Value::as_str).unwrap_or_default()
}

/// The pointer of a reference into the same document.
fn pointer(reference: &str) -> Option<String> {
    let encoded = reference.strip_prefix('#')?;
    let decoded = percent_decoded(encoded)?;
    (decoded.is_empty() || decoded.starts_with('/')).then_some(decoded)
}

/// The first schema with a `$dynamicAnchor`.
fn anchored<'a>(node: &'a Value, anchor: &str) -> Option<&'a Value> {
    match node {
        Value::Object(members) if members.get("$dynamicAnchor").and_then(Value::as_str) == Some(anchor) => Some(node),
        Value::Object(members) => members.values().find_map(|member| anchored(member, anchor)),
        Value::Array(items) => items.iter().find_map(|item| anchored(item, anchor)),
        _ => None,
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(piece.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(piece.get(2..)?.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// Whether a part of an `allOf` says more than words and lengths, which are not kept to here.
fn says_something(part: &Value) -> bool {
    let words = ["description", "title", "deprecated", "readOnly", "writeOnly", "example", "examples", "default"];
    let lengths = ["minLength", "maxLength", "minItems", "maxItems", "pattern", "minimum", "maximum"];
    let says =
        |key: &str| !words.contains(&key) && !lengths.contains(&key) && !key.starts_with("x-") && key != "nullable";
    // A format alone is of values whose type is said elsewhere.
    let is_format = |key: &str, keywords: &Map<String, Value>| key == "format" && !keywords.contains_key("type");
    part.as_object().is_some_and(|keywords| keywords.keys().any(|key| says(key) && !is_format(key, keywords)))
}

/// Whether a schema says which members are there, and nothing of what they are.
fn demands_members(schema: &Value) -> bool {
    schema.as_object().is_some_and(|keywords| keywords.keys().all(|key| key == "required"))
}

/// Objects as one object, whose members are again of all that have them, as are the items of lists; of anything else the
/// last is the narrowest. None where no value is both.
fn merged(parts: Vec<Value>) -> Option<Value> {
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_default();
    parts.try_fold(first, both)
}

fn both(one: Value, other: Value) -> Option<Value> {
    match (one, other) {
        (Value::Null, other) => other.is_null().then_some(other),
        (_, Value::Null) => None,
        (Value::Object(mut all), Value::Object(members)) => {
            for (name, member) in members {
                let member = match all.remove(&name) {
                    Some(known) => both(known, member)?,
                    None => member,
                };
                all.insert(name, member);
            }
            Some(Value::Object(all))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.into_iter().zip(other).map(|(one, other)| both(one, other)).collect()
        }
        // Of scalars of one kind the last is the narrowest; a text is no list.
        (one, other) => (std::mem::discriminant(&one) == std::mem::discriminant(&other)).then_some(other),
    }
}
