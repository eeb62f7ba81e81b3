//! The text of a parameter: the styles of OpenAPI, which are those of RFC 6570 and three more.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Parameter, Style};
use crate::error::{Error, Result};
use crate::{DecodeResult, Kind, Reader};

/// All but RFC 3986's unreserved characters.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// RFC 3986's reserved characters stay; `#` would end the address, whatever the description allows.
const RESERVED_IN_QUERY: &AsciiSet = &VALUE
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// In a path `/` and `?` would lead to another resource, and brackets have no place.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED_IN_QUERY.add(b'/').add(b'?').add(b'[').add(b']');

/// Names as descriptions give them: `$filter` stays readable.
const NAME: &AsciiSet = &VALUE.remove(b'$').remove(b'@').remove(b':');

/// A value on its way into a parameter. It has one level; what nests deeper is JSON text.
#[derive(Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Text(String),
    /// Without nulls: RFC 6570 has no place for them.
    List(Vec<Item>),
    /// Without members that are null.
    Object(Vec<(String, Item)>),
}

/// An element of a list or a member of an object.
#[derive(Debug, PartialEq)]
pub(crate) struct Item {
    text: String,
    nested: Option<Box<str>>,
}

impl Value {
    /// What a type wrote.
    pub(crate) fn read(json: &[u8]) -> Result<Self> {
        Self::decode(json).map_err(|error| Error::usage(format!("the value of a parameter is no JSON: {error}")))
    }

    /// The JSON itself as the text.
    pub(super) fn text_of(json: &[u8]) -> Result<Self> {
        match std::str::from_utf8(json) {
            Ok(text) => Ok(Self::Text(text.to_owned())),
            Err(_) => Err(Error::usage("the value of a parameter is no text")),
        }
    }

    fn decode(json: &[u8]) -> DecodeResult<Self> {
        let mut json = Reader::with_depth(json, usize::MAX);
        Ok(match json.peek()? {
            Kind::Null => Self::Null,
            Kind::Array => {
                let mut items = Vec::new();
                json.array(&mut |json| {
                    items.extend(Item::read(json)?);
                    Ok(())
                })?;
                Self::List(items)
            }
            Kind::Object => {
                let mut members = Vec::new();
                json.members(&mut |name, json| {
                    members.extend(Item::read(json)?.map(|item| (name.to_owned(), item)));
                    Ok(())
                })?;
                Self::Object(members)
            }
            Kind::String | Kind::Number | Kind::Bool => match Item::read(&mut json)? {
                Some(item) => Self::Text(item.text),
                None => Self::Null,
            },
        })
    }
}

impl Item {
    fn read(json: &mut Reader<'_>) -> DecodeResult<Option<Self>> {
        Ok(match json.peek()? {
            Kind::Null => {
                json.null()?;
                None
            }
            Kind::String => Some(Self { text: json.string()?.to_owned(), nested: None }),
            Kind::Bool | Kind::Number => Some(Self { text: json.raw()?.to_owned(), nested: None }),
            Kind::Array | Kind::Object => {
                let text = json.raw()?;
                Some(Self { text: text.to_owned(), nested: Some(text.into()) })
            }
        })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_nested(&self) -> bool {
        self.nested.is_some()
    }
}

impl Parameter {
    /// What stands between elements in an address.
    const fn separator(&self) -> &'static str {
        match self.style {
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            Style::TabDelimited => "%09",
            _ => ",",
        }
    }

