//! Enums whose members a service may add to.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::{Decode, DecodeError, DecodeResult, Encode, Json, Kind, Nullable, Reader, ToText, Writer, json::name_of};

/// A generated enum. [`string_enum!`](crate::string_enum), [`number_enum!`](crate::number_enum) and
/// [`integer_enum!`](crate::integer_enum) implement it.
pub trait WireEnum: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// What the description says of it.
    #[must_use]
    fn described() -> DescribedEnum<Self>;

    /// The enum's name, for messages.
    #[must_use]
    fn name() -> &'static str {
        name_of::<Self>()
    }

    /// Whether the members are numbers in JSON.
    #[must_use]
    fn is_numeric() -> bool {
        Self::described().numeric
    }

    /// All members in the description's order.
    #[must_use]
    fn members() -> &'static [Self] {
        Self::described().members
    }

    /// The member's text on the wire.
    #[must_use]
    fn text(self) -> &'static str {
        (Self::described().text)(self)
    }

    /// The member with this text; where members are numbers, also the one whose number it says.
    #[must_use]
    fn from_text(text: &str) -> Option<Self> {
        let described = Self::described();
        let named = described.members.iter().copied().find(|member| member.text() == text);
        let named = named.or_else(|| Some(described.aliases.iter().find(|(alias, _)| *alias == text)?.1));
        named.or_else(|| if described.numeric { Self::from_number(text.parse().ok()?) } else { None })
    }

    /// The members that stand on the wire without quotes, where others are texts.
    #[must_use]
    fn bare() -> &'static [Self] {
        Self::described().bare
    }

    /// The member with this number, if members have numbers.
    #[must_use]
    fn from_number(number: i128) -> Option<Self> {
        Self::described().members.iter().copied().find(|member| member.number() == Some(number))
    }

    /// The member's number, if the description gives one.
    #[must_use]
    fn number(self) -> Option<i128> {
        Some(Self::described().number?(self))
    }
}

/// What the runtime knows of a generated enum.
#[derive(Clone, Copy, Debug)]
pub struct DescribedEnum<E: 'static> {
    members: &'static [E],
    text: fn(E) -> &'static str,
    number: Option<fn(E) -> i128>,
    numeric: bool,
    bare: &'static [E],
    aliases: &'static [(&'static str, E)],
}

impl<E> DescribedEnum<E> {
    /// An enum whose members are strings.
    #[must_use]
    pub const fn new(members: &'static [E], text: fn(E) -> &'static str) -> Self {
        Self { members, text, number: None, numeric: false, bare: &[], aliases: &[] }
    }

    /// Members have numbers.
    #[must_use]
    pub const fn numbers(mut self, number: fn(E) -> i128) -> Self {
        self.number = Some(number);
        self
    }

    /// The numbers are what stands on the wire.
    #[must_use]
    pub const fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// The members that stand on the wire without quotes, beside others that are texts.
    #[must_use]
    pub const fn bare(mut self, bare: &'static [E]) -> Self {
        self.bare = bare;
        self
    }

    /// Other texts of some members.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [(&'static str, E)]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// A member of an enum, or what a newer service sent instead, which is written back exactly.
#[derive(Clone, PartialEq)]
pub enum Open<E> {
    /// A member the description names.
    Known(E),
    /// Anything else.
    Unknown(UnknownValue),
}

/// A value no member of an enum stands for, as it was received.
#[derive(Clone, PartialEq)]
pub struct UnknownValue(Sent);

#[derive(Clone, PartialEq)]
enum Sent {
    Text(Box<str>),
    /// A number or a boolean.
    Other(Json),
}

impl UnknownValue {
    /// A value that is sent as a string.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self(Sent::Text(text.into()))
    }

    /// A value that is sent as it is, such as a number.
    #[must_use]
    pub fn json(value: Json) -> Self {
        match value.parse::<String>() {
            Ok(text) => Self(Sent::Text(text.into())),
            Err(_) => Self(Sent::Other(value)),
        }
    }

    /// The text, or the JSON of what is no text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Sent::Text(text) => text,
            Sent::Other(json) => json.as_str(),
        }
    }
}

impl<E: WireEnum> Open<E> {
    /// The text on the wire, known or not.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(member) => member.text(),
            Self::Unknown(value) => value.as_str(),
        }
    }

    /// The member, also when it was sent as its number.
    #[must_use]
    pub fn known(&self) -> Option<E> {
        match self {
            Self::Known(member) => Some(*member),
            Self::Unknown(value) => {
                let text = value.as_str().trim();
                if !E::bare().is_empty() {
                    return E::from_text(text).or_else(|| bare_member(text));
                }
                text.parse().ok().and_then(E::from_number).or_else(|| E::from_text(text).filter(|_| !E::is_numeric()))
            }
        }
    }

    /// Whether it is no member.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.known().is_none()
    }

    /// The value for a text: the member if there is one.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        E::from_text(text).map_or_else(|| Self::Unknown(UnknownValue::text(text)), Self::Known)
    }
}

/// The member of an enum that has but one, as a `const` of a description has; else an empty unknown value, for no member
/// is a better guess than another.
impl<E: WireEnum> Default for Open<E> {
    fn default() -> Self {
        match E::members() {
            [only] => Self::Known(*only),
            _ => Self::Unknown(UnknownValue(Sent::Text(Box::default()))),
        }
    }
}

impl<E> From<E> for Open<E>
where
    E: WireEnum,
{
    fn from(member: E) -> Self {
        Self::Known(member)
    }
}

impl<E: WireEnum> PartialEq<E> for Open<E> {
    fn eq(&self, other: &E) -> bool {
        self.known() == Some(*other)
    }
}

