//! From the model to tokens. Everything is decided before; nothing here reports to the user.
//!
//! Tokens cannot cross threads, so each file is emitted, formatted and turned into text by itself, on whatever
//! thread asks for it.

mod aliases;
pub(crate) mod areas;
mod arguments;
mod body;
mod builders;
mod client;
mod custom;
mod discriminators;
mod documentation;
mod enumerations;
mod everyday;
mod example;
pub(crate) mod examples;
mod forms;
mod groups;
pub(crate) mod incoming;
mod markdown;
mod multipart;
mod operation;
mod operation_docs;
mod paging;
mod properties;
mod responses;
mod security;
mod servers;
mod statuses;
mod streams;
mod structures;
mod tokens;
mod unions;
pub(crate) mod validation;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    model::{Api, TypeId, TypeKind},
    names::Names,
    passes::{
        alike::Alike,
        partition::{Module, ModuleContents, Partition},
        recursion::Boxes,
        twins::Twins,
        unions::Decisions,
    },
};

/// All that emission reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) boxes: &'a Boxes,
    pub(crate) decisions: &'a Decisions,
    pub(crate) twins: &'a Twins,
    pub(crate) alike: &'a Alike,
    /// The type that is called `T` in what is emitted: that of a builder whose definition serves several.
    pub(crate) generic: Option<TypeId>,
    /// The name that examples import the crate by; `None` when the output is included into another crate.
    pub(crate) crate_name: Option<&'a str>,
}

type Items<'a> = Box<dyn Iterator<Item = TokenStream> + 'a>;

/// The items of the root file; the modules stand in files of their own.
pub(crate) fn root(input: Input<'_>, partition: &Partition) -> Vec<TokenStream> {
    let mut items = client::items(input);
    items.extend(areas::declaration(input));
    items.extend(validation::declaration(input, true));
    items.extend(incoming::declarations(input, true));
    items.extend(partition.inside(&[]).map(|module| declaration(input, module, &quote! { ; })));
    items
}

pub(crate) use client::example as example_of_a_client;

/// The items of a module's file, each made when it is asked for; the modules inside it stand in files of their own.
pub(crate) fn module<'a>(input: Input<'a>, partition: &'a Partition, module: &'a Module) -> Items<'a> {
    let inside = partition.inside(&module.path).map(move |inner| declaration(input, inner, &quote! { ; }));
    Box::new(contents(input, module).chain(inside))
}

/// Everything in one file that another crate includes; it needs no `crate::` path and no inner attribute.
pub(crate) fn single_file(input: Input<'_>, partition: &Partition) -> Vec<TokenStream> {
    let mut items = client::items(input);
    items.extend(validation::declaration(input, false));
    items.extend(incoming::declarations(input, false));
    items.extend(partition.inside(&[]).map(|module| nested(input, partition, module)));
    items
}

fn nested(input: Input<'_>, partition: &Partition, module: &Module) -> TokenStream {
    let items = contents(input, module);
    let inner = partition.inside(&module.path).map(|inner| nested(input, partition, inner));
    declaration(input, module, &quote! { { #(#items)* #(#inner)* } })
}

fn contents<'a>(input: Input<'a>, module: &'a Module) -> Items<'a> {
    match &module.contents {
        ModuleContents::Group(position) => Box::new(groups::items(input, *position).into_iter()),
        ModuleContents::Builders { parts, builders } => {
            Box::new(builders::items(input, &module.path, parts, builders).into_iter())
        }
        ModuleContents::Types { parts, types, .. } => {
            let parts = parts.iter().map(|part| {
                let part = tokens::ident(part);
                quote! { pub use #part::*; }
            });
            let mut types = types.iter().flat_map(move |&id| definition(input, &module.path, id));
            // A module of plain aliases has no need of the runtime.
            let mut first = Vec::new();
            let mut uses_runtime = false;
            while !uses_runtime && let Some(item) = types.next() {
                uses_runtime = tokens::mentions_runtime(&item);
                first.push(item);
            }
            let import = uses_runtime.then(tokens::use_runtime);
            Box::new(import.into_iter().chain(parts).chain(first).chain(types))
        }
    }
}

fn definition(input: Input<'_>, from: &[String], id: TypeId) -> Vec<TokenStream> {
    if let Some(twin) = input.twins.of(id) {
        return aliases::of_twin(input, from, id, twin);
    }
    match &input.api.types[id].kind {
        TypeKind::Structure(structure) => {
            let mut items = structures::items(input, from, id, structure);
            items.extend(properties::items(input, from, id, structure));
            items
        }
        TypeKind::Enumeration(enumeration) => enumerations::items(input, id, enumeration),
        TypeKind::Union(union) => unions::items(input, from, id, union),
        TypeKind::Alias(item) => aliases::items(input, from, id, item),
    }
}

/// `pub mod name;` or with its items. The lints that are silenced are those that speak about the description's own
/// words and sizes, which generated code cannot choose.
fn declaration(input: Input<'_>, module: &Module, body: &TokenStream) -> TokenStream {
    let name = tokens::ident(module.path.last().map_or("models", String::as_str));
    let is_part = module.is_part();
    let docs = match &module.contents {
        ModuleContents::Group(position) => groups::module_docs(input, *position),
        ModuleContents::Builders { .. } => {
            quote! { #[doc = " Request builders: an address that is put together step by step, and what can be asked there."] }
        }
        ModuleContents::Types { .. } => {
            let text = match module.path.get(1..).unwrap_or_default() {
                [] => " The types of the service.".to_owned(),
                below => format!(" Types of the namespace `{}`.", below.join(".")),
            };
            quote! { #[doc = #text] }
        }
    };
    let docs = if is_part { TokenStream::new() } else { docs };
    let visibility = if is_part {
        TokenStream::new()
    } else {
        quote! { pub }
    };
    let silenced = match &module.contents {
        ModuleContents::Group(_) | ModuleContents::Builders { .. } => quote! {
            #[allow(
                deprecated,
                clippy::disallowed_names,
                clippy::large_enum_variant,
                clippy::module_inception,
                clippy::new_ret_no_self,
                clippy::self_named_constructors,
                clippy::should_implement_trait,
                clippy::too_many_arguments,
                clippy::wrong_self_convention,
                reason = "names and parameters are the description's"
            )]
        },
        ModuleContents::Types { .. } => quote! {
            #[allow(
                deprecated,
                clippy::enum_variant_names,
                clippy::large_enum_variant,
                clippy::match_single_binding,
                clippy::module_inception,
                clippy::module_name_repetitions,
                clippy::struct_excessive_bools,
                clippy::struct_field_names,
                clippy::type_complexity,
                clippy::upper_case_acronyms,
                reason = "names and shapes are the description's"
            )]
        },
    };
    quote! { #docs #silenced #[rustfmt::skip] #visibility mod #name #body }
}
