//! Bodies of several parts (RFC 7578, RFC 2046 section 5.1).

use std::fmt;
use std::hash::{DefaultHasher, Hasher};

use http::{HeaderMap, HeaderValue, header};

use crate::error::{Error, Result};
use crate::header::header_pair;
use crate::parameter::{Item, elements, members};
use crate::{Bytes, Encode, Json, Kind, Parameter, ToText, json::from_own, to_vec};

/// The parts of a body, in order. What is wrong with them shows when the call is made.
#[derive(Clone, Debug, Default)]
#[must_use = "parts are sent by a call"]
pub struct Multipart {
    parts: Vec<Part>,
}

/// One part of a body.
#[derive(Clone)]
#[must_use = "a part is sent with the others"]
pub struct Part {
    disposition: String,
    headers: HeaderMap,
    body: Bytes,
    problem: Option<String>,
}

impl Multipart {
    /// No parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part with plain text.
    pub fn text(self, name: &str, value: impl ToText) -> Self {
        self.part(Part::new(name, value.to_text().into_owned()))
    }

    /// Adds a part with a value as JSON.
    pub fn json(self, name: &str, value: &(impl Encode + ?Sized)) -> Self {
        self.part(Part::new(name, to_vec(value)).content_type("application/json"))
    }

    /// Adds a file.
    pub fn file(self, name: &str, file_name: &str, content_type: &str, bytes: impl Into<Bytes>) -> Self {
        self.part(Part::new(name, bytes).file_name(file_name).content_type(content_type))
    }

    /// Adds the members of an object: one part per member, of lists one per element. What nests is JSON, nulls are left
    /// out (OpenAPI 3.1, 4.8.15).
    pub fn members(mut self, object: &(impl Encode + ?Sized)) -> Self {
        match members(&to_vec(object)) {
            Ok(members) => {
                for (name, item) in members {
                    let part = Part::new(&name, item.text().to_owned());
                    self.parts.push(if item.is_nested() { part.content_type("application/json") } else { part });
                }
            }
            Err(error) => self.refuse(&error),
        }
        self
    }

    /// Adds the parts of one member of a form: a text for what is one, a part per element for a list, JSON for an
    /// object, nothing for null. `content_type` is what the description says of each part; empty where it says nothing.
    pub fn member(mut self, name: &str, content_type: &str, value: &(impl Encode + ?Sized)) -> Self {
        self.push_member(name, content_type, &to_vec(value));
        self
    }

    /// Adds the elements of a list as one part, with `separator` between them (Encoding Object `style` and `explode`).
    pub fn joined(self, name: &str, separator: &str, value: &(impl Encode + ?Sized)) -> Self {
        let json = to_vec(value);
        let items = elements(&json).unwrap_or_default();
        if items.is_empty() {
            return self;
        }
        let texts: Vec<&str> = items.iter().map(Item::text).collect();
        self.part(Part::new(name, texts.join(separator)))
    }

    /// Adds one member of a form in the style that the description gives it (Encoding Object `style` and `explode`): what
    /// would be pairs of a query are parts, whose texts are not encoded.
    pub fn styled(mut self, parameter: &Parameter, value: &(impl Encode + ?Sized)) -> Self {
        match parameter.bare_pairs(&to_vec(value)) {
            Ok(pairs) => self.parts.extend(pairs.into_iter().map(|(name, text)| Part::new(&name, text))),
            Err(error) => self.refuse(&error),
        }
        self
    }

    /// Parts that cannot be: the call says why.
    fn refuse(&mut self, error: &Error) {
        let mut part = Part::new("", Bytes::new());
        part.refuse(error.to_string());
        self.parts.push(part);
    }

    fn push_member(&mut self, name: &str, content_type: &str, json: &[u8]) {
        if is_json(content_type) {
            let value = from_own::<Json>(json).unwrap_or_else(|_| Json::null());
            // A list is one part for each of its elements, whatever they are written in.
            let values = value.parse::<Vec<Json>>().unwrap_or_else(|_| vec![value]);
            let part = |value: &Json| Part::of_value(Part::new(name, Bytes::new()), content_type, value);
            self.parts.extend(values.iter().filter(|value| !value.is_null()).map(part));
            return;
        }
        let object = [b"{", &*to_vec(name), b":", json, b"}"].concat();
        let members = members(&object).unwrap_or_default();
        self.parts.extend(members.into_iter().map(|(name, item)| {
            let part = Part::new(&name, item.text().to_owned());
            match content_type {
                "" if item.is_nested() => part.content_type("application/json"),
                "" => part,
                content_type => part.content_type(content_type),
            }
        }));
    }

