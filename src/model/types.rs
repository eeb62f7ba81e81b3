//! Types: structures, enumerations, unions and aliases, in an arena.

use std::collections::HashMap;

use super::docs::{Deprecation, Docs};
use crate::diagnostics::Place;

/// Address of a type in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(u32);

/// All types of an [`Api`](super::Api).
#[derive(Debug, Default)]
pub struct Types {
    list: Vec<TypeDefinition>,
    by_key: HashMap<String, TypeId>,
}

impl Types {
    /// Adds a type; a key that is already there keeps its first definition, whose id is returned.
    pub fn add(&mut self, definition: TypeDefinition) -> TypeId {
        if let Some(&id) = self.by_key.get(&definition.key) {
            return id;
        }
        let id = TypeId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.by_key.insert(definition.key.clone(), id);
        self.list.push(definition);
        id
    }

    /// The type of a key.
    pub fn find(&self, key: &str) -> Option<TypeId> {
        self.by_key.get(key).copied()
    }

    /// Number of types.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Every id, in the order in which the types were added.
    pub fn ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..u32::try_from(self.list.len()).unwrap_or(u32::MAX)).map(TypeId)
    }

    /// Every type with its id.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDefinition)> {
        self.ids().zip(&self.list)
    }

    /// The types that are wanted, and the new id of each old one.
    pub fn retain(self, wanted: impl Fn(TypeId) -> bool) -> (Self, HashMap<TypeId, TypeId>) {
        let mut kept = Self::default();
        let mut renumber = HashMap::new();
        for (old, definition) in self.ids().zip(self.list) {
            if wanted(old) {
                renumber.insert(old, kept.add(definition));
            }
        }
        (kept, renumber)
    }

    /// The structure behind an id, if it is one.
    pub fn structure(&self, id: TypeId) -> Option<&Structure> {
        match &self[id].kind {
            TypeKind::Structure(structure) => Some(structure),
            TypeKind::Enumeration(_) | TypeKind::Union(_) | TypeKind::Alias(_) => None,
        }
    }

    /// A structure's bases, nearest first. Ends at a cycle, which the front ends report.
    pub fn bases(&self, id: TypeId) -> Vec<TypeId> {
        let mut found = Vec::new();
        let mut next = self.structure(id).and_then(|structure| structure.base);
        while let Some(base) = next {
            if base == id || found.contains(&base) {
                break;
            }
            found.push(base);
            next = self.structure(base).and_then(|structure| structure.base);
        }
        found
    }

    /// All properties of a structure: those of the bases first, a property said again replaced in place.
    pub fn all_properties(&self, id: TypeId) -> Vec<&Property> {
        let mut line = self.bases(id);
        line.reverse();
        line.push(id);
        let structures: Vec<&Structure> = line.iter().filter_map(|&id| self.structure(id)).collect();
        // Most structures have so few that a look at each is cheaper than a map.
        let is_small = structures.iter().map(|structure| structure.properties.len()).sum::<usize>() <= 16;
        let mut properties: Vec<&Property> = Vec::new();
        let mut positions: HashMap<&str, usize> = HashMap::new();
        for property in structures.into_iter().flat_map(|structure| &structure.properties) {
            let name = property.name.as_str();
            let known = match is_small {
                true => properties.iter().position(|known| known.name == name),
                false => positions.get(name).copied(),
            };
            match known {
                Some(position) => properties[position] = property,
                None => {
                    if !is_small {
                        positions.insert(name, properties.len());
                    }
                    properties.push(property);
                }
            }
        }
        properties
    }
}

impl std::ops::Index<TypeId> for Types {
    type Output = TypeDefinition;

    fn index(&self, id: TypeId) -> &TypeDefinition {
        &self.list[id.0 as usize]
    }
}

impl std::ops::IndexMut<TypeId> for Types {
    fn index_mut(&mut self, id: TypeId) -> &mut TypeDefinition {
        &mut self.list[id.0 as usize]
    }
}

/// A type of its own name, or an inline one that gets a name.
#[derive(Debug)]
pub struct TypeDefinition {
    /// Unique in the description and equal whichever format describes the service: the qualified or component name,
    /// or for an inline type where it stands (`POST /pets body`).
    pub key: String,
    /// What it may be called.
    pub name: TypeName,
    /// Where it stands.
    pub place: Option<Place>,
    /// Texts.
    pub docs: Docs,
    /// Set when it should not be used any more.
    pub deprecated: Option<Deprecation>,
    /// What it is.
    pub kind: TypeKind,
}

/// What a type may be called, before any Rust name is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeName {
    /// The description names it: `namespace` is the OData namespace, if there is one.
    Declared {
        /// Qualifier, such as `microsoft.graph.security`.
        namespace: Option<String>,
        /// Simple name, such as `alert`.
        name: String,
    },
    /// It stands inline: ever longer ways to say where, the first that is free is taken.
    Inline(Vec<String>),
}

/// The kinds of types.
#[derive(Debug)]
pub enum TypeKind {
    /// Members by name.
    Structure(Structure),
    /// One of, or a set of, named values.
    Enumeration(Enumeration),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Item),
}

