//! Texts of the description. They stay as written here; `emit` makes them safe for rustdoc.

/// The texts that stand beside a construct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// Any length, CommonMark.
    pub description: Option<String>,
    /// The vendor's page about it (`externalDocs`; `Core.Links`).
    pub link: Option<Link>,
    /// What holds of the values, in short words: what they must be, what the service takes without them.
    pub facts: Vec<String>,
}

impl Docs {
    /// Docs of a description alone; empty and blank texts count as absent.
    pub fn described(description: Option<&str>) -> Self {
        Self { description: text(description), ..Self::default() }
    }

    /// Whether there is nothing to print.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A text as documentation: `None` when there is nothing but white space.
pub fn text(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A page about a construct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What the page is called, if the description says.
    pub text: Option<String>,
    /// Its address.
    pub url: String,
}

/// The description asks for this not to be used any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// Since which version or date.
    pub since: Option<String>,
    /// When it goes away.
    pub removal: Option<String>,
    /// What to use instead, or why.
    pub note: Option<String>,
}
