//! A look at an XML text before it is parsed, for what would cost more than it is worth.
//!
//! The parser compares each attribute of an element with all the others, and looks names up among all
//! namespaces in scope, so a hostile file of a megabyte could keep it busy for minutes. This look counts
//! levels, attributes and namespaces in one pass. It judges no syntax: what it mistakes in a broken
//! file the parser refuses anyway.

/// Levels of elements; CSDL needs about twenty.
const DEPTH: usize = 256;

/// Attributes of one element; CSDL has at most a dozen.
const ATTRIBUTES: usize = 256;

/// Namespaces in scope at one place; CSDL has two or three.
const NAMESPACES: usize = 64;

/// What there is too much of, and at which byte.
pub(super) struct Excess {
    pub(super) offset: usize,
    pub(super) what: String,
}

/// Finds the first excess of a text.
pub(super) fn excess(text: &str) -> Option<Excess> {
    let mut scopes: Vec<usize> = Vec::new();
    let mut namespaces = 0;
    let mut offset = 0;
    while let Some(rest) = text.get(offset..) {
        let begin = offset + rest.find('<')?;
        let rest = text.get(begin..)?;
        let over = if rest.starts_with("<!--") {
            length_to(rest, "-->")?
        } else if rest.starts_with("<![CDATA[") {
            length_to(rest, "]]>")?
        } else if rest.starts_with("<?") {
            length_to(rest, "?>")?
        } else if rest.starts_with("</") {
            namespaces -= scopes.pop().unwrap_or_default();
            length_to(rest, ">")?
        } else {
            let tag = Tag::of(rest);
            namespaces += tag.namespaces;
            scopes.push(tag.namespaces);
            let what = if scopes.len() > DEPTH {
                Some(format!("elements are nested more than {DEPTH} levels deep"))
            } else if tag.attributes > ATTRIBUTES {
                Some(format!("an element has more than {ATTRIBUTES} attributes"))
            } else if namespaces > NAMESPACES {
                Some(format!("more than {NAMESPACES} namespaces are in scope"))
            } else {
                None
            };
            if let Some(what) = what {
                return Some(Excess { offset: begin, what });
            }
            if tag.closed {
                namespaces -= scopes.pop().unwrap_or_default();
            }
            tag.length
        };
        offset = begin + over;
    }
    None
}

fn length_to(text: &str, end: &str) -> Option<usize> {
    text.find(end).map(|start| start + end.len())
}

/// The opening tag of an element.
#[derive(Default)]
struct Tag {
    length: usize,
    attributes: usize,
    namespaces: usize,
    closed: bool,
}

impl Tag {
    fn of(text: &str) -> Self {
        let mut tag = Self::default();
        let mut quote = None;
        for (offset, byte) in text.bytes().enumerate() {
            tag.length = offset + 1;
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => {
                    quote = Some(byte);
                    tag.attributes += 1;
                    let name = text.get(..offset).unwrap_or_default().trim_end_matches(['=', ' ', '\t', '\r', '\n']);
                    tag.namespaces += usize::from(declares_namespace(name));
                }
                (None, b'>') => {
                    tag.closed = text.get(..offset).is_some_and(|tag| tag.ends_with('/'));
                    return tag;
                }
                (None, _) => {}
            }
        }
        tag
    }
}

/// Whether the text ends with the name of an attribute that declares a namespace.
fn declares_namespace(text: &str) -> bool {
    text.rsplit([' ', '\t', '\r', '\n', '"', '\'']).next().is_some_and(|name| name.starts_with("xmlns"))
}

#[cfg(test)]
mod tests {
    use super::excess;

    #[test]
    fn ordinary_metadata_passes() {
        let text = "<?xml version='1.0'?><!-- <<< --><a xmlns='x' b='/>'><c d=\"<\"/><![CDATA[<<]]></a>"
            .replace("<\"", "&lt;\"");
        assert!(excess(&text).is_none());
        assert!(excess(&"<a xmlns='x'/>".repeat(1000)).is_none());
        assert!(excess(&"<a xmlns:p='x'></a>".repeat(1000)).is_none());
    }

    #[test]
    fn floods_are_found() {
        let attributes = (0..300).map(|number| format!(" a{number}=''")).collect::<String>();
        assert!(excess(&format!("<a{attributes}/>")).is_some());
        assert!(excess(&"<a>".repeat(300)).is_some_and(|excess| excess.offset == 256 * 3));
        assert!(excess(&"<a xmlns:b='' xmlns:c=''>".repeat(100)).is_some());
        assert!(excess("<a").is_none());
    }
}