    /// The text in a path. It is one segment or a part of one.
    pub(super) fn in_path(&self, value: &Value) -> Result<String> {
        let (prefix, mark, named) = match self.style {
            Style::Matrix => (";", ";", true),
            Style::Label => (".", ".", false),
            _ => ("", ",", false),
        };
        let set = if self.reserved { RESERVED_IN_PATH } else { VALUE };
        let encode = |text: &str| self.encoded(text, set);
        let name = encode(self.name);
        // `;color` without an equals sign for an empty text, as RFC 6570 has it.
        let assigned = |name: &str, value: &str| match (value.is_empty(), named) {
            (true, true) => name.to_owned(),
            _ => format!("{name}={value}"),
        };
        let items: Vec<String> = match value {
            Value::Null => Vec::new(),
            Value::Text(text) if named => vec![assigned(&name, &encode(text))],
            Value::Text(text) => vec![encode(text)],
            Value::List(items) if self.explodes() && named => {
                items.iter().map(|item| assigned(&name, &encode(&item.text))).collect()
            }
            Value::List(items) => items.iter().map(|item| encode(&item.text)).collect(),
            Value::Object(members) if self.explodes() => {
                members.iter().map(|(name, item)| assigned(&encode(name), &encode(&item.text))).collect()
            }
            Value::Object(members) => {
                members.iter().flat_map(|(name, item)| [encode(name), encode(&item.text)]).collect()
            }
        };
        let composed = matches!(value, Value::List(_) | Value::Object(_));
        let separator = self.separator();
        let text = match (items.is_empty(), composed && !self.explodes()) {
            (true, _) if named => format!("{prefix}{name}"),
            (true, _) => prefix.to_owned(),
            (false, true) if named => format!("{prefix}{name}={}", items.join(separator)),
            (false, true) => format!("{prefix}{}", items.join(separator)),
            (false, false) => format!("{prefix}{}", items.join(mark)),
        };
        self.guarded(text, value)
    }

    /// Refuses what would lead to another resource.
    fn guarded(&self, text: String, value: &Value) -> Result<String> {
        let refused = |why: &str| Err(Error::usage(format!("the value for {:?} in the path {why}", self.name)));
        if text.is_empty() {
            return refused("is empty, which would name another resource");
        }
        // A label's own dot stands after something, or the whole path is refused later.
        if self.style != Style::Label && matches!(text.as_str(), "." | "..") {
            return refused("would lead to another resource");
        }
        // Also inside lists and objects; decoding servers would see them bare.
        let texts: Vec<&str> = match value {
            Value::Null => Vec::new(),
            Value::Text(text) => vec![text],
            Value::List(items) => items.iter().map(Item::text).collect(),
            Value::Object(members) => members.iter().flat_map(|(name, item)| [name.as_str(), item.text()]).collect(),
        };
        if texts.iter().any(|text| text.contains(char::is_control)) {
            return refused("holds a control character");
        }
        Ok(text)
    }

    /// The pairs `name=value` in a query, or in cookies.
    pub(super) fn pairs(&self, value: &Value) -> Vec<String> {
        let set = if self.reserved { RESERVED_IN_QUERY } else { VALUE };
        let is_bare = self.style == Style::Cookie;
        let encode = |text: &str| if is_bare { text.to_owned() } else { self.encoded(text, set) };
        let named = |name: &str| if is_bare { name.to_owned() } else { utf8_percent_encode(name, NAME).to_string() };
        let name = named(self.name);
        let mark = self.separator();
        match value {
            Value::Null => Vec::new(),
            Value::Text(text) if self.name.is_empty() => vec![encode(text)],
            Value::Text(text) => vec![format!("{name}={}", encode(text))],
            // RFC 6570, 2.3: nothing in it is as good as no value.
            Value::List(items) if items.is_empty() => Vec::new(),
            Value::Object(members) if members.is_empty() => Vec::new(),
            Value::List(_) | Value::Object(_) if self.style == Style::DeepObject => {
                let mut pairs = Vec::new();
                self.deep(&name, value, &mut pairs);
                pairs
            }
            Value::List(items) if self.explodes() => {
                items.iter().map(|item| format!("{name}={}", encode(&item.text))).collect()
            }
            Value::List(items) => {
                let items: Vec<_> = items.iter().map(|item| encode(&item.text)).collect();
                vec![format!("{name}={}", items.join(mark))]
            }
            Value::Object(members) if self.explodes() => {
                members.iter().map(|(name, item)| format!("{}={}", named(name), encode(&item.text))).collect()
            }
            Value::Object(members) => {
                let items: Vec<_> =
                    members.iter().flat_map(|(name, item)| [encode(name), encode(&item.text)]).collect();
                vec![format!("{name}={}", items.join(mark))]
            }
        }
    }

