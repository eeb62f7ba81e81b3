//! What is called otherwise than in the output that a run writes over: names are meant to stay, so each is said.

use std::{collections::HashMap, path::Path};

use crate::pipeline::NAMES;

/// How many are shown; the rest is counted.
const SHOWN: usize = 8;

/// Every name that differs from the one of an earlier `names.txt`, as lines for people; none if there is none.
pub(super) fn since(folder: &Path, names: &str) -> Vec<String> {
    let Ok(before) = std::fs::read_to_string(folder.join(NAMES)) else { return Vec::new() };
    let before: HashMap<String, &str> = lines(&before).collect();
    let other = |(wire, is): (String, &str)| {
        let was = before.get(&wire).filter(|was| **was != is && is_of_one_kind(was, is))?;
        Some(format!("    {wire} was {was}, is {is}"))
    };
    let mut renamed: Vec<String> = lines(names).filter_map(other).collect();
    let count = renamed.len();
    if count > SHOWN {
        renamed.truncate(SHOWN);
        renamed.push(format!("    and {} more, in names.txt", count - SHOWN));
    }
    if count > 0 {
        let said = "note: what is called otherwise than in the output before; `--keep-names always` or a rename in rest-bindgen.toml keeps a name";
        renamed.insert(0, said.to_owned());
    }
    renamed
}

/// Whether two names are of things of one kind. What was a union and is a structure by now has a field where a variant
/// was: that is no other name, and `diff` says it.
fn is_of_one_kind(was: &str, is: &str) -> bool {
    let begins_in_capital = |name: &str| {
        let last = name.rsplit("::").next().unwrap_or(name);
        last.starts_with(|first: char| first.is_ascii_uppercase())
    };
    begins_in_capital(was) == begins_in_capital(is)
}

/// What the description calls a thing, with what it belongs to, and its name in Rust. Those of the members of a renamed
/// type stay what they are.
fn lines(names: &str) -> impl Iterator<Item = (String, &str)> {
    let mut owner = "";
    names.lines().filter_map(move |line| {
        let (wire, rust) = line.rsplit_once(" -> ")?;
        if line.starts_with(' ') {
            return Some((format!("{} of {owner}", wire.trim_start()), rust));
        }
        owner = wire;
        Some((wire.to_owned(), rust))
    })
}
