//! Turning any text into a Rust identifier.

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};

use crate::model::naming::is_taken_package;

/// How an identifier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Fields, functions, modules, arguments.
    Snake,
    /// Types and variants.
    Camel,
}

/// Words that cannot be identifiers in edition 2024, not even raw ones.
const NEVER: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Keywords of edition 2024, strict and reserved (Rust reference, "Keywords"); raw identifiers are free to use them.
const KEYWORDS: [&str; 49] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "union",
];

/// An identifier for a text, or `None` when nothing of the text can be said in one. `prefix` stands before a digit.
pub(super) fn identifier(text: &str, case: Case, prefix: &str) -> Option<String> {
    let plain = cased(&spell(text, Symbols::Separate), case);
    if plain.is_empty() { spelled_identifier(text, case, prefix) } else { Some(usable(plain, case, prefix)) }
}

/// The same with every symbol spelled out, for texts that differ only in symbols.
pub(super) fn spelled_identifier(text: &str, case: Case, prefix: &str) -> Option<String> {
    spelled(text, Symbols::InWords, case, prefix)
}

/// The same where spaces stand between words and are no symbols.
pub(super) fn spelled_beside_words(text: &str, case: Case, prefix: &str) -> Option<String> {
    spelled(text, Symbols::InWordsButSpaces, case, prefix)
}

fn spelled(text: &str, symbols: Symbols, case: Case, prefix: &str) -> Option<String> {
    let spelled = cased(&spell(text, symbols), case);
    (!spelled.is_empty()).then(|| usable(spelled, case, prefix))
}

fn usable(cased: String, case: Case, prefix: &str) -> String {
    let cased = if cased.len() > LONGEST { shortened(&cased, case) } else { cased };
    escape(if cased.starts_with(|first: char| first.is_ascii_digit()) { format!("{prefix}{cased}") } else { cased })
}

/// Longer than anybody writes, and short enough for the name of a file.
const LONGEST: usize = 200;

/// The begin of a name that is too long, and what tells it from others that begin so: made of the name alone, so that it
/// stays. Words are ASCII here.
fn shortened(name: &str, case: Case) -> String {
    // FNV-1a.
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let begin = name.get(..LONGEST - 20).unwrap_or_default().trim_end_matches('_');
    match case {
        Case::Camel => format!("{begin}X{hash:016x}"),
        Case::Snake => format!("{begin}_x{hash:016x}"),
    }
}

/// The name of a package for a title: lower case words with dashes, as cargo wants it, no longer than crates.io takes.
pub fn package_name(title: &str) -> String {
    let mut kebab = in_words(&spell(title, Symbols::Separate)).to_kebab_case();
    if kebab.len() > LONGEST_PACKAGE {
        kebab.truncate(LONGEST_PACKAGE);
        // Whole words, unless there is but one.
        if let Some((words, _)) = kebab.rsplit_once('-') {
            kebab = words.to_owned();
        }
    }
    match kebab.chars().next() {
        None => "api-client".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("api-{kebab}"),
        Some(_) if KEYWORDS.contains(&kebab.as_str()) || is_taken_package(&kebab) => format!("{kebab}-client"),
        Some(_) => kebab,
    }
}

const LONGEST_PACKAGE: usize = 60;

/// What code calls the crate of a package.
pub fn crate_name(package: &str) -> String {
    escape(package.replace('-', "_"))
}

/// The words of an identifier, in lower case: what names are compared by.
pub(super) fn words(text: &str) -> Vec<String> {
    in_lower_case(&spell(text, Symbols::Separate))
}

/// The same with every symbol as a word.
pub(super) fn spelled_words(text: &str) -> Vec<String> {
    in_lower_case(&spell(text, Symbols::InWords))
}

fn in_lower_case(spelled: &str) -> Vec<String> {
    in_words(spelled).to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn cased(text: &str, case: Case) -> String {
    let text = in_words(text);
    match case {
        Case::Snake if is_snake_case(&text) => text,
        Case::Snake => text.to_snake_case(),
        Case::Camel if is_camel_case(&text) => text,
        Case::Camel => text.to_upper_camel_case(),
    }
}

/// Whether the text is words in lower case with one underscore between them, as most wire names are.
fn is_snake_case(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.split('_').all(is_word)
}

/// Whether the text is words that begin with a capital and have no other, as most names of schemas are.
fn is_camel_case(text: &str) -> bool {
    let mut begins = true;
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' if begins => begins = false,
            b'a'..=b'z' => begins = true,
            b'0'..=b'9' => {}
            _ => return false,
        }
    }
    text.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Makes a keyword usable: raw where that is allowed, with an underscore where not.
