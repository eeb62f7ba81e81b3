//! Members of an object that have no field of their own.

use std::sync::Arc;

use super::Json;
use super::named::Named;

/// What an object received beside its fields, in the order received, with the exact text of each value. Annotations
/// such as `@odata.type` are here. It is written back with the object. While empty it holds no memory.
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Option<Arc<Kept>>);

#[derive(Clone, Default, PartialEq)]
struct Kept {
    members: Named,
    /// Known members that were null although their field cannot hold a null, sorted: their order says nothing.
    nulls: Vec<Box<str>>,
    /// The text of a stated type that JSON writes with escapes, so that it can be borrowed without them.
    unescaped_type: Option<Box<str>>,
    /// A bit for the first letter of each member: most fields are told apart from `@` annotations by it alone.
    first_letters: u64,
}

/// The members that state a type, the first of them before the other.
const TYPE_NAMES: [&str; 2] = ["@odata.type", "@type"];

impl Kept {
    /// Keeps the text of the stated type if the member `name` states it with escapes.
    fn read_type(&mut self, name: &str) {
        if TYPE_NAMES.contains(&name) {
            let stated = TYPE_NAMES.iter().find_map(|name| self.members.get(name));
            let escaped = stated.filter(|value| value.as_str().contains('\\'));
            self.unescaped_type = escaped.and_then(|value| value.parse::<String>().ok()).map(Into::into);
        }
    }

    fn find_null(&self, name: &str) -> Result<usize, usize> {
        self.nulls.binary_search_by(|null| (**null).cmp(name))
    }
}

impl Extra {
    /// The value of the member `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.as_deref()?.members.get(name)
    }

    /// Sets the member `name` and gives the value it had. A type is set before all others, because OData wants it
    /// before what it speaks about (JSON Format, 4.5).
    pub fn insert(&mut self, name: &str, value: impl Into<Json>) -> Option<Json> {
        let kept = self.kept();
        kept.first_letters |= letter(name);
        let value = value.into();
        let before = match kept.members.get_mut(name) {
            Some(slot) => Some(std::mem::replace(slot, value)),
            None => {
                kept.members.add(name, value, TYPE_NAMES.contains(&name));
                None
            }
        };
        kept.read_type(name);
        before
    }

    /// Takes the member `name` out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        self.get(name)?;
        let kept = self.kept();
        let value = kept.members.remove(name);
        kept.read_type(name);
        self.shrink();
        value
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().flat_map(|kept| kept.members.iter())
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_deref().map_or(0, |kept| kept.members.len())
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The type an OData service states, without the leading `#`, like `microsoft.graph.iosVppApp`.
    #[must_use]
    pub fn odata_type(&self) -> Option<&str> {
        let kept = self.0.as_deref()?;
        let value = TYPE_NAMES.iter().find_map(|name| kept.members.get(name))?;
        let text = match &kept.unescaped_type {
            Some(text) => text,
            None => value.as_str().strip_prefix('"')?.strip_suffix('"')?,
        };
        Some(text.strip_prefix('#').unwrap_or(text))
    }

    /// Whether the field `name` was null in what was read, although the field cannot hold a null.
    #[must_use]
    pub fn was_null(&self, name: &str) -> bool {
        self.0.as_deref().is_some_and(|kept| kept.find_null(name).is_ok())
    }

    /// Whether there is a member `name`; fast when there is not.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.0.as_deref().is_some_and(|kept| kept.first_letters & letter(name) != 0 && kept.members.get(name).is_some())
    }

    /// Remembers that the field `name` was null.
    pub(crate) fn set_null(&mut self, name: &str) {
        let kept = self.kept();
        if let Err(place) = kept.find_null(name) {
            kept.nulls.insert(place, name.into());
        }
    }

    /// Forgets that the field `name` was null.
    pub(crate) fn clear_null(&mut self, name: &str) {
        // Looked for first, so that nothing is copied or allocated for the common answer.
        let place = self.0.as_deref().and_then(|kept| kept.find_null(name).ok());
        if let Some(place) = place {
            self.kept().nulls.remove(place);
            self.shrink();
        }
    }

    fn kept(&mut self) -> &mut Kept {
        Arc::make_mut(self.0.get_or_insert_default())
    }

    /// Back to no memory, so that two empty ones are equal.
    fn shrink(&mut self) {
        if self.0.as_deref().is_some_and(|kept| kept.members.len() == 0 && kept.nulls.is_empty()) {
            self.0 = None;
        } else if let Some(kept) = &mut self.0 {
            let kept = Arc::make_mut(kept);
            kept.first_letters = kept.members.iter().fold(0, |letters, (name, _)| letters | letter(name));
        }
    }
}

fn letter(name: &str) -> u64 {
    1 << (name.as_bytes().first().copied().unwrap_or_default() & 63)
}

/// The names only: what a service adds may be secret.
impl std::fmt::Debug for Extra {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_again_after_removal() {
        let mut extra = Extra::default();
        extra.insert("a", Json::default());
        assert_eq!(extra.len(), 1);
        assert!(extra.holds("a") && !extra.holds("b"));
        assert!(extra.remove("a").is_some());
        assert!(extra.0.is_none());
        assert_eq!(extra, Extra::default());
    }

    #[test]
    fn type_with_and_without_hash() {
        let mut extra = Extra::default();
        assert_eq!(extra.odata_type(), None);
        extra.insert("@odata.type", Json::string("#a.b"));
        assert_eq!(extra.odata_type(), Some("a.b"));
        extra.insert("@odata.type", Json::string("a.c"));
        assert_eq!(extra.odata_type(), Some("a.c"));
        extra.insert("@odata.type", Json::from_checked(r##""#a\/b.cd""##));
        assert_eq!(extra.odata_type(), Some("a/b.cd"));
        extra.insert("@type", Json::string("x"));
        assert_eq!(extra.odata_type(), Some("a/b.cd"));
        extra.remove("@odata.type");
        assert_eq!(extra.odata_type(), Some("x"));
    }
}
