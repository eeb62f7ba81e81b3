//! Parameters as OpenAPI describes them: where they go, and in which of its styles.

mod render;
#[cfg(test)]
mod tests;

use render::Value;
pub(crate) use render::{Item, elements, members};

use crate::address::{list_value, query_pair};
use crate::call::{Call, Parts};
use crate::error::{Error, Result};
use crate::odata::geographic_literal;
use crate::{Encode, Json, Literal, json::from_own, to_vec};

/// How the elements of a list and the members of an object stand in a parameter (OpenAPI 3.1, 4.8.12.3 and .4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `;color=blue`, in paths.
    Matrix,
    /// `.blue`, in paths.
    Label,
    /// `blue,black`, in paths and headers.
    Simple,
    /// `color=blue,black`, in queries and cookies; exploded `color=blue&color=black`.
    Form,
    /// `color=blue%20black`, in queries; in paths and headers `blue%20black` (Swagger 2.0, `collectionFormat: ssv`).
    SpaceDelimited,
    /// `color=blue%7Cblack`, in queries; in paths and headers `blue%7Cblack` (Swagger 2.0, `collectionFormat: pipes`).
    PipeDelimited,
    /// `color=blue%09black`, in queries (Swagger 2.0, `collectionFormat: tsv`).
    TabDelimited,
    /// `color%5BR%5D=100`, in queries.
    DeepObject,
    /// `color=blue,black`, in cookies, exploded `color=blue; color=black`: as it is, without percent-encoding (OpenAPI
    /// 3.2, 4.12.2).
    Cookie,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    Header,
    Cookie,
    Argument,
}

/// What the description says of a parameter: its name, its place and its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    name: &'static str,
    place: Place,
    style: Style,
    explode: Option<bool>,
    reserved: bool,
    json: bool,
    quoted: Option<&'static str>,
    before: usize,
}

impl Parameter {
    const fn new(name: &'static str, place: Place, style: Style) -> Self {
        Self { name, place, style, explode: None, reserved: false, json: false, quoted: None, before: 0 }
    }

    /// A parameter in the path, of the style simple unless set.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Place::Path, Style::Simple)
    }

    /// A parameter in the query, of the style form unless set.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Place::Query, Style::Form)
    }

    /// The whole query as one JSON text, which has no name there (OpenAPI 3.2, `in: querystring`).
    #[must_use]
    pub const fn whole_query() -> Self {
        Self::new("", Place::Query, Style::Form).json()
    }

    /// A header, of the style simple.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Place::Header, Style::Simple)
    }

    /// A cookie, of the style form.
    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Place::Cookie, Style::Form)
    }

    /// An argument of an OData function that may be left out. Given, it stands in the path by an alias, whose value is
    /// in the query (OData URL Conventions 5.1.1.14).
    #[must_use]
    pub const fn argument(name: &'static str) -> Self {
        Self::new(name, Place::Argument, Style::Simple)
    }

    /// The value of an argument is a literal in single quotes.
    #[must_use]
    pub const fn quoted(self) -> Self {
        self.quoted_as("")
    }

    /// The same behind a prefix, such as `duration` or the name of an enum; of JSON, that of geographic values.
    #[must_use]
    pub const fn quoted_as(mut self, prefix: &'static str) -> Self {
        self.quoted = Some(prefix);
        self
    }

    /// The function that takes the argument is not the last of the path: so many more parentheses are closed after it.
    #[must_use]
    pub const fn before(mut self, closed: usize) -> Self {
        self.before = closed;
        self
    }

    /// Sets the style.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Sets whether each element or member stands by itself. Unless set that is so for the style form alone.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = Some(explode);
        self
    }

    /// Leaves the reserved characters of RFC 3986, and what is percent-encoded already, as they are. What would end a
    /// query or a segment of a path is encoded nevertheless.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// The value stands as JSON text, as parameters with a media type do.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.json = true;
        self
    }

    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name == name
    }

    /// The pairs of a form for one of its members.
    pub(crate) fn form_pairs(&self, value: &[u8]) -> Result<Vec<String>> {
        // Space is a plus there; nothing else has a `%20` in it.
        let pairs = self.pairs(&if self.json { Value::text_of(value)? } else { Value::read(value)? });
        Ok(pairs.into_iter().map(|pair| pair.replace("%20", "+")).collect())
    }

    /// Names and texts of the pairs that the value would be in a query, without their encoding.
    pub(crate) fn bare_pairs(&self, value: &[u8]) -> Result<Vec<(String, String)>> {
        let bare = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        // All is encoded first, also what looks as if it were already: that is not what is undone here.
        let encoded = Self { reserved: false, ..*self };
        let pairs = encoded.pairs(&if self.json { Value::text_of(value)? } else { Value::read(value)? });
        let split = |pair: &String| pair.split_once('=').map(|(name, text)| (bare(name), bare(text)));
        Ok(pairs.iter().filter_map(split).collect())
    }

    /// The value as a literal of a URL (URL Conventions 5.1.1.14.1).
    fn as_literal(&self, value: &Value) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Text(text) => match self.quoted {
                Some(prefix) => format!("{prefix}'{}'", text.replace('\'', "''")),
                None => text.clone(),
            },
            Value::List(_) | Value::Object(_) => self.in_header(value).unwrap_or_default(),
        }
    }

    /// The same of an argument, which may be GeoJSON or any other JSON.
    fn argument_literal(&self, json: &[u8], value: &Value) -> Result<String> {
        if !self.json {
            return Ok(self.as_literal(value));
        }
        let value: Json = from_own(json).map_err(|_| Error::usage("the value of a parameter is no JSON"))?;
        match self.quoted {
            Some(prefix) => geographic_literal(prefix, &value),
            None => Ok(value.literal()),
        }
    }

    fn explodes(&self) -> bool {
        self.explode.unwrap_or(matches!(self.style, Style::Form | Style::Cookie))
    }
}

