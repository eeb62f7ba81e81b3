//! Which required members an object has shown so far.

/// One bit per required member; the first 64 need no allocation.
pub(super) struct Seen {
    names: &'static [&'static str],
    first: u64,
    others: Vec<bool>,
    /// Where the next name is looked for first: documents keep the description's order more often than not.
    next: usize,
}

impl Seen {
    pub(super) fn new(names: &'static [&'static str]) -> Self {
        Self { names, first: 0, others: vec![false; names.len().saturating_sub(64)], next: 0 }
    }

    pub(super) fn mark(&mut self, name: &str) {
        if self.names.is_empty() {
            return;
        }
        let (before, after) = self.names.split_at(self.next.min(self.names.len()));
        let found = after.iter().position(|known| *known == name).map(|index| index + before.len());
        let Some(index) = found.or_else(|| before.iter().position(|known| *known == name)) else { return };
        self.next = index + 1;
        if index < 64 {
            self.first |= 1 << index;
        } else if let Some(seen) = self.others.get_mut(index - 64) {
            *seen = true;
        }
    }

    pub(super) fn missing(&self) -> Option<&'static str> {
        self.names.iter().enumerate().find_map(|(index, name)| {
            let seen = if index < 64 {
                self.first & (1 << index) != 0
            } else {
                self.others.get(index - 64).copied().unwrap_or_default()
            };
            (!seen).then_some(*name)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn any_order_and_repeats() {
        let mut seen = Seen::new(&["a", "b", "c"]);
        assert_eq!(seen.missing(), Some("a"));
        for name in ["c", "a", "a", "x"] {
            seen.mark(name);
        }
        assert_eq!(seen.missing(), Some("b"));
        seen.mark("b");
        assert_eq!(seen.missing(), None);
    }

    #[test]
    fn more_than_64() {
        static NAMES: [&str; 66] = {
            let mut names = ["x"; 66];
            names[64] = "y";
            names[65] = "z";
            names
        };
        let mut seen = Seen::new(&NAMES[63..]);
        seen.mark("x");
        seen.mark("z");
        assert_eq!(seen.missing(), Some("y"));
        let mut seen = Seen::new(&NAMES);
        seen.mark("z");
        assert!(seen.others[1] && !seen.others[0]);
    }
}