pub(super) fn escape(name: String) -> String {
    if NEVER.contains(&name.as_str()) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

/// What becomes of symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Symbols {
    /// They stand between words, but for a sign before a number.
    Separate,
    /// Each is a word.
    InWords,
    /// Each but the space is a word.
    InWordsButSpaces,
}

impl Symbols {
    fn has_word(self, character: char) -> bool {
        match self {
            Self::Separate => false,
            Self::InWords => true,
            Self::InWordsButSpaces => character != ' ',
        }
    }
}

/// The text in ASCII letters, digits and spaces.
fn spell(text: &str, symbols: Symbols) -> String {
    let mut spelled = String::with_capacity(text.len());
    for (position, character) in text.char_indices() {
        if character.is_ascii_alphanumeric() {
            spelled.push(character);
            continue;
        }
        let starts_number = position == 0 && text.chars().nth(1).is_some_and(|second| second.is_ascii_digit());
        match symbol(character) {
            Some(word) if symbols.has_word(character) || (starts_number && matches!(character, '-' | '+')) => {
                spelled.push(' ');
                spelled.push_str(word);
                spelled.push(' ');
            }
            _ if character.is_ascii() || character.is_whitespace() => spelled.push('_'),
            _ => match ascii(character) {
                Some(letters) => spelled.push_str(letters),
                None => spelled.push_str(&format!(" u{:x} ", u32::from(character))),
            },
        }
    }
    spelled
}

/// Words whose capitals would be taken for several words, as people write them, and as one word.
const MIXED: [(&str, &str); 4] = [("OAuth", "Oauth"), ("oAuth", "oauth"), ("IPv4", "Ipv4"), ("IPv6", "Ipv6")];

/// The text with each word in one piece: the plural of an acronym (`serverURLs`, `IDsOfUsers`) is one word, and so are
/// the [`MIXED`] ones.
fn in_words(text: &str) -> String {
    let may_start = |first: u8| first.is_ascii_uppercase() || first == b'o';
    if !text.as_bytes().windows(2).any(|pair| matches!(pair, [a, b] if may_start(*a) && b.is_ascii_uppercase())) {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let length = match (mixed(before, rest), plural(before, rest)) {
            (Some((written, word)), _) => {
                result.push_str(word);
                written.len()
            }
            (None, Some(length)) => {
                let word = rest.get(..length).unwrap_or_default();
                result.push(first);
                result.extend(word.chars().skip(1).map(|character| character.to_ascii_lowercase()));
                length
            }
            (None, None) => {
                result.push(first);
                first.len_utf8()
            }
        };
        let (word, after) = rest.split_at(length);
        before = word.chars().next_back().unwrap_or(before);
        rest = after;
    }
    result
}

/// A mixed word at the start of the text, unless it is the end of another word (`NOAuth`, `noAuth`).
fn mixed(before: char, text: &str) -> Option<(&'static str, &'static str)> {
    let (written, word) = MIXED.iter().find(|(written, _)| text.starts_with(written))?;
    let is_inside = match written.starts_with(|first: char| first.is_ascii_uppercase()) {
        true => before.is_ascii_uppercase(),
        false => before.is_ascii_alphabetic(),
    };
    (!is_inside).then_some((written, word))
}

/// The length of an acronym in the plural at the start of the text: capitals and an `s` that ends the word.
fn plural(before: char, text: &str) -> Option<usize> {
    let length = text.find(|character: char| !character.is_ascii_uppercase())?;
    let mut after = text.get(length..)?.chars();
    let is_plural = after.next() == Some('s') && !after.next().is_some_and(|next| next.is_ascii_lowercase());
    (length > 1 && is_plural && !before.is_ascii_uppercase()).then_some(length + 1)
}

