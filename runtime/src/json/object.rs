//! Generated objects: a list of names, and a borrow of each field. What is done with them is written once, here.

use std::any::Any;

use super::{Decode, DecodeResult, Encode, Extra, Reader, Writer};

/// A generated object. [`object!`](crate::object) completes it.
pub trait Object {
    /// The members that have a field.
    fn members(&self) -> Members;

    /// The field of the member with this index; of any other index, the field `extra`.
    fn member(&self, index: usize) -> &dyn Field;

    /// As [`member`](Self::member), to be written to.
    fn member_mut(&mut self, index: usize) -> &mut dyn Field;
}

impl dyn Object + '_ {
    /// The members that have no field, and the nulls of fields that cannot hold one; `None` for an object that keeps
    /// none.
    pub fn extra(&self) -> Option<&Extra> {
        self.member(usize::MAX).extra()
    }

    /// As `extra`, to be written to.
    pub fn extra_mut(&mut self) -> Option<&mut Extra> {
        self.member_mut(usize::MAX).extra_mut()
    }
}

/// The names of an object's members, in the description's order, and what is special about some of them.
#[derive(Clone, Copy, Debug)]
pub struct Members {
    names: &'static [&'static str],
    required: &'static [usize],
    secret: &'static [usize],
}

impl Members {
    /// Members that may be left out.
    #[must_use]
    pub const fn new(names: &'static [&'static str]) -> Self {
        Self { names, required: &[], secret: &[] }
    }

    /// The indices of those without which decoding fails.
    #[must_use]
    pub const fn required(self, required: &'static [usize]) -> Self {
        Self { required, ..self }
    }

    /// The indices of those that `Debug` hides.
    #[must_use]
    pub const fn secret(self, secret: &'static [usize]) -> Self {
        Self { secret, ..self }
    }
}

/// A field of a generated object, whatever its type.
pub trait Field: Any {
    /// Reads the value of its member. `false` says that it was a null that the field cannot hold.
    ///
    /// # Errors
    /// When the value is malformed or of another type than the field.
    fn read(&mut self, required: bool, json: &mut Reader<'_>) -> DecodeResult<bool>;

    /// Writes its member, unless it is absent.
    fn write(&self, name: &'static str, required: bool, out: &mut Writer);

    /// Takes over the value of a field of the same type.
    fn set(&mut self, other: &dyn Field);

    /// Whether the other is of the same type and equal.
    fn equals(&self, other: &dyn Field) -> bool;

    /// Itself, if it is the field `extra`.
    fn extra(&self) -> Option<&Extra> {
        None
    }

    /// As [`extra`](Self::extra), to be written to.
    fn extra_mut(&mut self) -> Option<&mut Extra> {
        None
    }
}

impl<T: Decode + Encode + Clone + PartialEq + 'static> Field for T {
    fn read(&mut self, required: bool, json: &mut Reader<'_>) -> DecodeResult<bool> {
        self.decode_field(required, json)
    }

    fn write(&self, name: &'static str, required: bool, out: &mut Writer) {
        self.encode_field(name, required, out);
    }

    fn set(&mut self, other: &dyn Field) {
        set(self, other);
    }

    fn equals(&self, other: &dyn Field) -> bool {
        equals(self, other)
    }
}

/// Never a member: [`Object::member`] gives it for what is none.
impl Field for Extra {
    fn read(&mut self, _required: bool, json: &mut Reader<'_>) -> DecodeResult<bool> {
        json.raw().map(|_| true)
    }

    fn write(&self, _name: &'static str, _required: bool, _out: &mut Writer) {}

    fn set(&mut self, other: &dyn Field) {
        set(self, other);
    }

    fn equals(&self, other: &dyn Field) -> bool {
        equals(self, other)
    }

    fn extra(&self) -> Option<&Extra> {
        Some(self)
    }

    fn extra_mut(&mut self) -> Option<&mut Extra> {
        Some(self)
    }
}

fn set<T: Clone + 'static>(field: &mut T, other: &dyn Field) {
    if let Some(other) = (other as &dyn Any).downcast_ref::<T>() {
        field.clone_from(other);
    }
}

fn equals<T: PartialEq + 'static>(field: &T, other: &dyn Field) -> bool {
    (other as &dyn Any).downcast_ref::<T>() == Some(field)
}

/// Reads a generated object.
///
/// # Errors
/// As [`Reader::object`].
#[doc(hidden)]
pub(super) fn decode_object<T: Object + Default>(json: &mut Reader<'_>) -> DecodeResult<T> {
    // Read where it is given back: a value may be large, and every function on its way would move it.
    let mut decoded = Ok(T::default());
    if let Ok(object) = &mut decoded
        && let Err(error) = json.object(object)
    {
        decoded = Err(error);
    }
    decoded
}

