//! Annotations of a value, and links that are set with it.

use crate::odata::Name;
use crate::{Client, Extra, Json};

impl FromIterator<(String, Json)> for Extra {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(members: I) -> Self {
        let mut extra = Self::default();
        for (name, value) in members {
            extra.insert(&name, value);
        }
        extra
    }
}

impl Extra {
    /// The annotation `name` of the value, such as `odata.context` or `Core.Messages`: the member `@name`, also where
    /// version 4.01 leaves `odata.` out.
    #[must_use]
    pub fn annotation(&self, name: &str) -> Option<&Json> {
        self.annotation_of("", name)
    }

    /// The annotation `name` of a property of the value: the member `property@name`.
    #[must_use]
    pub fn annotation_of(&self, property: &str, name: &str) -> Option<&Json> {
        let short = || name.strip_prefix("odata.").and_then(|short| self.get(&format!("{property}@{short}")));
        self.get(&format!("{property}@{name}")).or_else(short)
    }

    /// All annotations of the value itself, without the `@`.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.iter().filter_map(|(name, value)| Some((name.strip_prefix('@')?, value)))
    }

    /// The version of the entity (`@odata.etag`), for `if_match`.
    #[must_use]
    pub fn etag(&self) -> Option<String> {
        self.annotation("odata.etag")?.parse().ok()
    }

    /// Links the value to an entity when it is sent (`property@odata.bind`). The address is whole or relative to the
    /// service.
    ///
    /// ```text
    /// let mut group = Group::default();
    /// group.extra.bind(Group::OWNER, "https://graph.microsoft.com/v1.0/users/1");
    /// ```
    pub fn bind(&mut self, navigation: impl Into<Name>, address: &str) {
        self.insert(&format!("{}@odata.bind", navigation.into()), Json::string(address));
    }

    /// Links the value to several entities when it is sent.
    pub fn bind_all<A: AsRef<str>>(&mut self, navigation: impl Into<Name>, addresses: impl IntoIterator<Item = A>) {
        let addresses: Vec<String> = addresses.into_iter().map(|address| address.as_ref().to_owned()).collect();
        self.insert(&format!("{}@odata.bind", navigation.into()), Json::from_value(&addresses));
    }
}

impl Client {
    /// The same client, which asks for, and sends, integers of 64 bits and decimals as text
    /// (`IEEE754Compatible=true`), for services behind something that rounds numbers.
    #[must_use]
    pub fn with_numbers_as_text(self) -> Self {
        self.with_header("accept", NUMBERS_AS_TEXT)
    }

    /// Whether numbers are sent as text.
    pub(crate) fn sends_numbers_as_text(&self) -> bool {
        let accept = self.headers().get(http::header::ACCEPT);
        accept.is_some_and(|accept| accept.as_bytes().eq_ignore_ascii_case(NUMBERS_AS_TEXT.as_bytes()))
    }
}

/// The media type that says so (JSON Format, 3.2).
pub(crate) const NUMBERS_AS_TEXT: &str = "application/json;IEEE754Compatible=true";

/// A reference to an entity: the body of `$ref` (JSON Format, chapter 13).
pub struct Reference {
    /// The address of the entity, whole or relative to the service (`@odata.id`).
    pub odata_id: String,
    /// Other members.
    pub extra: Extra,
}

impl Reference {
    /// A reference to the entity at an address.
    #[must_use]
    pub fn to(address: &str) -> Self {
        Self { odata_id: address.to_owned(), extra: Extra::default() }
    }
}

crate::object! { Reference { 0 odata_id "@odata.id" } required [0] }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Map, from_str, to_string};

    #[test]
    fn annotations_by_name() {
        let json = r##"{"@odata.etag":"W/\"1\"","@Core.Description":"x","a@odata.type":"#Int64","a@context":5,"a":1}"##;
        let extra = Extra::from_iter(from_str::<Map<Json>>(json).unwrap_or_default());
        assert_eq!(extra.etag().as_deref(), Some("W/\"1\""));
        assert_eq!(extra.annotation("Core.Description").map(Json::as_str), Some("\"x\""));
        assert_eq!(extra.annotation_of("a", "odata.type").map(Json::as_str), Some("\"#Int64\""));
        assert_eq!(extra.annotation_of("a", "odata.context").map(Json::as_str), Some("5"));
        assert_eq!(extra.annotation("odata.context"), None);
        assert_eq!(extra.annotations().map(|(name, _)| name).collect::<Vec<_>>(), ["odata.etag", "Core.Description"]);
    }

    #[test]
    fn links_are_set_by_address() {
        let mut extra = Extra::default();
        extra.bind("manager", "users('1')");
        extra.bind_all(crate::Property::<(), Vec<()>>::new("members"), ["a", "b"]);
        let members: Vec<_> = extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(members, ["manager@odata.bind=\"users('1')\"", "members@odata.bind=[\"a\",\"b\"]"]);
        let reference = Reference::to("https://host/users/1");
        assert_eq!(to_string(&reference), r#"{"@odata.id":"https://host/users/1"}"#);
        assert_eq!(from_str::<Reference>(&to_string(&reference)).ok(), Some(reference));
    }
}