/// A type that may also be `null`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The type.
    pub value: Type,
    /// Whether `null` is one of its values.
    pub nullable: bool,
}

impl Item {
    /// A type that is never null.
    pub fn of(value: Type) -> Self {
        Self { value, nullable: false }
    }
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A type of the arena.
    Named(TypeId),
    /// A type without structure.
    Primitive(Primitive),
    /// Many, in order.
    List(Box<Item>),
    /// As many as there are types, in this order.
    Tuple(Vec<Item>),
    /// Many, by name.
    Map(Box<Item>),
    /// Any JSON.
    Any,
    /// A type of OData's own.
    Runtime(RuntimeType),
}

/// Types of OData that are the same in every service, which the runtime has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuntimeType {
    /// The address of an entity, in the object that `$ref` sends and answers (JSON Format, chapter 13).
    Reference,
    /// A place on the globe, as GeoJSON (JSON Format, section 7.1).
    Geography,
    /// A place on a plane, likewise.
    Geometry,
}

impl RuntimeType {
    /// The type behind the name of a built-in one, without `Edm.`: `GeographyPoint`.
    pub fn of_edm(simple: &str) -> Option<Self> {
        let kinds = [("Geography", Self::Geography), ("Geometry", Self::Geometry)];
        kinds.into_iter().find_map(|(name, kind)| {
            let shape = simple.strip_prefix(name)?;
            ["", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "Collection"]
                .contains(&shape)
                .then_some(kind)
        })
    }
}

/// Types without structure: JSON's, OpenAPI's formats and OData's Edm primitives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Primitive {
    /// Text.
    String,
    /// True or false.
    Boolean,
    /// Integers of 8 bits.
    Int8,
    /// Integers of 16 bits.
    Int16,
    /// Integers of 32 bits.
    Int32,
    /// Integers of 64 bits; on the wire a number or, as a text, its digits.
    Int64,
    /// Natural numbers of 8 bits.
    UInt8,
    /// Natural numbers of 16 bits.
    UInt16,
    /// Natural numbers of 32 bits.
    UInt32,
    /// Natural numbers of 64 bits.
    UInt64,
    /// Integers of 128 bits, for bounds beyond 64.
    Int128,
    /// IEEE 754 single precision.
    Single,
    /// IEEE 754 double precision.
    Double,
    /// The same where a service writes what JSON has no number for as `"Infinity"`; a double is then `"INF"`.
    Number,
    /// Decimal digits, none lost.
    Decimal,
    /// Integers of 64 bits, on the wire the text of their digits.
    QuotedInt64,
    /// Natural numbers of 64 bits, likewise.
    QuotedUInt64,
    /// Decimal digits, likewise.
    QuotedDecimal,
    /// A point in time with an offset.
    DateTimeOffset,
    /// A day.
    Date,
    /// A time of day.
    TimeOfDay,
    /// A length of time.
    Duration,
    /// A UUID.
    Guid,
    /// Bytes as base64url text.
    Binary,
    /// Bytes as base64 text.
    Base64,
}

impl Primitive {
    /// The number itself of one that is a text on the wire.
    pub fn unquoted(self) -> Self {
        match self {
            Self::QuotedInt64 => Self::Int64,
            Self::QuotedUInt64 => Self::UInt64,
            Self::QuotedDecimal => Self::Decimal,
            other => other,
        }
    }

    /// A number of digits as a text on the wire, in as many bits as any of its kind. What JavaScript reads numbers as
    /// does not hold 64.
    pub fn quoted(self) -> Self {
        match self {
            Self::Int8 | Self::Int16 | Self::Int32 | Self::Int64 => Self::QuotedInt64,
            Self::UInt8 | Self::UInt16 | Self::UInt32 | Self::UInt64 => Self::QuotedUInt64,
            Self::Int128 | Self::Decimal => Self::QuotedDecimal,
            other => other,
        }
    }
}

/// Members by name (Schema Object of type object; EntityType, ComplexType).
#[derive(Debug, Default)]
pub struct Structure {
    /// The type whose properties it has too.
    pub base: Option<TypeId>,
    /// Its own properties, in the description's order.
    pub properties: Vec<Property>,
    /// What other members there may be.
    pub additional: Additional,
    /// What `@odata.type` or the discriminator says of a value of this type.
    pub wire_name: Option<String>,
    /// How a value says which derived type it is of.
    pub discriminator: Option<Discriminator>,
}

/// Members beyond the declared ones. All are kept on the wire, whatever this says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Additional {
    /// The description does not say.
    #[default]
    Unsaid,
    /// There are none (`additionalProperties: false`).
    Refused,
    /// Anything (`additionalProperties: true`, OpenType).
    Any,
    /// Values of a type.
    Of(Item),
}

/// The member that tells derived types or union variants apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discriminator {
    /// The member's name on the wire.
    pub property: String,
    /// Value of the member and the type it stands for.
    pub mapping: Vec<(String, TypeId)>,
    /// The type of a value whose member is missing, or says what the mapping does not know.
    pub default: Option<TypeId>,
}

