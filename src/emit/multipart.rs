//! Multipart bodies: a type with a setter for each part, of the part's own type; and the styles of members of forms.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    Input,
    documentation::{self, Documentation},
    operation::argument_mentions,
    operation_docs,
    tokens::{argument_type, argument_value, ident, item_type, primitive_of},
};
use crate::{
    model::{
        Content, Docs, Encoding, Item, Operation, Payload, Positional, Primitive, Property, Style, Type, TypeId,
        TypeKind,
    },
    names::{OperationNames, PartsNames},
};

/// One part.
struct Member<'a> {
    property: &'a Property,
    encoding: Option<&'a Encoding>,
    name: Ident,
}

impl Member<'_> {
    fn is_file(&self) -> bool {
        self.encoding.is_some_and(|encoding| encoding.file)
    }

    fn list(&self) -> Option<&Item> {
        match &self.property.item.value {
            Type::List(item) => Some(item),
            Type::Named(_) | Type::Primitive(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => None,
        }
    }

    /// The media type of the part, where exactly one is described, or what the specification has for bytes that are
    /// written as text (Encoding Object, `contentType`); of other values the runtime sees what they are.
    fn content_type(&self, input: Input<'_>) -> &str {
        let value = self.list().map_or(&self.property.item.value, |item| &item.value);
        match self.encoding.and_then(|encoding| encoding.content_type.as_deref()) {
            Some(described) if described.contains([',', '*']) => "",
            Some(described) => described,
            None if !self.is_file() && is_written_bytes(input, value) => "application/octet-stream",
            None => "",
        }
    }

    /// What stands between the elements of a list that is one part.
    fn separator(&self) -> Option<&'static str> {
        let encoding = self.encoding?;
        let separator = match encoding.style {
            None if encoding.explode.is_none() => return None,
            None | Some(Style::Form | Style::Simple | Style::Matrix | Style::Label | Style::Cookie) => ",",
            Some(Style::SpaceDelimited) => " ",
            Some(Style::PipeDelimited) => "|",
            Some(Style::TabDelimited) => "\t",
            Some(Style::DeepObject) => return None,
        };
        let explodes = encoding.explode.unwrap_or_else(|| encoding.style.is_none_or(Style::explodes));
        (!explodes).then_some(separator)
    }

    /// How an object that has a style is written: as several parts, or as one that lists its members.
    fn styled(&self, input: Input<'_>) -> Option<TokenStream> {
        let encoding = self.encoding.filter(|one| one.style.is_some() || one.explode.is_some())?;
        is_object(input, &self.property.item.value).then(|| style(encoding)).flatten()
    }

    fn argument(&self, input: Input<'_>, from: &[String]) -> TokenStream {
        match (self.is_file(), self.list()) {
            (true, Some(_)) => quote! { impl IntoIterator<Item = rt::File> },
            (true, None) => quote! { impl Into<rt::File> },
            (false, Some(item)) => {
                let item = item_type(input, from, item);
                quote! { &[#item] }
            }
            (false, None) => argument_type(input, from, &self.property.item.value),
        }
    }

    /// Adds the part to the others.
    fn call(&self, input: Input<'_>, parts: &TokenStream) -> TokenStream {
        let (wire, content_type, name) = (&self.property.name, self.content_type(input), &self.name);
        match (self.is_file(), self.list()) {
            (true, Some(_)) => quote! {
                for file in #name {
                    #parts = #parts.attach(#wire, #content_type, file);
                }
            },
            (true, None) => quote! { #parts = #parts.attach(#wire, #content_type, #name); },
            (false, Some(_)) if self.separator().is_some() => {
                let separator = self.separator().unwrap_or_default();
                quote! { #parts = #parts.joined(#wire, #separator, #name); }
            }
            (false, None) if self.styled(input).is_some() => {
                let parameter = self.styled(input);
                quote! { #parts = #parts.styled(&#parameter, #name); }
            }
            (false, _) => {
                let value = argument_value(input, &self.property.item.value, name);
                quote! { #parts = #parts.member(#wire, #content_type, #value); }
            }
        }
    }

    fn docs(&self, input: Input<'_>) -> Documentation {
        let mut documentation = documentation::of_property(self.property, &Docs::default());
        if let Some(content_type) = self.encoding.and_then(|encoding| encoding.content_type.as_deref()) {
            documentation.block([format!("Sent as {}.", documentation::code(content_type))]);
        }
        let headers: Vec<String> = self
            .encoding
            .iter()
            .flat_map(|encoding| &encoding.headers)
            .map(|header| {
                let said = operation_docs::in_a_line(&header.docs).map(|text| format!(" ({text})")).unwrap_or_default();
                format!("{}, {}{said}", documentation::code(&header.name), operation_docs::shown(input, &header.item))
            })
            .collect();
        if !headers.is_empty() {
            let how = if self.is_file() { "`File::header`" } else { "`part` with a `Part` of one's own" };
            documentation.block([format!("Headers of the part, by {how}: {}.", headers.join(", "))]);
        }
        documentation
    }
}

/// Whether values are objects, whatever they are called.
fn is_object(input: Input<'_>, value: &Type) -> bool {
    match value {
        Type::Map(_) => true,
        Type::Named(id) => match &input.api.types[*id].kind {
            TypeKind::Structure(_) | TypeKind::Union(_) => true,
            TypeKind::Alias(item) => is_object(input, &item.value),
            TypeKind::Enumeration(_) => false,
        },
        Type::Primitive(_) | Type::List(_) | Type::Tuple(_) | Type::Any | Type::Runtime(_) => false,
    }
}

/// Whether values are bytes in Base64.
fn is_written_bytes(input: Input<'_>, value: &Type) -> bool {
    matches!(primitive_of(input, value), Some(Primitive::Base64 | Primitive::Binary))
}

/// The structure that the body's parts make.
fn structure<'a>(input: Input<'_>, operation: &'a Operation) -> Option<(TypeId, &'a Content)> {
    let content = operation.body.as_ref()?.contents.first()?;
    match &content.payload {
        Payload::Multipart(Type::Named(id)) if input.api.types.structure(*id).is_some() => Some((*id, content)),
        _ => None,
    }
}

/// The type that an operation's parts are given by.
pub(super) fn items(
    input: Input<'_>,
    operation: &Operation,
    names: &OperationNames,
    from: &[String],
) -> Vec<TokenStream> {
    let Some(((id, content), PartsNames { ident: name, members })) =
        structure(input, operation).zip(names.parts.as_ref())
    else {
        return Vec::new();
    };
    let properties = input.api.types.all_properties(id).into_iter().zip(members);
    let members: Vec<Member<'_>> = properties
        .map(|(property, member)| Member {
            property,
            encoding: content.encodings.iter().find(|encoding| encoding.property == property.name),
            name: ident(member),
        })
        .collect();
    let name = ident(name);
    let docs = format!(
        " The parts of the body of {}, in the order in which they are given.",
        documentation::code(&names.function)
    );
    let (required, optional): (Vec<_>, Vec<_>) = members.iter().partition(|member| member.property.is_always_there());
    let arguments = required.iter().map(|member| {
        let (name, value) = (&member.name, member.argument(input, from));
        quote! { #name: #value }
    });
    let calls = required.iter().map(|member| member.call(input, &quote! { parts }));
    let new = if required.is_empty() {
        quote! {
            /// No parts.
            #[inline]
            pub fn new() -> Self {
                Self::default()
            }
        }
    } else {
        let described = required.iter().filter_map(|member| {
            let text = member.docs(input).in_a_line();
            (text != documentation::code(&member.property.name)).then(|| format!("- `{}`: {text}", member.name))
        });
        let mut documentation = Documentation::default();
        documentation.block(["The parts that are always there.".to_owned()]);
        documentation.block(described);
        let docs = documentation.attributes();
        quote! {
            #docs
            #[inline]
            pub fn new(#(#arguments),*) -> Self {
                let mut parts = rt::Multipart::new();
                #(#calls)*
                Self { parts }
            }
        }
    };
    let setters = optional.iter().map(|member| {
        let docs = member.docs(input).attributes();
        let deprecated = documentation::deprecated(member.property.deprecated.as_ref());
        let (name, value, call) =
            (&member.name, member.argument(input, from), member.call(input, &quote! { self.parts }));
        quote! {
            #docs
            #deprecated
            #[inline]
            pub fn #name(mut self, #name: #value) -> Self {
                #call
                self
            }
        }
    });
    vec![
        quote! {
            #[doc = #docs]
            #[derive(Clone, Debug, Default)]
            #[must_use = "parts are sent by a call"]
            pub struct #name {
                parts: rt::Multipart,
            }
        },
        quote! {
            impl #name {
                #new
                #(#setters)*
                /// Adds a part of one's own.
                #[inline]
                pub fn part(mut self, part: rt::Part) -> Self {
                    self.parts = self.parts.part(part);
                    self
                }
            }
        },
        quote! {
            impl From<#name> for rt::Multipart {
                #[inline]
                fn from(body: #name) -> Self {
                    body.parts
                }
            }
        },
    ]
}