    /// `name[member][member]=value`; elements of lists stand by their number. The nesting was bounded when the value
    /// was read.
    fn deep(&self, name: &str, value: &Value, pairs: &mut Vec<String>) {
        let set = if self.reserved { RESERVED_IN_QUERY } else { VALUE };
        let mut item = |key: &str, item: &Item| {
            let name = format!("{name}%5B{}%5D", utf8_percent_encode(key, NAME));
            match item.nested.as_ref().map(|nested| Value::decode(nested.as_bytes())) {
                Some(Ok(nested)) => self.deep(&name, &nested, pairs),
                _ => pairs.push(format!("{name}={}", self.encoded(&item.text, set))),
            }
        };
        match value {
            Value::List(items) => {
                items.iter().enumerate().for_each(|(index, element)| item(&index.to_string(), element))
            }
            Value::Object(members) => members.iter().for_each(|(name, member)| item(name, member)),
            Value::Null | Value::Text(_) => {}
        }
    }

    /// The text of a header, which is not percent-encoded. `None`: there is no such header.
    pub(super) fn in_header(&self, value: &Value) -> Option<String> {
        let separator = match self.style {
            Style::SpaceDelimited => " ",
            Style::PipeDelimited => "|",
            _ => ",",
        };
        let join = |items: Vec<String>| (!items.is_empty()).then(|| items.join(separator));
        match value {
            Value::Null => None,
            Value::Text(text) => Some(text.clone()),
            Value::List(items) => join(items.iter().map(|item| item.text.clone()).collect()),
            Value::Object(members) if self.explodes() => {
                join(members.iter().map(|(name, item)| format!("{name}={}", item.text)).collect())
            }
            Value::Object(members) => {
                join(members.iter().flat_map(|(name, item)| [name.clone(), item.text.clone()]).collect())
            }
        }
    }

    fn encoded(&self, text: &str, set: &'static AsciiSet) -> String {
        if !self.reserved {
            return utf8_percent_encode(text, set).to_string();
        }
        // RFC 6570, 3.2.3: what is encoded already stays.
        let mut encoded = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            encoded.extend(utf8_percent_encode(before, set));
            let triplet = after.as_bytes().iter().take(2).filter(|digit| digit.is_ascii_hexdigit()).count() == 2;
            encoded.push_str(if triplet { "%" } else { "%25" });
            rest = after;
        }
        encoded.extend(utf8_percent_encode(rest, set));
        encoded
    }
}

/// The members of an object, of lists each element by itself, for bodies that are made of members.
///
/// # Errors
/// When the JSON is no object.
pub(crate) fn members(json: &[u8]) -> Result<Vec<(String, Item)>> {
    let Value::Object(members) = Value::read(json)? else {
        return Err(Error::usage("the body is no object, which its media type asks for"));
    };
    let mut all = Vec::new();
    for (name, item) in members {
        match item.nested.as_ref().map(|nested| Value::read(nested.as_bytes())) {
            Some(Ok(Value::List(items))) => all.extend(items.into_iter().map(|item| (name.clone(), item))),
            _ => all.push((name, item)),
        }
    }
    Ok(all)
}

/// The elements of a list.
///
/// # Errors
/// When the JSON is no list.
pub(crate) fn elements(json: &[u8]) -> Result<Vec<Item>> {
    match Value::read(json)? {
        Value::List(items) => Ok(items),
        Value::Null | Value::Text(_) | Value::Object(_) => Err(Error::usage("the value of a member is no list")),
    }
}