impl<E: WireEnum> PartialEq<E> for Nullable<Open<E>> {
    fn eq(&self, other: &E) -> bool {
        self.as_option().is_some_and(|value| value == other)
    }
}

impl<E: WireEnum> From<E> for Nullable<Open<E>> {
    fn from(member: E) -> Self {
        Self::Value(Open::Known(member))
    }
}

impl<E: WireEnum> fmt::Debug for Open<E> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(member) => member.fmt(out),
            Self::Unknown(value) => value.fmt(out),
        }
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Unknown({:?})", self.as_str())
    }
}

impl<E: WireEnum> fmt::Display for Open<E> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Never fails: what is no member is kept. Space around a member does not count.
impl<E: WireEnum> FromStr for Open<E> {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(E::from_text(text.trim()).map_or_else(|| Self::from_text(text), Self::Known))
    }
}

impl<E: WireEnum> ToText for Open<E> {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

impl<E: WireEnum> Decode for Open<E> {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        if json.next_is_string() {
            let text = json.string()?;
            // A number in quotes is not the member, nor is another name of it: they would be written back
            // differently. `known` knows them.
            let is_it = |member: &E| member.text() == text && !E::bare().contains(member);
            let member = if E::is_numeric() { None } else { E::members().iter().copied().find(is_it) };
            return Ok(member.map_or_else(|| Self::Unknown(UnknownValue::text(text)), Self::Known));
        }
        match json.peek()? {
            Kind::Number if E::is_numeric() => {
                let text = json.number_text()?;
                let member = text.parse().ok().and_then(E::from_number);
                Ok(member
                    .map_or_else(|| Self::Unknown(UnknownValue(Sent::Other(Json::from_checked(text)))), Self::Known))
            }
            Kind::Number | Kind::Bool => {
                let text = json.raw()?;
                let member = E::bare().iter().copied().find(|member| member.text() == text);
                Ok(member
                    .map_or_else(|| Self::Unknown(UnknownValue(Sent::Other(Json::from_checked(text)))), Self::Known))
            }
            Kind::Null | Kind::String | Kind::Array | Kind::Object => Err(json.unexpected(E::name())),
        }
    }
}

impl<E: WireEnum> Encode for Open<E> {
    fn encode(&self, out: &mut Writer) {
        match self {
            Self::Known(member) => encode_member(*member, out),
            Self::Unknown(UnknownValue(Sent::Text(text))) => out.string(text),
            Self::Unknown(UnknownValue(Sent::Other(json))) => out.json(json),
        }
    }
}

crate::serde_bridge!(Open<E> where E: WireEnum);

/// Reads a member; what is no member is an error that names the members.
///
/// # Errors
/// When the value is not a member.
#[doc(hidden)]
pub fn decode_member<E: WireEnum>(json: &mut Reader<'_>) -> DecodeResult<E> {
    let offset = json.offset();
    let value = Open::<E>::decode(json)?;
    value.known().ok_or_else(|| DecodeError::new(expected::<E>(), crate::json::excerpt(value.as_str()), offset))
}

/// Writes a member as text, or as a number where the wire has numbers.
#[doc(hidden)]
pub fn encode_member<E: WireEnum>(member: E, out: &mut Writer) {
    match member.number() {
        Some(number) if E::is_numeric() => out.integer(number),
        _ if E::bare().contains(&member) => out.json(&Json::from_checked(member.text())),
        _ => out.string(member.text()),
    }
}

/// The member that is the same number in other words, such as `2.0` for `2`.
fn bare_member<E: WireEnum>(text: &str) -> Option<E> {
    let number: f64 = text.parse().ok()?;
    E::bare().iter().copied().find(|member| member.text().parse() == Ok(number))
}

fn expected<E: WireEnum>() -> String {
    const SHOWN: usize = 20;
    let members = E::members().iter().take(SHOWN).map(|member| member.text()).collect::<Vec<_>>().join(", ");
    let more = if E::members().len() > SHOWN { ", ..." } else { "" };
    format!("a member of {} ({members}{more})", E::name())
}

/// A text or number that is no member of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownMember {
    expected: String,
    found: String,
}

impl UnknownMember {
    #[doc(hidden)]
    #[must_use]
    pub fn new<E: WireEnum>(found: &dyn fmt::Display) -> Self {
        Self { expected: expected::<E>(), found: crate::json::excerpt(&found.to_string()) }
    }
}

impl fmt::Display for UnknownMember {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected {}, found {}", self.expected, self.found)
    }
}

impl std::error::Error for UnknownMember {}

/// The member with a text.
///
/// # Errors
/// When there is none.
#[doc(hidden)]
pub fn enum_of_text<E: WireEnum>(text: &str) -> Result<E, UnknownMember> {
    E::from_text(text).ok_or_else(|| UnknownMember::new::<E>(&text))
}

/// The member with a number.
///
/// # Errors
/// When there is none.
#[doc(hidden)]
pub fn enum_of_number<E: WireEnum>(number: i128) -> Result<E, UnknownMember> {
    E::from_number(number).ok_or_else(|| UnknownMember::new::<E>(&number))
}

/// Whether an optional value is a member.
#[doc(hidden)]
#[must_use]
pub fn equal_member<E: WireEnum>(value: &Option<Open<E>>, member: E) -> bool {
    value.as_ref().is_some_and(|value| *value == member)
}

/// The text of a member in a path or query: the number where the wire has numbers.
#[doc(hidden)]
#[must_use]
pub fn enum_text<E: WireEnum>(member: E) -> Cow<'static, str> {
    match member.number() {
        Some(number) if E::is_numeric() => Cow::Owned(number.to_string()),
        _ => Cow::Borrowed(member.text()),
    }
}
