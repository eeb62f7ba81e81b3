//! Sets of enum members, written with commas.

use std::borrow::Cow;
use std::fmt;
use std::ops::{BitOr, BitOrAssign};
use std::str::FromStr;

use crate::{Decode, DecodeResult, Encode, Json, Kind, Nullable, Open, Reader, ToText, UnknownValue, WireEnum, Writer};

/// A set of members of `E`, sent as `x86,x64,arm` (an OData enum with `IsFlags`). Parts that are no members are kept,
/// and a set that was read is written back as it was. Numbers are read too, as text or as JSON numbers.
///
/// ```text
/// let flags = Architecture::X86 | Architecture::X64;   // generated enums that are sets have `|`
/// flags.contains(Architecture::X64)
/// ```
#[derive(Clone)]
pub struct Flags<E> {
    parts: Vec<Open<E>>,
    /// What was read, while nothing was changed.
    sent: Option<Json>,
}

impl<E: WireEnum> Flags<E> {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether `member` is in the set: by name, or by its bits where members have numbers. A member with number zero
    /// is only in the set that has no bit.
    #[must_use]
    pub fn contains(&self, member: E) -> bool {
        if self.members().any(|part| part == member) {
            return true;
        }
        match (member.number(), self.bits()) {
            (Some(0), Some(bits)) => bits == 0 && !self.has_unknown(),
            (Some(wanted), Some(bits)) => bits & wanted == wanted,
            _ => false,
        }
    }

    /// The members in the order received or added.
    pub fn members(&self) -> impl Iterator<Item = E> {
        self.parts.iter().filter_map(|part| match part {
            Open::Known(member) => Some(*member),
            Open::Unknown(_) => None,
        })
    }

    /// The parts that are no members.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Open::Known(_) => None,
            Open::Unknown(value) => Some(value.as_str()),
        })
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Open::Known(member) if member.number() == Some(0)))
    }

    /// Adds a member.
    pub fn insert(&mut self, member: E) {
        if !self.parts.contains(&Open::Known(member)) {
            // `none` does not stay beside another member.
            self.parts.retain(|part| !matches!(part, Open::Known(part) if part.number() == Some(0)));
            self.parts.push(Open::Known(member));
            self.sent = None;
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, member: E) {
        let before = self.parts.len();
        self.parts.retain(|part| *part != Open::Known(member));
        if self.parts.len() != before {
            self.sent = None;
        }
    }

    /// The bits of the members, if they have numbers.
    #[must_use]
    pub fn bits(&self) -> Option<i128> {
        self.members().try_fold(0, |bits, member| Some(bits | member.number()?))
    }

    fn has_unknown(&self) -> bool {
        self.unknown().next().is_some()
    }

    fn parse(text: &str) -> Self {
        let mut flags = Self::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match E::from_text(part) {
                Some(member) => flags.add(Open::Known(member)),
                None => match part.parse::<i128>() {
                    Ok(bits) => flags.add_bits(bits, part),
                    Err(_) => flags.add(Open::Unknown(UnknownValue::text(part))),
                },
            }
        }
        flags
    }

    /// Adds the members a number is made of; what no member stands for stays as a number.
    fn add_bits(&mut self, bits: i128, part: &str) {
        if let Some(member) = E::from_number(bits) {
            return self.add(Open::Known(member));
        }
        let mut rest = bits;
        for member in E::members() {
            // Members of one bit only, so that composite ones do not hide what they are made of.
            if let Some(bit) = member.number().filter(|bit| bit.count_ones() == 1 && *bit > 0 && bits & bit == *bit) {
                rest &= !bit;
                self.add(Open::Known(*member));
            }
        }
        if rest == bits && bits != 0 {
            self.add(Open::Unknown(UnknownValue::text(part)));
        } else if rest != 0 {
            self.add(Open::Unknown(UnknownValue::text(&rest.to_string())));
        }
    }

    fn add(&mut self, part: Open<E>) {
        if !self.parts.contains(&part) {
            self.parts.push(part);
        }
    }
}

impl<E> Default for Flags<E> {
    fn default() -> Self {
        Self { parts: Vec::new(), sent: None }
    }
}

