//! Where an inline schema stands, in words that do not depend on the order of the file, and what a type found there
//! may be called.

/// Where a schema stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The key of a type defined here.
    pub(super) key: String,
    /// What it may be called, the shortest first.
    pub(super) names: Vec<String>,
}

impl Spot {
    pub(super) fn new(key: impl Into<String>, names: Vec<String>) -> Self {
        Self { key: key.into(), names }
    }

    /// The spot of a component: types in it are called after it.
    pub(super) fn component(key: &str, simple_name: &str) -> Self {
        Self::new(key, vec![simple_name.to_owned()])
    }

    /// A part of what stands here: the property `owner` of `Pet` is `Pet.owner`, a `Pet owner`.
    pub(super) fn part(&self, word: &str) -> Self {
        let names = self.names.iter().map(|name| [name, " ", word].concat()).collect();
        Self { key: [&self.key, ".", word].concat(), names }
    }
}

/// The spot of something in an operation: `POST /pets body`, called after the operation's own name if it has one.
pub(super) fn of_operation(method: &str, path: &str, operation_id: Option<&str>, part: &str) -> Spot {
    let key = format!("{method} {path} {part}");
    let words: Vec<&str> = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let long = format!("{} {} {part}", method.to_lowercase(), words.join(" "));
    let short = operation_id.map(|id| format!("{id} {part}"));
    Spot::new(key, short.into_iter().chain([long]).collect())
}

/// The spot that a JSON pointer leads to, worded as the walk that goes there on its own would word it.
pub(super) fn of_pointer(tokens: &[String]) -> Spot {
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let (mut spot, rest) = match tokens.as_slice() {
        ["components", "schemas", name, rest @ ..] | ["definitions", name, rest @ ..] => {
            (Spot::component(name, name), rest)
        }
        ["components", section, name, rest @ ..] => (of_component(section, name), rest),
        ["paths", path, method, rest @ ..] => of_operation_pointer(path, method, rest),
        [rest @ .., last] => (Spot::component(last, last), if rest.is_empty() { rest } else { &[] }),
        [] => (Spot::component("document", "document"), &[] as &[&str]),
    };
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let part = match *word {
            "content" => {
                words.next();
                continue;
            }
            "schema" | "allOf" => continue,
            "properties" | "patternProperties" | "headers" => words.next().copied().unwrap_or("member"),
            "items" => "item",
            "additionalProperties" => "value",
            "oneOf" | "anyOf" => {
                let position = words.next().and_then(|word| word.parse::<usize>().ok()).unwrap_or_default();
                spot = spot.part(&format!("variant {}", position + 1));
                continue;
            }
            other => other,
        };
        spot = spot.part(part);
    }
    spot
}

/// The spot of a component that is not a schema.
pub(super) fn of_component(section: &str, name: &str) -> Spot {
    let word = match section {
        "responses" => "response",
        "requestBodies" => "body",
        "parameters" => "parameter",
        "headers" => "header",
        "mediaTypes" => "content",
        other => other,
    };
    Spot::new(format!("{word} {name}"), vec![name.to_owned(), format!("{name} {word}")])
}

fn of_operation_pointer<'t>(path: &str, method: &str, rest: &'t [&'t str]) -> (Spot, &'t [&'t str]) {
    let method = method.to_uppercase();
    match rest {
        ["requestBody", rest @ ..] => (of_operation(&method, path, None, "body"), rest),
        ["responses", status, rest @ ..] => (of_operation(&method, path, None, &format!("response {status}")), rest),
        rest => (of_operation(&method, path, None, "part"), rest),
    }
}
