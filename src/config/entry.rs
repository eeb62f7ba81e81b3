//! Values of the configuration that remember where they stand in `rest-bindgen.toml`.

use std::{fmt, marker::PhantomData, path::PathBuf, sync::Arc};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};

use crate::diagnostics::{FileId, Mark, Place};

/// A value of the configuration. One that was given in code or by a flag stands nowhere.
#[derive(Clone, Debug, Default)]
pub struct Entry<T> {
    /// The value.
    pub value: T,
    /// The byte of the file at which it begins.
    offset: Option<usize>,
}

impl<T> From<T> for Entry<T> {
    fn from(value: T) -> Self {
        Self { value, offset: None }
    }
}

impl From<&str> for Entry<String> {
    fn from(value: &str) -> Self {
        value.to_owned().into()
    }
}

/// Where a value stands makes no difference.
impl<T: PartialEq> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Entry<T> {}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = toml::Spanned::<T>::deserialize(deserializer)?;
        let offset = Some(spanned.span().start);
        Ok(Self { value: spanned.into_inner(), offset })
    }
}

/// Entries under names of the description, in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<T>(pub Vec<(Entry<String>, T)>);

impl<T> Table<T> {
    /// Adds an entry.
    pub fn push(&mut self, key: impl Into<String>, value: impl Into<T>) {
        self.0.push((Entry::from(key.into()), value.into()));
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Table<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Table(entries))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// The configuration file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it says.
    pub text: Arc<str>,
}

/// The way from an entry to its place, once the file has a number.
#[derive(Clone, Debug, Default)]
pub struct Written(Option<(FileId, Arc<str>)>);

impl Written {
    /// Entries of a file under its number.
    pub fn new(file: FileId, text: Arc<str>) -> Self {
        Self(Some((file, text)))
    }

    /// Where an entry stands.
    pub fn place<T>(&self, entry: &Entry<T>) -> Option<Place> {
        let (file, text) = self.0.as_ref()?;
        let before = text.get(..entry.offset?)?;
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Some(Place::new(*file, Mark::new(number(line), number(column))))
    }
}