    /// The elements of a list, or of a tuple, as parts without names. `prefix` has the media types of the first, `others`
    /// that of those after them; an empty one is that of the value: JSON of what nests, else plain text.
    pub fn of_items(prefix: &[&str], others: &str, values: &(impl Encode + ?Sized)) -> Self {
        let mut parts = Self::new();
        match from_own::<Vec<Json>>(&to_vec(values)) {
            Ok(values) => {
                for (position, value) in values.iter().enumerate() {
                    let content_type = prefix.get(position).copied().unwrap_or(others);
                    parts.parts.push(Part::of_value(Part::unnamed(Bytes::new()), content_type, value));
                }
            }
            Err(_) => parts.refuse(&Error::usage("the body is no list, which its media type asks for")),
        }
        parts
    }

    /// Files as parts without names; `content_type` counts where a file has none, and may be empty.
    pub fn of_files(content_type: &str, files: impl IntoIterator<Item = File>) -> Self {
        let parts = files.into_iter().map(|file| file.into_unnamed(content_type)).collect();
        Self { parts }
    }

    /// Adds the file of one member of a form. `content_type` counts where the file has none, and may be empty.
    pub fn attach(self, name: &str, content_type: &str, file: impl Into<File>) -> Self {
        self.part(file.into().into_part(name, content_type))
    }

    /// Adds a part.
    pub fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// The boundary and the body.
    pub(crate) fn build(self) -> Result<(String, Bytes)> {
        if let Some(problem) = self.parts.iter().find_map(|part| part.problem.as_ref()) {
            return Err(Error::usage(problem.clone()));
        }
        let boundary = self.boundary();
        let mut body = Vec::with_capacity(self.parts.iter().map(|part| part.body.len() + 256).sum());
        for part in &self.parts {
            body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            if !part.disposition.is_empty() {
                body.extend_from_slice(format!("content-disposition: {}\r\n", part.disposition).as_bytes());
            }
            for (name, value) in &part.headers {
                body.extend_from_slice(format!("{name}: ").as_bytes());
                body.extend_from_slice(value.as_bytes());
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(b"\r\n");
            body.extend_from_slice(&part.body);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Ok((boundary, body.into()))
    }

    /// A text that occurs in no part, and the same for the same parts: requests can be compared.
    fn boundary(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for part in &self.parts {
            hasher.write(part.disposition.as_bytes());
            hasher.write(&part.body);
        }
        loop {
            let boundary = format!("rest-bindgen-{:016x}", hasher.finish());
            if !self.parts.iter().any(|part| occurs(boundary.as_bytes(), &part.body)) {
                return boundary;
            }
            hasher.write_u8(0);
        }
    }
}

/// Parts have to hold all possible texts for this to go on for long.
fn occurs(text: &[u8], body: &[u8]) -> bool {
    body.windows(text.len()).any(|window| window == text)
}

/// Whether values of a media type are JSON, a text in quotes too.
fn is_json(content_type: &str) -> bool {
    let name = content_type.split(';').next().unwrap_or_default().trim();
    name.eq_ignore_ascii_case("application/json") || name.to_ascii_lowercase().ends_with("+json")
}

impl Part {
    /// A part without a name, as other kinds of multipart than forms have them.
    pub fn unnamed(body: impl Into<Bytes>) -> Self {
        Self { disposition: String::new(), headers: HeaderMap::new(), body: body.into(), problem: None }
    }

    /// A part that carries a value.
    fn of_value(part: Self, content_type: &str, value: &Json) -> Self {
        let is_nested = matches!(value.kind(), Kind::Array | Kind::Object);
        let text = if is_json(content_type) { value.as_str().to_owned() } else { value.to_text().into_owned() };
        let part = Self { body: text.into(), ..part };
        match content_type {
            "" if is_nested => part.content_type("application/json"),
            "" => part,
            content_type => part.content_type(content_type),
        }
    }

    /// A part of a form with this name.
    pub fn new(name: &str, body: impl Into<Bytes>) -> Self {
        Self {
            disposition: format!("form-data; name=\"{}\"", quoted(name)),
            headers: HeaderMap::new(),
            body: body.into(),
            problem: None,
        }
    }

    /// Says which file the part is.
    pub fn file_name(mut self, name: &str) -> Self {
        if self.disposition.is_empty() {
            self.disposition.push_str("attachment");
        }
        self.disposition.push_str(&format!("; filename=\"{}\"", quoted(name)));
        self
    }

    /// Says what the part is.
    pub fn content_type(mut self, content_type: &str) -> Self {
        match HeaderValue::from_str(content_type) {
            Ok(value) => {
                self.headers.insert(header::CONTENT_TYPE, value);
            }
            Err(_) => self.refuse(format!("{content_type:?} is no media type")),
        }
        self
    }

    /// Sets another header of the part.
    pub fn header(mut self, name: &str, value: impl ToText) -> Self {
        match header_pair(name, &value) {
            Ok((header::CONTENT_DISPOSITION, _)) => self.refuse("a part has its own content-disposition".to_owned()),
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => self.refuse(error.to_string()),
        }
        self
    }

    fn refuse(&mut self, why: String) {
        let why = why.strip_prefix("nothing was sent: ").map_or(why.clone(), ToOwned::to_owned);
        self.problem.get_or_insert(why);
    }
}

/// What is in a file, and what it is called: bytes and texts are files without a name.
#[derive(Clone)]
#[must_use = "a file is sent with a body"]
pub struct File {
    body: Bytes,
    name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

impl File {
    /// A file of these bytes.
    pub fn new(body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), name: None, content_type: None, headers: Vec::new() }
    }

    /// Says what the file is called. One without a name is called as the member it is sent as, for services know a
    /// file by its having a name.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Says what the file is.
    pub fn content_type(mut self, content_type: &str) -> Self {
        self.content_type = Some(content_type.to_owned());
        self
    }

    /// Sets another header of its part.
    pub fn header(mut self, name: &str, value: impl ToText) -> Self {
        self.headers.push((name.to_owned(), value.to_text().into_owned()));
        self
    }

    fn into_part(self, member: &str, content_type: &str) -> Part {
        let part = Part::new(member, Bytes::new()).file_name(self.name.as_deref().unwrap_or(member));
        self.filled(part, content_type)
    }

    /// As a part without a name; one that a file is called by says which file it is (RFC 2183).
    fn into_unnamed(self, content_type: &str) -> Part {
        let part = Part::unnamed(Bytes::new());
        let part = match &self.name {
            Some(name) => part.file_name(name),
            None => part,
        };
        self.filled(part, content_type)
    }

    fn filled(self, part: Part, content_type: &str) -> Part {
        let mut part = Part { body: self.body, ..part };
        let fallback = if content_type.is_empty() { "application/octet-stream" } else { content_type };
        part = part.content_type(self.content_type.as_deref().unwrap_or(fallback));
        self.headers.iter().fold(part, |part, (name, value)| part.header(name, value))
    }
}

impl From<Bytes> for File {
    fn from(body: Bytes) -> Self {
        Self::new(body)
    }
}

impl From<Vec<u8>> for File {
    fn from(body: Vec<u8>) -> Self {
        Self::new(body)
    }
}

impl From<String> for File {
    fn from(body: String) -> Self {
        Self::new(body)
    }
}

impl From<&'static str> for File {
    fn from(body: &'static str) -> Self {
        Self::new(body)
    }
}