impl Parameter {
    /// A value as it stands in a path.
    pub(crate) fn path_text(&self, value: &(impl Encode + ?Sized)) -> Result<String> {
        let value = to_vec(value);
        self.in_path(&if self.json { Value::text_of(&value)? } else { Value::read(&value)? })
    }
}

impl Parts {
    /// Adds a parameter whose value is JSON.
    fn parameter(&mut self, parameter: &Parameter, json: &[u8]) -> Result<()> {
        let value = if parameter.json { Value::text_of(json)? } else { Value::read(json)? };
        match parameter.place {
            Place::Path => self.push_rendered(&parameter.in_path(&value)?),
            Place::Query => {
                for pair in parameter.pairs(&value) {
                    self.push_query(&pair);
                }
            }
            Place::Argument => {
                let literal = parameter.argument_literal(json, &value)?;
                self.push_argument(parameter, &literal)?;
            }
            Place::Header => {
                if let Some(text) = parameter.in_header(&value) {
                    self.opaque_header(parameter.name, &text)?;
                }
            }
            Place::Cookie => {
                let mut cookies = parameter.pairs(&value);
                if cookies.is_empty() {
                    return Ok(());
                }
                // What is not encoded would begin another cookie.
                if cookies.iter().any(|cookie| cookie.contains(';')) {
                    let name = parameter.name;
                    return Err(Error::usage(format!("the value of the cookie {name:?} holds a semicolon")));
                }
                let known = self.headers.get(http::header::COOKIE);
                if let Some(known) = known.and_then(|known| std::str::from_utf8(known.as_bytes()).ok()) {
                    cookies.insert(0, known.to_owned());
                }
                self.opaque_header("cookie", &cookies.join("; "))?;
            }
        }
        Ok(())
    }

    /// Sets a header to text; what is not ASCII goes as its UTF-8 bytes (RFC 9110, 5.5: opaque to everyone between).
    fn opaque_header(&mut self, name: &str, text: &str) -> Result<()> {
        let (name, like) = crate::header::header_pair(name, &"")?;
        let value = http::HeaderValue::from_bytes(text.as_bytes());
        match value {
            Ok(mut value) if !text.contains(char::is_control) => {
                value.set_sensitive(like.is_sensitive());
                self.headers.insert(name, value);
                Ok(())
            }
            _ => Err(Error::usage(format!("the value of the header {name:?} holds a character no header can hold"))),
        }
    }
}

/// Adds an argument to a function of the path, by an alias whose value goes into the query.
pub(crate) fn push_argument(path: &mut String, query: &mut String, parameter: &Parameter, literal: &str) -> Result<()> {
    let end = path.rmatch_indices(')').nth(parameter.before).map(|(end, _)| end);
    let end = end.ok_or_else(|| Error::usage("the path calls no function"))?;
    let is_first = path.get(..end).is_some_and(|before| before.ends_with('('));
    let name = parameter.name;
    let alias = push_alias(query, name, literal);
    path.insert_str(end, &format!("{}{name}=@{alias}", if is_first { "" } else { "," }));
    Ok(())
}

/// Adds an argument that may be left out to an address, unless it is null.
pub(crate) fn push_optional(
    path: &mut String,
    query: &mut String,
    parameter: &Parameter,
    value: &(impl Encode + ?Sized),
) -> Result<()> {
    let json = to_vec(value);
    if json == b"null" {
        return Ok(());
    }
    let value = if parameter.json { Value::text_of(&json)? } else { Value::read(&json)? };
    push_argument(path, query, parameter, &parameter.argument_literal(&json, &value)?)
}

/// Gives the query the value of an alias, whose name another function of the path may have taken; gives the alias as it
/// stands in the path.
pub(crate) fn push_alias(query: &mut String, name: &str, literal: &str) -> String {
    let mut alias = name.to_owned();
    let mut number = 0_u32;
    while query.split('&').any(|pair| pair.starts_with(&query_pair(&format!("@{alias}"), ""))) {
        number += 1;
        alias = format!("{name}{number}");
    }
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(&query_pair(&format!("@{alias}"), literal));
    list_value(&alias)
}

impl<T> Call<'_, T> {
    /// Adds a parameter in the style its description asks for. Null is left out; a path cannot leave it out.
    pub fn parameter(mut self, parameter: &Parameter, value: &(impl Encode + ?Sized)) -> Self {
        let result = self.parts_mut().parameter(parameter, &to_vec(value));
        self.parts_mut().check(result);
        self
    }
}
