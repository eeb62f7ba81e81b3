//! Docs, which emission writes as one list an item: `#[doc("a line", "another")]`. The parser leaves the tokens of a list
//! alone, while it reads the literal of `#[doc = ".."]` twice over before it is printed, and docs are half of the text.

use proc_macro2::{Literal, TokenTree};
use syn::{
    AttrStyle, Attribute, Expr, ExprLit, Field, Fields, ImplItem, Item, Lit, Meta, MetaNameValue, Token, Variant,
    punctuated::Punctuated,
};

/// Makes an attribute a line of each list, wherever docs can stand.
pub(super) fn spread(items: &mut [Item]) {
    for item in items {
        match item {
            Item::Const(item) => lines(&mut item.attrs),
            Item::Enum(item) => {
                lines(&mut item.attrs);
                variants(&mut item.variants);
            }
            Item::Fn(item) => lines(&mut item.attrs),
            Item::Impl(item) => {
                lines(&mut item.attrs);
                item.items.iter_mut().for_each(inside);
            }
            Item::Mod(item) => {
                lines(&mut item.attrs);
                if let Some((_, items)) = &mut item.content {
                    spread(items);
                }
            }
            Item::Struct(item) => {
                lines(&mut item.attrs);
                fields(&mut item.fields);
            }
            Item::Type(item) => lines(&mut item.attrs),
            _ => {}
        }
    }
}

fn inside(item: &mut ImplItem) {
    match item {
        ImplItem::Const(item) => lines(&mut item.attrs),
        ImplItem::Fn(item) => lines(&mut item.attrs),
        _ => {}
    }
}

fn fields(fields: &mut Fields) {
    fields.iter_mut().for_each(|Field { attrs, .. }| lines(attrs));
}

fn variants(variants: &mut Punctuated<Variant, Token![,]>) {
    for variant in variants {
        lines(&mut variant.attrs);
        fields(&mut variant.fields);
    }
}

fn lines(attributes: &mut Vec<Attribute>) {
    if !attributes.iter().any(is_list) {
        return;
    }
    for attribute in std::mem::take(attributes) {
        match attribute.meta {
            Meta::List(list) if list.path.is_ident("doc") => {
                attributes.extend(list.tokens.into_iter().filter_map(|token| match token {
                    TokenTree::Literal(line) => Some(documentation(line)),
                    TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Punct(_) => None,
                }));
            }
            _ => attributes.push(attribute),
        }
    }
}

fn is_list(attribute: &Attribute) -> bool {
    matches!(&attribute.meta, Meta::List(list) if list.path.is_ident("doc"))
}

fn documentation(line: Literal) -> Attribute {
    Attribute {
        pound_token: Default::default(),
        style: AttrStyle::Outer,
        bracket_token: Default::default(),
        meta: Meta::NameValue(MetaNameValue {
            path: syn::Ident::new("doc", line.span()).into(),
            eq_token: Default::default(),
            value: Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::new(line) }),
        }),
    }
}