/// Latin letters with marks, as people write them without.
fn ascii(character: char) -> Option<&'static str> {
    Some(match character {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ą' => "a",
        'À' | 'Á' | 'Â' | 'Ã' | 'Å' => "A",
        'ä' | 'æ' => "ae",
        'Ä' | 'Æ' => "Ae",
        'ç' | 'ć' | 'č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
        'È' | 'É' | 'Ê' | 'Ë' => "E",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' | 'ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'ö' | 'œ' => "oe",
        'Ö' => "Oe",
        'ß' => "ss",
        'ś' | 'š' => "s",
        'ù' | 'ú' | 'û' | 'ů' => "u",
        'ü' => "ue",
        'Ü' => "Ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '?' => "question",
        '&' => "and",
        '|' => "or",
        '%' => "percent",
        '#' => "hash",
        '$' => "dollar",
        '@' => "at",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '~' => "tilde",
        '^' => "caret",
        '_' => "underscore",
        '(' => "open",
        ')' => "close",
        '[' => "open bracket",
        ']' => "close bracket",
        '{' => "open brace",
        '}' => "close brace",
        '"' => "quote",
        '\'' => "apostrophe",
        '`' => "backtick",
        ' ' => "space",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use heck::{ToSnakeCase, ToUpperCamelCase};

    use super::{Case, identifier, is_camel_case, is_snake_case, package_name, spelled_identifier};

    fn snake(text: &str) -> String {
        identifier(text, Case::Snake, "n").unwrap_or_default()
    }

    fn camel(text: &str) -> String {
        identifier(text, Case::Camel, "Value").unwrap_or_default()
    }

    #[test]
    fn wire_names_become_rust_names() {
        assert_eq!(snake("vppToken-id"), "vpp_token_id");
        assert_eq!(snake("appleDeviceAppDeliveryProtocolType"), "apple_device_app_delivery_protocol_type");
        assert_eq!(camel("assignedToExternalMDM"), "AssignedToExternalMdm");
        assert_eq!(snake("@odata.type"), "odata_type");
        assert_eq!(camel("größe"), "Groesse");
        assert_eq!(camel("日"), "U65e5");
        assert_eq!(snake("guild_id"), "guild_id");
        assert_eq!(snake("_guild__id_"), "guild_id");
        assert_eq!(snake("v2_x509"), "v2_x509");
    }

    #[test]
    fn what_counts_as_written_in_a_case_is_what_the_case_leaves_as_it_is() {
        let mut texts = vec![String::new()];
        for position in 0.. {
            let Some(text) = texts.get(position).filter(|text| text.len() < 6).cloned() else { break };
            texts.extend(["a", "B", "1", "_"].map(|next| format!("{text}{next}")));
        }
        let (mut camel, mut snake) = (0, 0);
        for text in texts.iter().filter(|text| !text.is_empty()) {
            if is_camel_case(text) {
                assert_eq!(text.to_upper_camel_case(), *text);
                camel += 1;
            }
            if is_snake_case(text) {
                assert_eq!(text.to_snake_case(), *text);
                snake += 1;
            }
        }
        assert!(camel > 100 && snake > 100, "{camel} {snake}");
    }

    #[test]
    fn acronyms_in_the_plural_are_one_word() {
        assert_eq!(snake("nonResourceURLs"), "non_resource_urls");
        assert_eq!(snake("IDsOfUsers"), "ids_of_users");
        assert_eq!(camel("listSSIDs"), "ListSsids");
        assert_eq!(snake("HTTPServer"), "http_server");
        assert_eq!(snake("APIstatus"), "ap_istatus");
        assert_eq!(camel("ABs2"), "Abs2");
        assert_eq!(snake("is"), "is");
    }

    #[test]
    fn words_of_mixed_case_are_one_word() {
        assert_eq!(snake("oAuth2PermissionGrant"), "oauth2_permission_grant");
        assert_eq!(camel("OAuth2Security"), "Oauth2Security");
        assert_eq!(snake("useOAuth"), "use_oauth");
        assert_eq!(snake("noAuth"), "no_auth");
        assert_eq!(snake("wiredIPv4Addresses"), "wired_ipv4_addresses");
        assert_eq!(camel("IPv6"), "Ipv6");
        assert_eq!(snake("NOAuth"), "no_auth");
    }

    #[test]
    fn keywords_and_digits_are_made_usable() {
        assert_eq!(snake("type"), "r#type");
        assert_eq!(snake("self"), "self_");
        assert_eq!(camel("self"), "Self_");
        assert_eq!(snake("2fa"), "n2fa");
        assert_eq!(camel("8000"), "Value8000");
        assert_eq!(camel("-1"), "Minus1");
    }

    #[test]
    fn symbols_are_spelled_out_when_there_is_nothing_else() {
        assert_eq!(camel(">="), "GreaterEqual");
        assert_eq!(camel(""), "");
        assert_eq!(spelled_identifier("StartTime<", Case::Snake, "n").as_deref(), Some("start_time_less"));
    }

    #[test]
    fn names_are_no_longer_than_those_of_files() {
        let (one, other) = ("a".repeat(300), "a".repeat(301));
        assert_eq!((snake(&one).len(), camel(&one).len()), (198, 197));
        assert_ne!(snake(&one), snake(&other));
        assert_eq!(snake(&"a".repeat(200)), "a".repeat(200));
        assert!(!camel(&format!("1{}", "a".repeat(300))).contains('_'));
    }

    #[test]
    fn package_names_are_what_cargo_takes() {
        assert_eq!(package_name("Graph VPP tokens"), "graph-vpp-tokens");
        assert_eq!(package_name("3D API (v2)"), "api-3d-api-v2");
        assert_eq!(package_name("***"), "api-client");
        assert_eq!(package_name("Box"), "box-client");
        assert_eq!(package_name("STD"), "std-client");
        assert_eq!(package_name(&"long ".repeat(30)), "long-".repeat(12).trim_end_matches('-'));
    }
}
