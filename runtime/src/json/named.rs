//! Values by name, in the order in which they came.

use indexmap::IndexMap;

use super::Json;

/// Up to so many are looked for one by one, which is quicker than to make something of a name, and needs no table beside
/// them. Objects that are read in thousands have one or two annotations each.
const FEW: usize = 8;

/// Values by name. Two of them are equal whatever their order is.
#[derive(Clone)]
pub(super) enum Named {
    Few(Vec<(Box<str>, Json)>),
    /// More than few: who sends thousands of them to one object must not make each look at all others.
    Many(IndexMap<Box<str>, Json>),
}

impl Named {
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Self::Few(few) => few.iter().find(|(known, _)| **known == *name).map(|(_, value)| value),
            Self::Many(many) => many.get(name),
        }
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        match self {
            Self::Few(few) => few.iter_mut().find(|(known, _)| **known == *name).map(|(_, value)| value),
            Self::Many(many) => many.get_mut(name),
        }
    }

    /// Adds a value of a name that is not there yet: as the first one, or after all others.
    pub(super) fn add(&mut self, name: &str, value: Json, is_first: bool) {
        if let Self::Few(few) = self {
            if few.len() < FEW {
                let place = if is_first { 0 } else { few.len() };
                return few.insert(place, (name.into(), value));
            }
            *self = Self::Many(std::mem::take(few).into_iter().collect());
        }
        if let Self::Many(many) = self {
            let place = if is_first { 0 } else { many.len() };
            many.shift_insert(place, name.into(), value);
        }
    }

    /// Takes a value out; the others keep their order.
    pub(super) fn remove(&mut self, name: &str) -> Option<Json> {
        match self {
            Self::Few(few) => {
                let place = few.iter().position(|(known, _)| **known == *name)?;
                Some(few.remove(place).1)
            }
            Self::Many(many) => many.shift_remove(name),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        let (few, many) = match self {
            Self::Few(few) => (Some(few), None),
            Self::Many(many) => (None, Some(many)),
        };
        let few = few.into_iter().flatten().map(|(name, value)| (&**name, value));
        few.chain(many.into_iter().flatten().map(|(name, value)| (&**name, value)))
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few(few) => few.len(),
            Self::Many(many) => many.len(),
        }
    }
}

impl Default for Named {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many names, each with its number, the last of them first.
    fn named(count: usize) -> Named {
        let mut named = Named::default();
        for number in 1..=count {
            named.add(&format!("n{number}"), Json::from_value(&number.to_string()), number == count);
        }
        named
    }

    #[test]
    fn few_and_many_are_the_same_to_their_user() {
        for count in 1..3 * FEW {
            let mut all = named(count);
            assert_eq!(matches!(all, Named::Many(_)), count > FEW);
            let in_order: Vec<String> = all.iter().map(|(name, _)| name.to_owned()).collect();
            let expected: Vec<String> =
                [count].into_iter().chain(1..count).map(|number| format!("n{number}")).collect();
            assert_eq!((in_order, all.len()), (expected, count));
            assert!(all.get("n0").is_none() && all.get_mut("n0").is_none() && all.remove("n0").is_none());
            if let Some(value) = all.get_mut("n1") {
                *value = Json::null();
            }
            assert!(all.get("n1").is_some_and(Json::is_null) && all != named(count));
            assert!(all.remove("n1").is_some_and(|value| value.is_null()) && all.get("n1").is_none());
            // In another order, and by the other of both ways after the removal.
            all.add("n1", Json::string("1"), count % 2 == 0);
            assert!(all == named(count) && named(count) == all);
        }
    }
}
