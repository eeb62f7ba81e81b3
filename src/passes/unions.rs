//! How a value of a union says which type it is of: decided here from the description, carried out by the runtime.

use std::collections::HashMap;

use crate::model::{
    Access, Api, Discriminator, Item, Primitive, Property, Type, TypeId, TypeKind, Types, Union, UnionVariant, WireForm,
};

/// For every union, what tells its variants apart.
#[derive(Debug, Default)]
pub struct Decisions {
    unions: HashMap<TypeId, Vec<Candidate>>,
}

impl Decisions {
    /// The candidates of a union, in the order of its variants, and one more where others are kept.
    pub fn of(&self, id: TypeId) -> &[Candidate] {
        self.unions.get(&id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What a value must look like to be of a variant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// JSON kinds that the variant has values of.
    pub kinds: Kinds,
    /// Values of the discriminator that stand for the variant.
    pub tags: Vec<String>,
    /// Whether values are of the variant whose discriminator is missing or not known.
    pub is_default: bool,
    /// Texts, or the digits of integers, when the variant is an enumeration.
    pub texts: Vec<String>,
    /// What a text must be readable as, when that tells the variant from others.
    pub form: Option<Primitive>,
    /// What the elements of a list are, when that tells the variant from others.
    pub items: Option<Box<Self>>,
    /// Members that are always there.
    pub required: Vec<String>,
    /// Members of which only one text or number is possible; a number by its digits.
    pub constants: Vec<(String, String)>,
    /// Every member that the description knows.
    pub known: Vec<String>,
}

impl Candidate {
    /// Whether nothing that a look at a value sees is of one of the two alone.
    pub fn is_as(&self, other: &Self) -> bool {
        let is_told = !self.tags.is_empty() && self.tags != other.tags;
        let is_list = self.kinds.array || other.kinds.array;
        !is_told && !is_list && Self { tags: Vec::new(), ..self.clone() } == Self { tags: Vec::new(), ..other.clone() }
    }
}

/// Kinds of JSON values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// `{..}`
    pub object: bool,
    /// `[..]`
    pub array: bool,
    /// `".."`
    pub text: bool,
    /// `1.5`
    pub number: bool,
    /// `1`, without a fraction.
    pub integer: bool,
    /// `true`
    pub boolean: bool,
}

impl Kinds {
    const OBJECT: Self = Self { object: true, ..Self::NONE };
    const ARRAY: Self = Self { array: true, ..Self::NONE };
    const TEXT: Self = Self { text: true, ..Self::NONE };
    const NUMBER: Self = Self { number: true, integer: true, ..Self::NONE };
    const INTEGER: Self = Self { integer: true, ..Self::NONE };
    const BOOLEAN: Self = Self { boolean: true, ..Self::NONE };
    const NONE: Self = Self { object: false, array: false, text: false, number: false, integer: false, boolean: false };
    const ALL: Self = Self { object: true, array: true, text: true, number: true, integer: true, boolean: true };