/// A generated object of which only the members in a JSON object are set.
#[doc(hidden)]
#[must_use]
pub fn with_defaults<T: Object + Default>(json: &str) -> T {
    let mut object = T::default();
    // Members that are required and have no default are missing, which is found last.
    let _ = Reader::with_depth(json.as_bytes(), usize::MAX).object(&mut object);
    object
}

/// A copy of a generated object.
#[doc(hidden)]
#[must_use]
pub fn copy_object<T: Object + Default>(object: &T) -> T {
    let mut copy = T::default();
    copy_fields(object, &mut copy);
    copy
}

fn copy_fields(from: &dyn Object, to: &mut dyn Object) {
    // The last index is that of `extra`.
    for index in 0..=from.members().names.len() {
        to.member_mut(index).set(from.member(index));
    }
}

/// Whether two generated objects of one type are equal.
#[doc(hidden)]
#[must_use]
pub fn equal_objects(left: &dyn Object, right: &dyn Object) -> bool {
    (0..=left.members().names.len()).all(|index| left.member(index).equals(right.member(index)))
}

pub(super) fn write_fields(object: &dyn Object, out: &mut Writer) {
    let Members { names, required, secret } = object.members();
    out.extra(object.extra().unwrap_or(&Extra::default()));
    let (required, secret) = (Indices::of(required), Indices::of(secret));
    for (index, name) in names.iter().enumerate() {
        if secret.contains(index) {
            out.secret();
        }
        object.member(index).write(name, required.contains(index), out);
    }
}

/// What the loop over the members of a document asks of an object.
pub(crate) trait Fields {
    /// Reads the member `name`. `false` says that its value was `null`, that the field cannot hold a null, and that
    /// the reader has passed it.
    fn read(&mut self, name: &str, json: &mut Reader<'_>) -> DecodeResult<bool>;

    /// Where nulls are remembered.
    fn extra(&mut self) -> &mut Extra;

    /// A required member that was not there.
    fn missing(&self) -> Option<&'static str>;
}

/// A generated object that is being read.
pub(super) struct Described<'o> {
    object: &'o mut dyn Object,
    members: Members,
    required: Indices,
    seen: Indices,
    /// Where the next name is looked for first: documents keep the description's order more often than not.
    next: usize,
    /// For an object that keeps nothing.
    lost: Extra,
}

impl<'o> Described<'o> {
    pub(super) fn new(object: &'o mut dyn Object) -> Self {
        let members = object.members();
        let required = Indices::of(members.required);
        Self { object, members, required, seen: Indices::default(), next: 0, lost: Extra::default() }
    }

    fn find(&self, name: &str) -> Option<usize> {
        let (before, after) = self.members.names.split_at(self.next.min(self.members.names.len()));
        let found = after.iter().position(|known| *known == name).map(|index| index + before.len());
        found.or_else(|| before.iter().position(|known| *known == name))
    }
}

impl Fields for Described<'_> {
    fn read(&mut self, name: &str, json: &mut Reader<'_>) -> DecodeResult<bool> {
        let Some(index) = self.find(name) else { return json.keep(name, self.extra()) };
        self.next = index + 1;
        let required = self.required.contains(index);
        if required {
            self.seen.insert(index);
        }
        self.object.member_mut(index).read(required, json)
    }

    fn extra(&mut self) -> &mut Extra {
        self.object.extra_mut().unwrap_or(&mut self.lost)
    }

    fn missing(&self) -> Option<&'static str> {
        let missing = self.members.required.iter().find(|index| !self.seen.contains(**index))?;
        self.members.names.get(*missing).copied()
    }
}

/// A set of indices; the first 64 need no allocation.
#[derive(Default)]
struct Indices {
    first: u64,
    others: Vec<usize>,
}

impl Indices {
    fn of(indices: &[usize]) -> Self {
        let mut set = Self::default();
        for index in indices {
            set.insert(*index);
        }
        set
    }

    fn insert(&mut self, index: usize) {
        if index < 64 {
            self.first |= 1 << index;
        } else if let Err(place) = self.others.binary_search(&index) {
            self.others.insert(place, index);
        }
    }

    fn contains(&self, index: usize) -> bool {
        if index < 64 { self.first & (1 << index) != 0 } else { self.others.binary_search(&index).is_ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::Indices;

    #[test]
    fn any_index() {
        let set = Indices::of(&[0, 63, 64, 200, 64]);
        for index in [0, 63, 64, 200] {
            assert!(set.contains(index), "{index}");
        }
        for index in [1, 62, 65, 199, usize::MAX] {
            assert!(!set.contains(index), "{index}");
        }
    }
}
