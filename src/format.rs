//! Tokens to text: parsed and printed item by item, which is faster than a whole file at once and gives the empty
//! lines between items that the printer leaves out. The only room that knows `prettyplease`.

mod docs;

use proc_macro2::TokenStream;

/// A defect of ours: emission made tokens that are no Rust.
#[derive(Debug)]
pub(crate) struct FormatError {
    /// What the parser said.
    pub(crate) message: String,
    /// The tokens, for the report.
    pub(crate) tokens: String,
}

/// The text of a file, without a banner. Each item is made, printed and dropped before the next, so that no file is
/// ever held as tokens; they are asked for a second time only to show the item that is none.
pub(crate) fn items<I: Iterator<Item = TokenStream>>(emit: impl Fn() -> I) -> Result<String, FormatError> {
    let mut text = String::new();
    for (position, tokens) in emit().enumerate() {
        let mut file: syn::File = syn::parse2(tokens).map_err(|error| {
            let tokens = emit().nth(position).unwrap_or_default();
            FormatError { message: error.to_string(), tokens: tokens.to_string() }
        })?;
        docs::spread(&mut file.items);
        let joined = file.items.iter().all(is_short);
        let together = text.is_empty() || (joined && ends_with_short(&text));
        if !together {
            text.push('\n');
        }
        let printed = prettyplease::unparse(&file);
        match file.items.as_slice() {
            [syn::Item::Impl(_)] => push_with_gaps(&mut text, &printed),
            _ => text.push_str(&printed),
        }
    }
    Ok(text)
}

/// Sets the functions of an `impl` apart. A line that is nothing but a brace at their depth can only end one: texts
/// are printed with their line breaks escaped, and docs begin with slashes.
fn push_with_gaps(text: &mut String, printed: &str) {
    const END: &str = "\n    }\n";
    let mut rest = printed;
    while let Some(position) = rest.find(END) {
        let (function, after) = rest.split_at(position + END.len());
        text.push_str(function);
        if !after.is_empty() && !after.starts_with("}\n") {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
}

/// Lines of statements, as they stand in a function.
pub(crate) fn statements(tokens: &TokenStream) -> Result<Vec<String>, FormatError> {
    let file = syn::parse2(quote::quote! { async fn example() { #tokens } })
        .map_err(|error| FormatError { message: error.to_string(), tokens: tokens.to_string() })?;
    let text = prettyplease::unparse(&file);
    let inner = text.lines().skip(1).filter(|line| *line != "}");
    Ok(inner.map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()).collect())
}

/// Imports and declarations of modules stand together.
fn is_short(item: &syn::Item) -> bool {
    match item {
        syn::Item::Use(_) => true,
        syn::Item::Mod(module) => module.content.is_none(),
        _ => false,
    }
}

fn ends_with_short(text: &str) -> bool {
    text.lines().next_back().is_some_and(|line| {
        line.ends_with(';') && (line.starts_with("use ") || line.starts_with("pub use ") || line.contains("mod "))
    })
}
