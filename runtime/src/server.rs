//! Base URLs that are made of a template (OpenAPI, Server Object `variables`).

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// In the authority all but what names and ports are made of: a value cannot lead to another host.
const AUTHORITY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// In the path a value may have several segments.
const PATH: &AsciiSet = &AUTHORITY.remove(b'/').remove(b'@').remove(b'!').remove(b'$').remove(b',');

/// A base URL of the description whose variables are filled in. Generated types have it inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerUrl {
    template: &'static str,
    values: Vec<(&'static str, String)>,
    text: String,
}

impl ServerUrl {
    /// The template with the default of each of its variables.
    pub fn new(template: &'static str, defaults: &[(&'static str, &'static str)]) -> Self {
        let values = defaults.iter().map(|&(name, default)| (name, default.to_owned())).collect();
        let mut server = Self { template, values, text: String::new() };
        server.text = server.filled();
        server
    }

    /// The same with another value of a variable. It stays within its part of the URL: what would make another host of
    /// it, or a query, is percent-encoded. A variable that the URL begins with may be all of it but what follows.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        if let Some((_, slot)) = self.values.iter_mut().find(|(known, _)| *known == name) {
            value.clone_into(slot);
        }
        self.text = self.filled();
        self
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn filled(&self) -> String {
        let mut text = String::new();
        let mut rest = self.template;
        while let Some((before, name, after)) = next_variable(rest) {
            text.push_str(before);
            match self.values.iter().find(|(known, _)| *known == name) {
                None => text.push_str(&format!("{{{name}}}")),
                Some((_, value)) if text.is_empty() => text.push_str(value),
                Some((_, value)) => {
                    let authority = text.split_once("//").map_or("", |(_, authority)| authority);
                    let is_path = !text.contains("//") || authority.contains('/');
                    text.extend(utf8_percent_encode(value, if is_path { PATH } else { AUTHORITY }));
                }
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

/// The text before the first name in braces, the name, and what follows.
fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

impl AsRef<str> for ServerUrl {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

/// What a generated type of a server has: a struct with the field `url`.
#[doc(hidden)]
#[macro_export]
macro_rules! server {
    ($server:ident, $template:expr, $defaults:expr) => {
        impl $server {
            /// With the default of each variable.
            #[must_use]
            pub fn new() -> Self {
                Self { url: $crate::ServerUrl::new($template, &$defaults) }
            }
        }

        impl ::core::default::Default for $server {
            fn default() -> Self {
                Self::new()
            }
        }

        impl ::core::convert::AsRef<str> for $server {
            fn as_ref(&self) -> &str {
                self.url.as_str()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::ServerUrl;

    const HOST: &[(&str, &str)] = &[("region", "eu"), ("port", "443"), ("base", "v1")];

    fn server() -> ServerUrl {
        ServerUrl::new("https://{region}.example.com:{port}/{base}", HOST)
    }

    #[test]
    fn each_variable_has_its_default_or_another_value() {
        assert_eq!(server().as_str(), "https://eu.example.com:443/v1");
        let other = server().set("region", "us").set("base", "v2/beta").set("unknown", "x");
        assert_eq!(other.as_str(), "https://us.example.com:443/v2/beta");
        let whole = ServerUrl::new("{root}/api", &[("root", "https://example.com")]);
        assert_eq!(whole.set("root", "https://other.example:8443/x").as_str(), "https://other.example:8443/x/api");
        let scheme = ServerUrl::new("{scheme}://{host}/{undeclared}", &[("scheme", "https"), ("host", "localhost:80")]);
        assert_eq!(scheme.as_str(), "https://localhost:80/{undeclared}");
        assert_eq!(ServerUrl::new("/{base}", &[("base", "v1")]).set("base", "a?b").as_str(), "/a%3Fb");
    }

    #[test]
    fn a_value_leads_to_no_other_host() {
        for value in ["evil.example/", "evil.example?", "evil.example#", "user@evil.example", "evil.example\\"] {
            let text = server().set("region", value);
            assert!(!text.as_str().contains(value), "{text}");
            assert!(text.as_str().ends_with(".example.com:443/v1"), "{text}");
        }
    }
}
