//! The tree that JSON and YAML files become: every value with its place, every scalar with its text.

use crate::diagnostics::Mark;

/// A value and where it begins.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it begins. A YAML block mapping begins at its first key.
    pub mark: Mark,
}

/// What a node holds. Scalars keep the text they were written with, so that no digit is lost and
/// `- 1.10`, `- NO` or `- 0x1F` in a list of texts come back as they stand in the file.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// No value; the text is `null`, `~` or nothing at all.
    Null(Box<str>),
    /// True or false.
    Bool {
        /// The truth.
        value: bool,
        /// How it was written, `True` for example.
        text: Box<str>,
    },
    /// A number, as it was written.
    Number(Box<str>),
    /// A text.
    String(Box<str>),
    /// A list.
    Sequence(Vec<Node>),
    /// Named members.
    Mapping(Mapping),
}

/// A member of a mapping.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    /// The key.
    pub name: Box<str>,
    /// Where the key begins.
    pub mark: Mark,
    /// What the key names.
    pub node: Node,
}

/// Named members in the order of the file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Mapping {
    members: Vec<Member>,
    /// The positions of the members by name, kept for large mappings only: thousands of references
    /// look into `components/schemas`, which may hold thousands of members.
    by_name: Box<[u32]>,
}

/// Up to this many members are searched one by one.
const SMALL: usize = 8;

impl Node {
    /// The member of that name, when this is a mapping that has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_mapping()?.get(name)
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth of a boolean.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool { value, .. } => Some(value),
            _ => None,
        }
    }

    /// A number that is an integer in the range of `i64`.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_i128()?.try_into().ok()
    }

    /// A number that is an integer in the range of `u64`.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128()?.try_into().ok()
    }

    /// A number, as near as `f64` comes to it.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match &self.value {
            Value::Number(text) => super::core_schema::float(text),
            _ => None,
        }
    }

    /// A mapping.
    #[must_use]
    pub const fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The items of a list.
    #[must_use]
    pub fn as_sequence(&self) -> Option<&[Self]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// Whether this is null.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.value, Value::Null(_))
    }

    /// The text of a scalar as it stands in the file, of whatever kind it is; for a quoted text
    /// what the quotes hold. Mappings and lists have none.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Null(text) | Value::Bool { text, .. } | Value::Number(text) | Value::String(text) => Some(text),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// What kind of value this is, in words for a message: `a mapping`, `a text`.
    #[must_use]
    pub const fn kind_name(&self) -> &'static str {
        match &self.value {
            Value::Null(_) => "null",
            Value::Bool { .. } => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    fn as_i128(&self) -> Option<i128> {
        match &self.value {
            Value::Number(text) => super::core_schema::integer(text),
            _ => None,
        }
    }
}

impl Mapping {
    /// The mapping of these members. Where two have the same name, [`get`](Self::get) finds the first.
    #[must_use]
    pub fn new(members: Vec<Member>) -> Self {
        let by_name = if members.len() > SMALL { sorted_positions(&members) } else { Box::default() };
        Self { members, by_name }
    }

    /// The value of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.member(name).map(|member| &member.node)
    }

    /// The member of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        if self.by_name.is_empty() {
            return self.members.iter().find(|member| &*member.name == name);
        }
        let position = self.by_name.partition_point(|position| self.name_at(*position) < Some(name));
        self.by_name
            .get(position)
            .and_then(|position| self.members.get(*position as usize))
            .filter(|member| &*member.name == name)
    }

    /// The value of that name, to be changed.
    #[cfg(feature = "overlay")]
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.members.iter_mut().find(|member| &*member.name == name).map(|member| &mut member.node)
    }

    /// Takes the member of that name out.
    #[cfg(feature = "overlay")]
    pub(super) fn remove(&mut self, name: &str) {
        let mut members = std::mem::take(&mut self.members);
        members.retain(|member| &*member.name != name);
        *self = Self::new(members);
    }

    /// The members in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Member> {
        self.members.iter()
    }

    /// How many members there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The members, for building another mapping of them.
    #[must_use]
    pub fn into_members(self) -> Vec<Member> {
        self.members
    }

    /// Two members of the same name, the earlier first.
    pub(super) fn duplicate(&self) -> Option<(&Member, &Member)> {
        if self.by_name.is_empty() {
            return self.members.iter().enumerate().find_map(|(position, second)| {
                let first = self.members.iter().take(position).find(|first| first.name == second.name)?;
                Some((first, second))
            });
        }
        self.by_name.windows(2).find_map(|pair| {
            let &[first, second] = pair else { return None };
            let (first, second) = (self.members.get(first as usize)?, self.members.get(second as usize)?);
            (first.name == second.name).then_some((first, second))
        })
    }

    fn name_at(&self, position: u32) -> Option<&str> {
        self.members.get(position as usize).map(|member| &*member.name)
    }
}

impl FromIterator<Member> for Mapping {
    fn from_iter<I: IntoIterator<Item = Member>>(members: I) -> Self {
        Self::new(members.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Mapping {
    type Item = &'a Member;
    type IntoIter = std::slice::Iter<'a, Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.iter()
    }
}

/// The positions ordered by name; the sort is stable, so equal names stay in the order of the file.
fn sorted_positions(members: &[Member]) -> Box<[u32]> {
    let mut named: Vec<(&str, u32)> = members.iter().map(|member| &*member.name).zip(0..).collect();
    named.sort_by_key(|(name, _)| *name);
    named.into_iter().map(|(_, position)| position).collect()
}
