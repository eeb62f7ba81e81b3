//! YAML, from the events of `saphyr-parser` to nodes with marks.
//!
//! The loader keeps its own stack of open mappings and lists, so that depth is a number to check and
//! not a stack to overflow. Anchored values are kept and copied where an alias names them; every copy
//! counts against the budget, so that aliases of aliases of aliases end in an error and not in memory.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::{
    bounded_input::{BoundedInput, Lookahead},
    budget::Budget,
    core_schema,
    file::SourceFile,
    indentation::Moved,
    merge::{Entry, merged},
    node::{Member, Node, Value},
};
use crate::diagnostics::{Code, Diagnostic, Mark, Place};

/// The tree of a YAML file.
pub(super) fn parse(file: &SourceFile, budget: &Budget) -> Result<Node, Diagnostic> {
    let mut text = Moved::nothing(file.text());
    loop {
        match Loader::new(file, budget, &text).load() {
            Err(Failure::Scan(error)) if text.mend(&error) => {}
            Err(Failure::Scan(error)) => return Err(Loader::new(file, budget, &text).broken(&error)),
            Err(Failure::Found(diagnostic)) => return Err(diagnostic),
            Ok(node) => return Ok(node),
        }
    }
}

/// Why there is no tree.
enum Failure {
    /// The parser says that this is no YAML.
    Scan(ScanError),
    /// The loader found something.
    Found(Diagnostic),
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Found(diagnostic)
    }
}

struct Loader<'file> {
    file: &'file SourceFile,
    budget: &'file Budget,
    text: &'file Moved<'file>,
    /// The mappings and lists that are open, the outermost first.
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    anchors: HashMap<usize, Anchored>,
    nodes: usize,
    /// Where the latest event was.
    latest: Mark,
    /// What anchors and aliases have copied so far.
    copied: Size,
}

/// A mapping or list whose end has not come yet.
struct Open {
    mark: Mark,
    anchor: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<Key> },
}

/// A key whose value has not come yet.
enum Key {
    Name(Box<str>, Mark),
    Merge,
}

/// A value that aliases may name.
struct Anchored {
    node: Node,
    size: Size,
}

/// What a copy of a value costs.
#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
    depth: usize,
}

impl<'file> Loader<'file> {
    fn new(file: &'file SourceFile, budget: &'file Budget, text: &'file Moved<'file>) -> Self {
        Self {
            file,
            budget,
            text,
            open: Vec::new(),
            root: None,
            documents: 0,
            anchors: HashMap::new(),
            nodes: 0,
            latest: Mark::new(1, 1),
            copied: Size::default(),
        }
    }

    fn load(mut self) -> Result<Node, Failure> {
        let lookahead = Lookahead::within(self.budget.lookahead);
        let mut parser = Parser::new(BoundedInput::new(self.text.text(), lookahead.clone()));
        while let Some(next) = parser.next_event() {
            if lookahead.exceeded() {
                return Err(self.too_far().into());
            }
            lookahead.restart();
            let (event, span) = next.map_err(Failure::Scan)?;
            self.take(event, self.text.mark(span.start))?;
        }
        let empty = || {
            Diagnostic::error(Code::EmptyFile, format!("`{}` holds nothing but comments", self.file.name()))
                .at(self.file.place_at(0))
                .help("check that the right file was named")
        };
        Ok(self.root.take().ok_or_else(empty)?)
    }

