//! Rust that the user's configuration brings: paths of types, derives and attributes. The only place where a text
//! becomes Rust, and never a text of a description.

use proc_macro2::TokenStream;

/// The path of a type or derive, such as `my_crate::Money`.
///
/// # Errors
/// Why it is none. Type arguments are refused: an alias in the user's own crate can hold them.
pub(crate) fn path(text: &str) -> Result<TokenStream, String> {
    let path: syn::Path = syn::parse_str(text).map_err(|error| error.to_string())?;
    if path.segments.iter().any(|segment| !segment.arguments.is_none()) {
        return Err("it has type arguments; name an alias without any".to_owned());
    }
    Ok(quote::quote! { #path })
}

/// An attribute with its brackets, such as `#[my_crate::checked]`.
///
/// # Errors
/// Why it is none.
pub(crate) fn attribute(text: &str) -> Result<TokenStream, String> {
    use syn::parse::Parser as _;
    let attributes = syn::Attribute::parse_outer.parse_str(text).map_err(|error| error.to_string())?;
    match attributes.as_slice() {
        [attribute] => Ok(quote::quote! { #attribute }),
        several => Err(format!("it is {} attributes, not one", several.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::{attribute, path};

    #[test]
    fn what_is_no_path_or_attribute_is_refused() {
        for good in ["my_crate::Money", "::money::Money", "crate::money::Money", "Money", "a::r#type"] {
            assert!(path(good).is_ok(), "{good}");
        }
        for bad in ["", "my crate", "Vec<u8>", "a::", "fn", "a; struct B", "a::B {}", "1"] {
            assert!(path(bad).is_err(), "{bad}");
        }
        assert!(attribute("#[my_crate::checked(a = 1)]").is_ok());
        for bad in ["", "checked", "#![checked]", "#[a] #[b]", "#[a] struct X;", "#[a"] {
            assert!(attribute(bad).is_err(), "{bad}");
        }
    }
}
