//! How much a description may cost to read.

/// Limits that bound the memory and time a description can take, whoever wrote it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// Bytes of all files of a run together.
    pub bytes: u64,
    /// Files of a run.
    pub files: usize,
    /// Levels of nesting in one file.
    pub depth: usize,
    /// Values of one file.
    pub nodes: usize,
    /// Values that aliases may repeat in one file, and that an overlay may add.
    pub alias_nodes: usize,
    /// Bytes of text that aliases may repeat in one file.
    pub alias_bytes: usize,
    /// Commas, colons and brackets of a YAML list or mapping in brackets, which the parser has to read
    /// to its end before it can say what it is.
    pub lookahead: usize,
}

impl Default for Budget {
    /// Several times what the largest descriptions known need.
    fn default() -> Self {
        Self {
            bytes: 256 * 1024 * 1024,
            files: 10_000,
            depth: 256,
            nodes: 8_000_000,
            alias_nodes: 1_000_000,
            alias_bytes: 64 * 1024 * 1024,
            lookahead: 1_000_000,
        }
    }
}