impl From<&'static [u8]> for File {
    fn from(body: &'static [u8]) -> Self {
        Self::new(body)
    }
}

/// The names only: contents may be long, or secret.
impl fmt::Debug for File {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "File({:?}, {} bytes)", self.name, self.body.len())
    }
}

/// A name between quotes. Quotes and control characters are percent-encoded, all else goes as UTF-8: what browsers do
/// (RFC 7578, 4.2 and 5.1; WHATWG HTML, "multipart form data").
fn quoted(name: &str) -> String {
    let mut quoted = String::new();
    for letter in name.chars() {
        match letter {
            '"' => quoted.push_str("%22"),
            _ if letter.is_ascii_control() => quoted.push_str(&format!("%{:02X}", u32::from(letter))),
            _ => quoted.push(letter),
        }
    }
    quoted
}

/// The names only: contents may be long, or secret.
impl fmt::Debug for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Part({}, {} bytes)", self.disposition, self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Json, Map, Style};

    fn text(multipart: Multipart) -> Option<(String, String)> {
        let (boundary, body) = multipart.build().ok()?;
        let text = String::from_utf8(body.to_vec()).ok()?;
        Some((text.replace(&boundary, "B"), boundary))
    }

    #[test]
    fn parts_stand_as_rfc_7578_has_them() {
        let multipart = Multipart::new()
            .text("n\"\r\n\0é", 7)
            .json("j", &[1, 2][..])
            .file("f", "a\\b;.txt", "text/plain", "x")
            .part(Part::new("p", Bytes::new()).header("x-a", "b"));
        let expected = "--B\r\ncontent-disposition: form-data; name=\"n%22%0D%0A%00é\"\r\n\r\n7\r\n\
            --B\r\ncontent-disposition: form-data; name=\"j\"\r\ncontent-type: application/json\r\n\r\n[1,2]\r\n\
            --B\r\ncontent-disposition: form-data; name=\"f\"; filename=\"a\\b;.txt\"\r\ncontent-type: text/plain\r\n\r\nx\r\n\
            --B\r\ncontent-disposition: form-data; name=\"p\"\r\nx-a: b\r\n\r\n\r\n--B--\r\n";
        assert_eq!(text(multipart).map(|(text, _)| text).as_deref(), Some(expected));
        assert_eq!(text(Multipart::default()).map(|(text, _)| text).as_deref(), Some("--B--\r\n"));
    }

    #[test]
    fn the_boundary_is_told_by_the_parts_and_occurs_in_none() {
        let one = || Multipart::new().text("a", "x");
        let boundary = |multipart| text(multipart).map(|(_, boundary)| boundary).unwrap_or_default();
        assert_eq!(boundary(one()), boundary(one()));
        assert_ne!(boundary(one()), boundary(one().text("b", "y")));
        assert!(boundary(one()).len() <= 70);
        assert!(occurs(b"abc", b"xabc") && !occurs(b"abc", b"ab") && !occurs(b"abc", b""));
    }

    #[test]
    fn members_are_parts() {
        let json = r#"{"a":"x y","b":[1,null,{"c":2}],"d":{"e":true},"f":null,"g":[]}"#;
        let object = json.parse::<Json>().and_then(|json| json.parse::<Map<Json>>()).unwrap_or_default();
        let body = text(Multipart::new().members(&object)).map(|(text, _)| text).unwrap_or_default();
        let parts: Vec<_> =
            body.split("--B").filter_map(|part| part.split_once("name=")).map(|(_, part)| part).collect();
        let nested = "\r\ncontent-type: application/json\r\n\r\n";
        assert_eq!(
            parts,
            [
                "\"a\"\r\n\r\nx y\r\n".to_owned(),
                "\"b\"\r\n\r\n1\r\n".to_owned(),
                format!("\"b\"{nested}{{\"c\":2}}\r\n"),
                format!("\"d\"{nested}{{\"e\":true}}\r\n"),
            ]
        );
        assert!(Multipart::new().members("text").build().is_err());
    }

    #[test]
    fn members_and_files_one_by_one() {
        let nothing: Option<i32> = None;
        let multipart = Multipart::new()
            .member("a", "", "x\"y")
            .member("b", "", &[1, 2][..])
            .member("c", "text/x", &true)
            .member("d", "", &Map::from_iter([("e", 1)]))
            .member("f", "", &nothing)
            .attach("g", "", "1")
            .attach("h", "image/png", File::new("2").name("h.png").header("x-a", 3));
        let body = text(multipart).map(|(text, _)| text).unwrap_or_default();
        let parts: Vec<_> =
            body.split("--B").filter_map(|part| part.split_once("name=")).map(|(_, part)| part).collect();
        assert_eq!(
            parts,
            [
                "\"a\"\r\n\r\nx\"y\r\n",
                "\"b\"\r\n\r\n1\r\n",
                "\"b\"\r\n\r\n2\r\n",
                "\"c\"\r\ncontent-type: text/x\r\n\r\ntrue\r\n",
                "\"d\"\r\ncontent-type: application/json\r\n\r\n{\"e\":1}\r\n",
                "\"g\"; filename=\"g\"\r\ncontent-type: application/octet-stream\r\n\r\n1\r\n",
                "\"h\"; filename=\"h.png\"\r\ncontent-type: image/png\r\nx-a: 3\r\n\r\n2\r\n",
            ]
        );
    }

    #[test]
    fn members_in_a_style() {
        let value = Map::from_iter([("a b", "x=y"), ("c", "1,2")]);
        let deep = Parameter::query("o").style(Style::DeepObject);
        let multipart = Multipart::new()
            .styled(&deep, &value)
            .styled(&Parameter::query("o"), &value)
            .styled(&Parameter::query("o").explode(false), &value);
        let body = text(multipart).map(|(text, _)| text).unwrap_or_default();
        let parts: Vec<_> =
            body.split("--B").filter_map(|part| part.split_once("name=")).map(|(_, part)| part).collect();
        assert_eq!(
            parts,
            [
                "\"o[a b]\"\r\n\r\nx=y\r\n",
                "\"o[c]\"\r\n\r\n1,2\r\n",
                "\"a b\"\r\n\r\nx=y\r\n",
                "\"c\"\r\n\r\n1,2\r\n",
                "\"o\"\r\n\r\na b,x=y,c,1,2\r\n",
            ]
        );
        // A text that looks encoded is that text.
        let multipart = Multipart::new().styled(&Parameter::query("o").allow_reserved(), "100%25 a%2Fb/c");
        assert!(text(multipart).is_some_and(|(text, _)| text.contains("\r\n\r\n100%25 a%2Fb/c\r\n")));
    }

    #[test]
    fn wrong_headers_are_refused() {
        for part in [
            Part::new("a", "").content_type("a\r\nb: c"),
            Part::new("a", "").header("content-disposition", "x"),
            Part::new("a", "").header("x\n", "x"),
            Part::new("a", "").header("x", "x\n"),
        ] {
            assert!(Multipart::new().part(part).build().is_err());
        }
    }
}