/// The parts that are always there, and whether each is a file.
pub(super) fn required<'a>(input: Input<'a>, operation: &Operation) -> Vec<(&'a Property, bool)> {
    let Some((id, content)) = structure(input, operation) else { return Vec::new() };
    let properties = input.api.types.all_properties(id).into_iter().filter(|property| property.is_always_there());
    properties.map(|property| (property, is_file(content, property))).collect()
}

fn is_file(content: &Content, property: &Property) -> bool {
    content.encodings.iter().any(|encoding| encoding.file && encoding.property == property.name)
}

/// Parts without names, where the description says what each is.
pub(super) struct Positions<'a> {
    value: &'a Type,
    positional: &'a Positional,
}

impl<'a> Positions<'a> {
    /// Those of a body, if it has some.
    pub(super) fn of(input: Input<'a>, content: &'a Content) -> Option<Self> {
        let positional = content.positional.as_ref()?;
        let Payload::Multipart(value) = &content.payload else { return None };
        Some(Self { value: listed(input, value)?, positional })
    }

    /// The Rust type of the argument.
    pub(super) fn argument(&self, input: Input<'_>, from: &[String]) -> TokenStream {
        if self.positional.files {
            return quote! { impl IntoIterator<Item = rt::File> };
        }
        argument_type(input, from, self.value)
    }