    fn take(&mut self, event: Event<'_>, mark: Mark) -> Result<(), Diagnostic> {
        self.latest = mark;
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => self.start_document(mark),
            Event::SequenceStart(anchor, _) => self.start(mark, anchor, Content::Sequence(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.start(mark, anchor, Content::Mapping { entries: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => self.alias(anchor, mark),
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), mark),
        }
    }

    fn start_document(&mut self, mark: Mark) -> Result<(), Diagnostic> {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        Err(self.error(
            Code::SeveralDocuments,
            "a second YAML document begins here",
            mark,
            "split the file, or remove the line `---` when this belongs to the first document",
        ))
    }

    fn start(&mut self, mark: Mark, anchor: usize, content: Content) -> Result<(), Diagnostic> {
        self.expect_value(mark)?;
        self.count(mark)?;
        if self.open.len() >= self.budget.depth {
            return Err(self.too_deep(mark));
        }
        self.open.push(Open { mark, anchor, content });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Diagnostic> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.content {
            Content::Sequence(mut items) => {
                items.shrink_to_fit();
                Value::Sequence(items)
            }
            Content::Mapping { entries, .. } => Value::Mapping(merged(self.file, entries)?),
        };
        self.place(Node { value, mark: open.mark }, open.anchor)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        mark: Mark,
    ) -> Result<(), Diagnostic> {
        self.count(mark)?;
        if tag.is_none()
            && anchor == 0
            && let Some(key) = self.awaited_key()
        {
            let merge = text == "<<" && style == ScalarStyle::Plain;
            *key = Some(if merge { Key::Merge } else { Key::Name(text.into(), mark) });
            return Ok(());
        }
        let value = match tag {
            Some(tag) => self.tagged(text, style, tag, mark)?,
            None if style == ScalarStyle::Plain => core_schema::plain(text),
            None => Value::String(text.into()),
        };
        self.place(Node { value, mark }, anchor)
    }

    /// A scalar with a tag. Tags other than YAML's own say nothing that is needed here.
    fn tagged(&self, text: &str, style: ScalarStyle, tag: &Tag, mark: Mark) -> Result<Value, Diagnostic> {
        let name = if tag.is_yaml_core_schema() { tag.suffix.as_str() } else { "" };
        let non_specific = tag.handle.is_empty() && tag.suffix == "!";
        let value = match name {
            "str" => Some(Value::String(text.into())),
            "null" => core_schema::is_null(text).then(|| Value::Null(text.into())),
            "bool" => core_schema::boolean(text).map(|value| Value::Bool { value, text: text.into() }),
            "int" => core_schema::is_integer(text).then(|| Value::Number(text.into())),
            "float" => core_schema::is_number(text).then(|| Value::Number(text.into())),
            _ if style == ScalarStyle::Plain && !non_specific => Some(core_schema::plain(text)),
            _ => Some(Value::String(text.into())),
        };
        value.ok_or_else(|| {
            self.error(
                Code::BadTag,
                &format!("`{text}` does not fit the tag `!!{name}`"),
                mark,
                "remove the tag, or mend the value",
            )
        })
    }

    fn alias(&mut self, anchor: usize, mark: Mark) -> Result<(), Diagnostic> {
        let Some(size) = self.anchors.get(&anchor).map(|anchored| anchored.size) else {
            return Err(self.error(
                Code::UnknownAlias,
                "this alias names a value that is not complete here",
                mark,
                "a value cannot hold itself; use a component and `$ref`",
            ));
        };
        if self.open.len() + size.depth > self.budget.depth {
            return Err(self.too_deep(mark));
        }
        self.charge(size, mark)?;
        match self.anchors.get(&anchor).map(|anchored| anchored.node.clone()) {
            Some(node) => self.place(node, 0),
            None => Ok(()),
        }
    }

    /// Puts a complete value where it belongs: it is the next key, value, item or the root.
    fn place(&mut self, node: Node, anchor: usize) -> Result<(), Diagnostic> {
        if anchor != 0 {
            let size = Size::of(&node);
            self.charge(size, node.mark)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size });
        }
        if self.awaited_key().is_some() {
            let Some(name) = node.text() else { return Err(self.key_not_text(node.mark)) };
            let name = Key::Name(name.into(), node.mark);
            if let Some(key) = self.awaited_key() {
                *key = Some(name);
            }
            return Ok(());
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::Sequence(items)) => items.push(node),
            Some(Content::Mapping { entries, key }) => entries.extend(key.take().map(|key| key.with(node))),
        }
        Ok(())
    }

    /// The key to fill, when a mapping is open and a key comes next.
    fn awaited_key(&mut self) -> Option<&mut Option<Key>> {
        match self.open.last_mut().map(|open| &mut open.content) {
            Some(Content::Mapping { key: key @ None, .. }) => Some(key),
            _ => None,
        }
    }

    /// Refuses a mapping or list as a key.
    fn expect_value(&mut self, mark: Mark) -> Result<(), Diagnostic> {
        if self.awaited_key().is_some() { Err(self.key_not_text(mark)) } else { Ok(()) }
    }

    fn count(&mut self, mark: Mark) -> Result<(), Diagnostic> {
        self.nodes += 1;
        if self.nodes <= self.budget.nodes {
            return Ok(());
        }
        let message = format!("the file holds more than {} values", self.budget.nodes);
        Err(self.error(Code::TooManyNodes, &message, mark, "check that the right file was named"))
    }

    /// Counts a copy of a value.
    fn charge(&mut self, size: Size, mark: Mark) -> Result<(), Diagnostic> {
        self.copied.nodes = self.copied.nodes.saturating_add(size.nodes);
        self.copied.bytes = self.copied.bytes.saturating_add(size.bytes);
        let message = if self.copied.nodes > self.budget.alias_nodes {
            format!("aliases repeat more than {} values", self.budget.alias_nodes)
        } else if self.copied.bytes > self.budget.alias_bytes {
            format!("aliases repeat more than {} bytes of text", self.budget.alias_bytes)
        } else {
            return Ok(());
        };
        Err(self.error(Code::TooManyNodes, &message, mark, "use components and `$ref` instead of aliases"))
    }

    fn too_deep(&self, mark: Mark) -> Diagnostic {
        let message = format!("values are nested more than {} levels deep", self.budget.depth);
        self.error(Code::NestedTooDeeply, &message, mark, "move inner parts to components and refer to them")
    }

    /// The parser cannot say where it began to look ahead; the latest event comes near.
    fn too_far(&self) -> Diagnostic {
        self.error(
            Code::TooManyNodes,
            "a list or mapping in brackets is too large to be read as YAML",
            self.latest,
            "write it with one item to a line and without brackets, or make the file valid JSON",
        )
    }

    fn key_not_text(&self, mark: Mark) -> Diagnostic {
        self.error(
            Code::KeyNotText,
            "a key has to be a plain value, and this is a mapping or a list",
            mark,
            "quote the key when the brackets belong to it: `\"{id}\": ...`",
        )
    }

    fn broken(&self, error: &ScanError) -> Diagnostic {
        let mark = self.text.mark(*error.marker());
        match error.info() {
            // The parser has a bound of its own, a little below the default budget.
            "recursion limit exceeded" => self.too_deep(mark),
            "while parsing node, found unknown anchor" => self.error(
                Code::UnknownAlias,
                "this alias names no anchor that comes before it",
                mark,
                "quote the text when the star belongs to it: `\"*/*\"`",
            ),
            info => self.error(
                Code::BrokenYaml,
                &format!("the YAML cannot be parsed: {info}"),
                mark,
                "check the indentation and the quotes at this place and just before it",
            ),
        }
    }

    fn error(&self, code: Code, message: &str, mark: Mark, help: &str) -> Diagnostic {
        Diagnostic::error(code, message).at(Place::new(self.file.id(), mark)).help(help)
    }
}

impl Key {
    fn with(self, node: Node) -> Entry {
        match self {
            Self::Name(name, mark) => Entry::Member(Member { name, mark, node }),
            Self::Merge => Entry::Merge(node),
        }
    }
}

impl Size {
    /// The depth of a tree is bounded when it is read, so this may call itself.
    fn of(node: &Node) -> Self {
        let mut size = Self { nodes: 1, bytes: node.text().map_or(0, str::len), depth: 0 };
        match &node.value {
            Value::Sequence(items) => items.iter().for_each(|item| size.hold(item, 0)),
            Value::Mapping(mapping) => mapping.iter().for_each(|member| size.hold(&member.node, member.name.len())),
            _ => {}
        }
        size
    }

    fn hold(&mut self, inner: &Node, name: usize) {
        let inner = Self::of(inner);
        self.nodes = self.nodes.saturating_add(inner.nodes);
        self.bytes = self.bytes.saturating_add(inner.bytes).saturating_add(name);
        self.depth = self.depth.max(inner.depth + 1);
    }
}