/// A member of a structure (Schema Object property; Property, NavigationProperty).
#[derive(Clone, Debug)]
pub struct Property {
    /// Name on the wire.
    pub name: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// Texts.
    pub docs: Docs,
    /// Set when it should not be used any more.
    pub deprecated: Option<Deprecation>,
    /// Type and whether `null` is a value of it.
    pub item: Item,
    /// Whether it is always there.
    pub required: bool,
    /// Whether that holds on one way only, for a type whose values go both ways ([`ways`](crate::passes::ways)).
    pub one_way: bool,
    /// The only value that fits, when its type has others: that of a `const` of a boolean, or of a number with a fraction.
    pub constant: Option<String>,
    /// Who writes it.
    pub access: Access,
    /// Whether it must not be printed.
    pub secret: bool,
    /// The value that the service takes when it is absent, as JSON.
    pub default: Option<String>,
    /// Whether the default is a value of the type, and no null ([`examples`](crate::passes::examples)).
    pub default_fits: bool,
    /// What a value must hold to, in words; for docs.
    pub constraints: Vec<String>,
    /// The same as it is checked, with patterns as they are written. Front ends that have
    /// [rules](super::rules::Rules) of their own leave it empty.
    pub limits: super::rules::Limits,
    /// Set for a link to other entities.
    pub navigation: Option<Navigation>,
}

impl Property {
    /// Whether no value of the structure is without it, wherever the value goes.
    pub fn is_always_there(&self) -> bool {
        self.required && !self.one_way
    }
}

/// A link to other entities (NavigationProperty).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Navigation {
    /// Whether they live inside this one (`ContainsTarget`).
    pub contained: bool,
}

/// Who writes a property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Client and service.
    #[default]
    ReadWrite,
    /// The service (`readOnly`, `Core.Computed`).
    ReadOnly,
    /// The client (`writeOnly`).
    WriteOnly,
    /// The client, once (`Core.Immutable`).
    Immutable,
}

/// Named values (Schema Object `enum`; EnumType).
#[derive(Debug, Default)]
pub struct Enumeration {
    /// Members in the description's order.
    pub members: Vec<EnumMember>,
    /// Whether several may be given at once (`IsFlags`).
    pub flags: bool,
    /// The integer type of the numbers.
    pub underlying: Option<Primitive>,
    /// What stands on the wire.
    pub wire: WireForm,
}

/// What of an enumeration stands on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WireForm {
    /// The member's name.
    #[default]
    Text,
    /// The member's number.
    Number,
    /// Scalars of several kinds: the member's name, or without quotes what is no text ([`EnumMember::bare`]).
    Mixed,
}

/// A value of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumMember {
    /// What stands on the wire when the form is text; else the number's digits.
    pub wire: String,
    /// In a mixed form, whether it stands there without quotes: a number or a boolean.
    pub bare: bool,
    /// A name for people when the wire says nothing readable (`x-enum-varnames`).
    pub label: Option<String>,
    /// Texts.
    pub docs: Docs,
    /// The number the description gives it; never its position.
    pub number: Option<EnumNumber>,
    /// Set when it should not be used any more.
    pub deprecated: Option<Deprecation>,
}

/// Number of an enumeration's member.
pub type EnumNumber = i128;

/// One of several types (`oneOf`, `anyOf`).
#[derive(Debug)]
pub struct Union {
    /// The types, in the description's order.
    pub variants: Vec<UnionVariant>,
    /// How a value says which it is.
    pub discriminator: Option<Discriminator>,
    /// Whether a value may be anything else too, which no alternative says.
    pub keeps_others: bool,
}

/// One of a union's types.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// What the variant may be called.
    pub label: String,
    /// Its type.
    pub value: Type,
    /// What the description says of it, where the type has no text of its own.
    pub docs: Docs,
}

impl UnionVariant {
    /// A variant of which nothing else is said.
    pub fn of(label: impl Into<String>, value: Type) -> Self {
        Self { label: label.into(), value, docs: Docs::default() }
    }
}

/// Whether a text of this name is a secret: its last word is `password`, `secret` or `token`.
pub fn is_secret_name(name: &str) -> bool {
    ["password", "secret", "token"].into_iter().any(|word| {
        let Some(start) = name.len().checked_sub(word.len()) else { return false };
        let (Some(before), Some(last)) = (name.get(..start), name.get(start..)) else { return false };
        let mut letters = last.chars();
        let (first, second) = (letters.next(), letters.next());
        // A word begins after anything but a letter, and with a capital that does not go on in capitals.
        let begins = match before.chars().next_back() {
            None => true,
            Some(previous) if !previous.is_alphabetic() => true,
            Some(previous) => {
                first.is_some_and(char::is_uppercase)
                    && (!previous.is_uppercase() || second.is_some_and(char::is_lowercase))
            }
        };
        begins && last.eq_ignore_ascii_case(word)
    })
}