    /// The parts that the argument is.
    pub(super) fn parts(&self) -> TokenStream {
        let Positional { prefix, others, files } = self.positional;
        if *files {
            return quote! { rt::Multipart::of_files(#others, body) };
        }
        quote! { rt::Multipart::of_items(&[#(#prefix),*], #others, body) }
    }

    /// A value for an example.
    pub(super) fn sample(&self) -> TokenStream {
        match self.value {
            _ if self.positional.files => quote! { [] },
            Type::List(_) => quote! { &[] },
            _ => quote! { &Default::default() },
        }
    }

    /// Whether the argument names a type of the description.
    pub(super) fn mentions_models(&self, input: Input<'_>) -> bool {
        !self.positional.files && argument_mentions(input, self.value)
    }
}

/// The list or tuple that a type is, whatever it is called.
fn listed<'a>(input: Input<'a>, value: &'a Type) -> Option<&'a Type> {
    match value {
        Type::List(_) | Type::Tuple(_) => Some(value),
        Type::Named(id) => match &input.api.types[*id].kind {
            TypeKind::Alias(item) => listed(input, &item.value),
            TypeKind::Structure(_) | TypeKind::Union(_) | TypeKind::Enumeration(_) => None,
        },
        Type::Map(_) | Type::Primitive(_) | Type::Any | Type::Runtime(_) => None,
    }
}

/// Whether a part is of a type of the description.
pub(super) fn mentions_models(input: Input<'_>, operation: &Operation) -> bool {
    structure(input, operation).is_some_and(|(id, content)| {
        let properties = input.api.types.all_properties(id);
        properties
            .into_iter()
            .any(|property| !is_file(content, property) && argument_mentions(input, &property.item.value))
    })
}

/// How the members of a form are written, as far as the description says it.
pub(super) fn styles(content: &Content) -> Vec<TokenStream> {
    content.encodings.iter().filter_map(style).collect()
}

fn style(encoding: &Encoding) -> Option<TokenStream> {
    let wire = &encoding.property;
    // With a style, a media type does not count (Encoding Object `contentType`).
    let is_json = encoding.content_type.as_deref().is_some_and(|one| one.contains("json"));
    if encoding.style.is_none() && encoding.explode.is_none() && !encoding.allow_reserved {
        return is_json.then(|| quote! { rt::Parameter::query(#wire).json() });
    }
    let style = match encoding.style {
        None | Some(Style::Form | Style::Simple | Style::Matrix | Style::Label | Style::Cookie) => TokenStream::new(),
        Some(Style::SpaceDelimited) => quote! { .style(rt::Style::SpaceDelimited) },
        Some(Style::PipeDelimited) => quote! { .style(rt::Style::PipeDelimited) },
        Some(Style::TabDelimited) => quote! { .style(rt::Style::TabDelimited) },
        Some(Style::DeepObject) => quote! { .style(rt::Style::DeepObject) },
    };
    let is_form = matches!(encoding.style, None | Some(Style::Form));
    let explode = encoding.explode.filter(|explode| *explode != is_form && encoding.style != Some(Style::DeepObject));
    let explode = explode.map(|explode| quote! { .explode(#explode) });
    let reserved = encoding.allow_reserved.then(|| quote! { .allow_reserved() });
    Some(quote! { rt::Parameter::query(#wire) #style #explode #reserved })
}