    fn and(self, other: Self) -> Self {
        Self {
            object: self.object || other.object,
            array: self.array || other.array,
            text: self.text || other.text,
            number: self.number || other.number,
            integer: self.integer || other.integer,
            boolean: self.boolean || other.boolean,
        }
    }
}

/// Finds what tells the variants of every union apart.
pub fn decide(api: &Api) -> Decisions {
    let unions = api.types.iter().filter_map(|(id, definition)| match &definition.kind {
        TypeKind::Union(union) => Some((id, candidates(&api.types, union))),
        TypeKind::Structure(_) | TypeKind::Enumeration(_) | TypeKind::Alias(_) => None,
    });
    Decisions { unions: unions.collect() }
}

fn candidates(types: &Types, union: &Union) -> Vec<Candidate> {
    let candidate_of = |variant: &UnionVariant| {
        let mut candidate = candidate(types, &variant.value, DEPTH);
        if let (Some(discriminator), Type::Named(id)) = (&union.discriminator, &variant.value) {
            candidate.tags = tags(types, discriminator, *id);
            candidate.is_default = discriminator.default == Some(*id);
        }
        candidate
    };
    let mut candidates: Vec<Candidate> = union.variants.iter().map(candidate_of).collect();
    if let Some(discriminator) = &union.discriminator {
        add_constant_tags(types, &discriminator.property, union, &mut candidates);
    }
    let several = |has: fn(&Candidate) -> bool| candidates.iter().filter(|candidate| has(candidate)).count() > 1;
    let (arrays, texts) = (several(|candidate| candidate.kinds.array), several(|candidate| candidate.kinds.text));
    let integers = several(|candidate| candidate.kinds.integer);
    for candidate in &mut candidates {
        candidate.items = candidate.items.take().filter(|_| arrays);
        candidate.form = candidate.form.filter(|_| texts);
        // The only variant with integers takes those that are not listed too.
        if !integers && candidate.kinds == Kinds::INTEGER {
            candidate.texts.clear();
        }
    }
    // Of which nothing is known: what turns out to be of no alternative.
    candidates.extend(union.keeps_others.then(Candidate::default));
    candidates
}

/// What the elements of a list must look like; nothing where they may be null or anything.
fn items(types: &Types, item: &Item, depth: usize) -> Option<Box<Candidate>> {
    let candidate = candidate(types, &item.value, depth);
    // One look at the first element, and not at all its members.
    let candidate = Candidate { known: Vec::new(), ..candidate };
    (!item.nullable && candidate.kinds != Kinds::ALL).then(|| Box::new(candidate))
}

/// The discriminator's values for a type: those that the mapping gives it, else the type's own name.
fn tags(types: &Types, discriminator: &Discriminator, id: TypeId) -> Vec<String> {
    let mapped: Vec<String> =
        discriminator.mapping.iter().filter(|(_, target)| *target == id).map(|(value, _)| value.clone()).collect();
    if mapped.is_empty() { vec![types[id].key.clone()] } else { mapped }
}

/// A variant whose discriminator is a constant, or one of a few values, is told by these too, and by what the mapping of
/// its base has for it, as far as they stand for no other: descriptions without a mapping often mean them, and not the
/// names of their schemas.
fn add_constant_tags(types: &Types, property: &str, union: &Union, candidates: &mut [Candidate]) {
    let constants: Vec<Vec<String>> =
        union.variants.iter().map(|variant| tags_of(types, &variant.value, property)).collect();
    let known: Vec<String> = candidates.iter().flat_map(|candidate| candidate.tags.clone()).collect();
    for (position, (candidate, own)) in candidates.iter_mut().zip(&constants).enumerate() {
        let is_own = |tag: &&String| {
            let mut others = constants.iter().enumerate().filter(|(other, _)| *other != position);
            !known.contains(tag) && !others.any(|(_, constants)| constants.contains(tag))
        };
        candidate.tags.extend(own.iter().filter(is_own).cloned());
    }
}

/// What a discriminator says of a variant beside what its mapping has: constants, and the name that a base has for it.
pub fn tags_of(types: &Types, value: &Type, property: &str) -> Vec<String> {
    let mut tags = constants_of(types, value, property);
    tags.extend(named_by_base(types, value, property));
    tags
}

/// What the discriminator of a base, which is the same member, has for a variant that derives from it.
fn named_by_base(types: &Types, value: &Type, property: &str) -> Option<String> {
    let Type::Named(id) = value else { return None };
    let bases = types.bases(*id).into_iter().filter_map(|base| types.structure(base)?.discriminator.as_ref());
    let is_named = bases.filter(|discriminator| discriminator.property == property).count() > 0;
    types.structure(*id)?.wire_name.clone().filter(|_| is_named)
}

/// The values that a property of a structure has, if they are listed.
pub fn constants_of(types: &Types, value: &Type, property: &str) -> Vec<String> {
    let Type::Named(id) = value else { return Vec::new() };
    if let TypeKind::Alias(item) = &types[*id].kind {
        return constants_of(types, &item.value, property);
    }
    let properties = types.all_properties(*id);
    let Some(property) = properties.iter().find(|known| known.name == property) else { return Vec::new() };
    match (&property.constant, &property.item.value) {
        (Some(constant), Type::Primitive(Primitive::Boolean)) => vec![constant.clone()],
        (None, Type::Named(id)) => match &types[*id].kind {
            TypeKind::Enumeration(list) => list.members.iter().map(|member| member.wire.clone()).collect(),
            TypeKind::Structure(_) | TypeKind::Union(_) | TypeKind::Alias(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Unions of aliases of unions end somewhere.
const DEPTH: usize = 8;

fn candidate(types: &Types, value: &Type, depth: usize) -> Candidate {
    let kinds = |kinds| Candidate { kinds, ..Candidate::default() };
    match value {
        Type::Any => kinds(Kinds::ALL),
        Type::Tuple(_) => kinds(Kinds::ARRAY),
        Type::List(_) if depth == 0 => kinds(Kinds::ARRAY),
        Type::List(item) => Candidate { items: items(types, item, depth - 1), ..kinds(Kinds::ARRAY) },
        Type::Map(_) | Type::Runtime(_) => kinds(Kinds::OBJECT),
        Type::Primitive(primitive) => Candidate { form: form(*primitive), ..kinds(kinds_of(*primitive)) },
        Type::Named(_) if depth == 0 => kinds(Kinds::ALL),
        Type::Named(id) => match &types[*id].kind {
            TypeKind::Alias(item) => candidate(types, &item.value, depth - 1),
            TypeKind::Union(union) => kinds(
                union
                    .variants
                    .iter()
                    .map(|variant| candidate(types, &variant.value, depth - 1).kinds)
                    .fold(Kinds::NONE, Kinds::and),
            ),
            // A set of flags is any sum of them.
            TypeKind::Enumeration(enumeration) if enumeration.flags && enumeration.wire == WireForm::Number => {
                kinds(Kinds::INTEGER)
            }
            TypeKind::Enumeration(enumeration) => Candidate {
                texts: enumeration.members.iter().map(|member| member.wire.clone()).collect(),
                ..kinds(match enumeration.wire {
                    WireForm::Number => Kinds::INTEGER,
                    WireForm::Text => Kinds::TEXT,
                    WireForm::Mixed => Kinds { text: true, boolean: true, ..Kinds::NUMBER },
                })
            },
            TypeKind::Structure(_) => structure(types, *id),
        },
    }
}

fn structure(types: &Types, id: TypeId) -> Candidate {
    let properties = types.all_properties(id);
    let constants = properties.iter().filter_map(|property| {
        if let Some(constant) = property.constant.as_ref().filter(|_| is_boolean(property)) {
            return Some((property.name.clone(), constant.clone()));
        }
        let Type::Named(id) = &property.item.value else { return None };
        let TypeKind::Enumeration(enumeration) = &types[*id].kind else { return None };
        match enumeration.members.as_slice() {
            [only] => Some((property.name.clone(), only.wire.clone())),
            _ => None,
        }
    });
    Candidate {
        kinds: Kinds::OBJECT,
        required: properties.iter().filter(|one| always_comes(one)).map(|one| one.name.clone()).collect(),
        constants: constants.collect(),
        known: properties.iter().map(|property| property.name.clone()).collect(),
        ..Candidate::default()
    }
}

/// Texts of numbers do not tell whether they are the same number.
fn is_boolean(property: &Property) -> bool {
    property.item.value == Type::Primitive(Primitive::Boolean)
}

/// Whether each answer has it. What a request leaves out does not count: nobody has to tell a request.
fn always_comes(property: &Property) -> bool {
    property.is_always_there() || (property.required && property.access == Access::ReadOnly)
}

/// Texts that have a form of their own.
fn form(primitive: Primitive) -> Option<Primitive> {
    matches!(
        primitive,
        Primitive::DateTimeOffset | Primitive::Date | Primitive::TimeOfDay | Primitive::Duration | Primitive::Guid
    )
    .then_some(primitive)
}

fn kinds_of(primitive: Primitive) -> Kinds {
    match primitive {
        Primitive::Boolean => Kinds::BOOLEAN,
        Primitive::Int8
        | Primitive::Int16
        | Primitive::Int32
        | Primitive::Int64
        | Primitive::UInt8
        | Primitive::UInt16
        | Primitive::UInt32
        | Primitive::UInt64
        | Primitive::Int128 => Kinds::INTEGER,
        Primitive::Single | Primitive::Double | Primitive::Number | Primitive::Decimal => Kinds::NUMBER,
        Primitive::String
        | Primitive::QuotedInt64
        | Primitive::QuotedUInt64
        | Primitive::QuotedDecimal
        | Primitive::DateTimeOffset
        | Primitive::Date
        | Primitive::TimeOfDay
        | Primitive::Duration
        | Primitive::Guid
        | Primitive::Binary
        | Primitive::Base64 => Kinds::TEXT,
    }
}
