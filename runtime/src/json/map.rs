//! An object whose member names are data.

use std::ops::{Deref, DerefMut};

use indexmap::IndexMap;

use super::{Decode, DecodeResult, Encode, Reader, Writer};

/// A JSON object with free member names and values of one type, in the order received. Use it as the `IndexMap` it
/// wraps.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<T>(pub IndexMap<String, T>);

impl<T> Map<T> {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self(IndexMap::new())
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for Map<T> {
    type Target = IndexMap<String, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> DerefMut for Map<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<N: Into<String>, T> FromIterator<(N, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(members: I) -> Self {
        Self(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (String, T);
    type IntoIter = indexmap::map::IntoIter<String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'m, T> IntoIterator for &'m Map<T> {
    type Item = (&'m String, &'m T);
    type IntoIter = indexmap::map::Iter<'m, String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Decode> Decode for Map<T> {
    fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
        let mut map = Self::new();
        json.members(&mut |name, json| {
            let value = T::decode(json)?;
            map.0.insert(name.to_owned(), value);
            Ok(())
        })?;
        Ok(map)
    }
}

impl<T: Encode> Encode for Map<T> {
    fn encode(&self, out: &mut Writer) {
        out.members(|out| {
            for (name, value) in &self.0 {
                out.member(name, value);
            }
        });
    }
}
