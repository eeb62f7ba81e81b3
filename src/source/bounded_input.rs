//! A text that ends early when the YAML parser looks too far ahead.
//!
//! Whether `[...]` or `{...}` is a key shows only behind its end, so the parser keeps every token of it
//! before it gives out the first event, at some hundred bytes for each. A file of a few megabytes could
//! take gigabytes. So the characters that make tokens are counted between events, and past the bound
//! the text just ends; the loader then says why.

use std::{cell::Cell, rc::Rc};

use saphyr_parser::{Input, StrInput, input::SkipTabs};

/// How far the parser has looked ahead, as its loader sees it.
#[derive(Clone, Debug)]
pub(super) struct Lookahead {
    count: Rc<Cell<usize>>,
    bound: usize,
}

impl Lookahead {
    pub(super) fn within(bound: usize) -> Self {
        Self { count: Rc::default(), bound }
    }

    /// An event came: the count begins anew, unless the bound was passed.
    pub(super) fn restart(&self) {
        if !self.exceeded() {
            self.count.set(0);
        }
    }

    /// Whether the text was ended early.
    pub(super) fn exceeded(&self) -> bool {
        self.count.get() > self.bound
    }

    fn count(&self) {
        self.count.set(self.count.get().saturating_add(1));
    }
}

/// The text, counting.
pub(super) struct BoundedInput<'text> {
    text: StrInput<'text>,
    lookahead: Lookahead,
}

impl<'text> BoundedInput<'text> {
    pub(super) fn new(text: &'text str, lookahead: Lookahead) -> Self {
        Self { text: StrInput::new(text), lookahead }
    }
}

/// Passes calls on to the text, which knows faster ways than the trait's own.
macro_rules! passed_on {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)?;)+) => {
        $(#[inline] fn $name(&self $(, $argument: $type)*) $(-> $result)? { self.text.$name($($argument),*) })+
    };
    ($(mut fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)?;)+) => {
        $(#[inline] fn $name(&mut self $(, $argument: $type)*) $(-> $result)? { self.text.$name($($argument),*) })+
    };
}

impl Input for BoundedInput<'_> {
    #[inline]
    fn skip(&mut self) {
        if matches!(self.text.peek(), '[' | ']' | '{' | '}' | ',' | ':' | '?' | '-') {
            self.lookahead.count();
            if self.lookahead.exceeded() {
                self.text = StrInput::new("");
            }
        }
        self.text.skip();
    }

    passed_on! {
        mut fn lookahead(count: usize);
        mut fn raw_read_ch() -> char;
        mut fn raw_read_non_breakz_ch() -> Option<char>;
        mut fn skip_n(count: usize);
        mut fn look_ch() -> char;
        mut fn skip_ws_to_eol(skip_tabs: SkipTabs) -> (usize, Result<SkipTabs, &'static str>);
        mut fn skip_while_non_breakz() -> usize;
        mut fn skip_while_blank() -> usize;
        mut fn fetch_while_is_alpha(out: &mut String) -> usize;
        mut fn fetch_while_is_yaml_non_space(out: &mut String) -> usize;
    }

    passed_on! {
        fn buflen() -> usize;
        fn bufmaxlen() -> usize;
        fn buf_is_empty() -> bool;
        fn peek() -> char;
        fn peek_nth(n: usize) -> char;
        fn peek_opt() -> Option<char>;
        fn next_char_is(c: char) -> bool;
        fn nth_char_is(n: usize, c: char) -> bool;
        fn next_2_are(c1: char, c2: char) -> bool;
        fn next_3_are(c1: char, c2: char, c3: char) -> bool;
        fn next_is_document_indicator() -> bool;
        fn next_is_document_start() -> bool;
        fn next_is_document_end() -> bool;
        fn next_can_be_plain_scalar(in_flow: bool) -> bool;
        fn next_is_blank_or_break() -> bool;
        fn next_is_blank_or_breakz() -> bool;
        fn next_is_blank() -> bool;
        fn next_is_break() -> bool;
        fn next_is_breakz() -> bool;
        fn next_is_z() -> bool;
        fn next_is_flow() -> bool;
        fn next_is_digit() -> bool;
        fn next_is_alpha() -> bool;
    }
}