/// Equal when the same parts are in it, in any order.
impl<E: WireEnum> PartialEq for Flags<E> {
    fn eq(&self, other: &Self) -> bool {
        let within = |left: &Self, right: &Self| {
            left.unknown().all(|part| right.unknown().any(|other| other == part))
                && left.members().all(|member| right.contains(member))
        };
        within(self, other) && within(other, self)
    }
}

impl<E: WireEnum> PartialEq<E> for Flags<E> {
    fn eq(&self, other: &E) -> bool {
        !self.has_unknown() && self.contains(*other) && self.members().all(|member| Self::from(*other).contains(member))
    }
}

impl<E: WireEnum> From<E> for Flags<E> {
    fn from(member: E) -> Self {
        Self { parts: vec![Open::Known(member)], sent: None }
    }
}

impl<E: WireEnum> From<E> for Nullable<Flags<E>> {
    fn from(member: E) -> Self {
        Self::Value(Flags::from(member))
    }
}

impl<E: WireEnum> FromIterator<E> for Flags<E> {
    fn from_iter<I: IntoIterator<Item = E>>(members: I) -> Self {
        let mut flags = Self::new();
        for member in members {
            flags.insert(member);
        }
        flags
    }
}

impl<E: WireEnum> BitOr<E> for Flags<E> {
    type Output = Self;

    fn bitor(mut self, member: E) -> Self {
        self.insert(member);
        self
    }
}

impl<E: WireEnum> BitOr for Flags<E> {
    type Output = Self;

    fn bitor(mut self, other: Self) -> Self {
        self |= other;
        self
    }
}

impl<E: WireEnum> BitOrAssign<E> for Flags<E> {
    fn bitor_assign(&mut self, member: E) {
        self.insert(member);
    }
}

impl<E: WireEnum> BitOrAssign for Flags<E> {
    fn bitor_assign(&mut self, other: Self) {
        for part in other.parts {
            match part {
                Open::Known(member) => self.insert(member),
                unknown @ Open::Unknown(_) if !self.parts.contains(&unknown) => {
                    self.parts.push(unknown);
                    self.sent = None;
                }
                Open::Unknown(_) => {}
            }
        }
    }
}

/// Never fails: parts that are no members are kept.
impl<E: WireEnum> FromStr for Flags<E> {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut flags = Self::parse(text);
        flags.sent = Some(Json::string(text));
        Ok(flags)
    }
}

impl<E: WireEnum> fmt::Display for Flags<E> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sent) = &self.sent {
            return out.write_str(&sent.to_text());
        }
        if self.parts.is_empty() {
            // An empty set is the member with number zero, if there is one.
            let zero = E::members().iter().find(|member| member.number() == Some(0));
            return out.write_str(zero.map_or("0", |member| member.text()));
        }
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 {
                out.write_str(",")?;
            }
            out.write_str(part.as_str())?;
        }
        Ok(())
    }
}

impl<E: WireEnum> fmt::Debug for Flags<E> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(&self.parts).finish()
    }
}

impl<E: WireEnum> ToText for Flags<E> {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl<E: WireEnum> Decode for Flags<E> {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        let sent = match json.peek()? {
            Kind::String | Kind::Number => Json::from_checked(json.raw()?),
            _ => return Err(json.unexpected(E::name())),
        };
        let mut flags = Self::parse(&match sent.kind() {
            // Malformed escapes and the like are found here.
            Kind::String => sent.parse::<String>()?,
            _ => sent.to_string(),
        });
        flags.sent = Some(sent);
        Ok(flags)
    }
}

impl<E: WireEnum> Encode for Flags<E> {
    fn encode(&self, out: &mut Writer) {
        match (&self.sent, self.bits()) {
            (Some(sent), _) => out.json(sent),
            (None, Some(bits)) if E::is_numeric() && !self.has_unknown() => out.integer(bits),
            _ => out.string(&self.to_string()),
        }
    }
}

crate::serde_bridge!(Flags<E> where E: WireEnum);

/// Gives a generated enum that is a set its `|`, beside [`number_enum!`](crate::number_enum).
#[macro_export]
macro_rules! flags_enum {
    ($type:ident) => {
        impl ::core::ops::BitOr for $type {
            type Output = $crate::Flags<$type>;
            #[inline]
            fn bitor(self, other: Self) -> $crate::Flags<$type> {
                $crate::Flags::from(self) | other
            }
        }
    };
}
