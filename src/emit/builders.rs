//! Request builders: a type for each entity type and for collections of it, whose functions are steps to other
//! builders, and operations.

mod shared;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    Input,
    arguments::PathOf,
    documentation::{self, Documentation},
    operation,
    tokens::{
        ident, is_borrowed, lifetime, mentions_runtime, named, nullable_argument_type, parameter_type, use_runtime,
    },
};
use crate::{
    model::{Accessor, PathPart, RequestBuilder, RequestBuilders, Rights, RightsSet, Step, odata::ResourceOperation},
    names::{AccessorNames, BUILDERS, BuilderNames},
};

/// Functions of the client: a step to each entity set and singleton.
pub(super) fn entries(input: Input<'_>) -> Vec<TokenStream> {
    let Some(surface) = &input.api.request_builders else { return Vec::new() };
    let module = ident(BUILDERS);
    let entries = surface.entries.iter().zip(&input.names.entries);
    let by_hand = quote! {
        /// An address below the service's root, which begins with a slash and is encoded already: for builders that no
        /// step leads to.
        pub fn at(&self, path: &str) -> rt::At<'_> {
            rt::At::root(&self.core).path(path)
        }
    };
    let entries = entries.map(|(entry, names)| {
        let step = Parts::of(input, entry, names);
        let target = input.names.builders.get(entry.target).map_or_else(|| ident("Builder"), |to| ident(&to.ident));
        let rights = rights(&entry.rights, &quote! { #module:: });
        let Parts { docs, name, lifetime, declared, calls } = step;
        quote! {
            #docs
            #[inline]
            pub fn #name #lifetime(&self, #(#declared),*) -> #module::#target<'_, #rights> {
                #module::#target::new(rt::At::root(&self.core) #(#calls)*)
            }
        }
    });
    entries.chain([by_hand]).collect()
}

/// The items of the module of builders, or of a part of it.
pub(super) fn items(input: Input<'_>, path: &[String], parts: &[String], builders: &[usize]) -> Vec<TokenStream> {
    let Some(surface) = &input.api.request_builders else { return Vec::new() };
    let mut items = Vec::new();
    items.extend(parts.iter().map(|part| {
        let part = ident(part);
        quote! { pub use #part::*; }
    }));
    if path.len() == 1 {
        items.extend(own_rights(surface));
    }
    // A module of parts alone has no need of it.
    if !builders.is_empty() || items.iter().any(mentions_runtime) {
        items.insert(0, use_runtime());
    }
    if builders.is_empty() {
        return items;
    }
    // A part sees the builders of the others through the module around it.
    items.push(if path.len() == 1 {
        quote! { use super::models; }
    } else {
        quote! { use super::super::models; }
    });
    for &position in builders {
        items.extend(builder(input, path, position));
    }
    let collections = led_to_by_type(input, builders, true);
    items.extend((!collections.is_empty()).then(|| quote! { rt::collection_of! { #(#collections),* } }));
    let ones = led_to_by_type(input, builders, false);
    items.extend((!ones.is_empty()).then(|| quote! { rt::item_of! { #(#ones),* } }));
    items
}

/// The builders of a file that a type alone leads to, each with its type: one list, because each use of a macro costs the
/// compiler something.
fn led_to_by_type(input: Input<'_>, builders: &[usize], many: bool) -> Vec<TokenStream> {
    let Some(surface) = &input.api.request_builders else { return Vec::new() };
    let found = builders.iter().filter_map(|&position| {
        let (builder, names) = surface.builders.get(position).zip(input.names.builders.get(position))?;
        let structure = builder.entity.and_then(|entity| input.api.types.structure(entity));
        let is_led_to = input.alike.is_led_to(position) || structure.is_some_and(|structure| structure.base.is_some());
        let entity = named(input, &[], builder.entity?);
        let name = ident(&names.ident);
        (builder.many == many && is_led_to).then(|| quote! { #entity => #name })
    });
    found.collect()
}

/// Sets of rights that the runtime has no name for.
fn own_rights(surface: &RequestBuilders) -> Vec<TokenStream> {
    let sets: BTreeSet<RightsSet> = surface
        .accessors()
        .filter_map(|accessor| match accessor.rights {
            Rights::Own(set) if known_rights(set).is_none() => Some(set),
            Rights::Own(_) | Rights::Inherited => None,
        })
        .collect();
    let declare = |set: RightsSet| {
        let name = rights_ident(set);
        let traits = named_rights(set).into_iter().map(|(_, name)| ident(name));
        quote! { rt::rights!(#name: #(#traits),*); }
    };
    sets.into_iter().map(declare).collect()
}

/// The rights of a set: what they are called in a name, and their traits.
fn named_rights(set: RightsSet) -> Vec<(&'static str, &'static str)> {
    let all = [
        (set.read, "Read", "Reads"),
        (set.create, "Create", "Creates"),
        (set.update, "Update", "Updates"),
        (set.delete, "Delete", "Deletes"),
        (set.link, "Link", "Links"),
    ];
    all.into_iter().filter_map(|(has, name, bound)| has.then_some((name, bound))).collect()
}

fn known_rights(set: RightsSet) -> Option<TokenStream> {
    match set {
        RightsSet::OWNED => Some(quote! { rt::Owned }),
        RightsSet::SINGLETON => Some(quote! { rt::Singleton }),
        RightsSet::LINKED => Some(quote! { rt::Linked }),
        RightsSet::RETURNED => Some(quote! { rt::Returned }),
        _ => None,
    }
}

fn rights_ident(set: RightsSet) -> Ident {
    let names: String = named_rights(set).into_iter().map(|(name, _)| name).collect();
    format_ident!("{}Rights", if names.is_empty() { "No".to_owned() } else { names })
}

/// The rights that a step leads to, seen from where the module of builders is reached by `module`.
fn rights(rights: &Rights, module: &TokenStream) -> TokenStream {
    match rights {
        Rights::Inherited => quote! { R },
        Rights::Own(set) => known_rights(*set).unwrap_or_else(|| {
            let name = rights_ident(*set);
            quote! { #module #name }
        }),
    }
}

/// What a step's function is made of.
struct Parts {
    docs: TokenStream,
    name: Ident,
    lifetime: TokenStream,
    declared: Vec<TokenStream>,
    calls: Vec<TokenStream>,
}

impl Parts {
    fn of(input: Input<'_>, accessor: &Accessor, names: &AccessorNames) -> Self {
        let from = [String::from("group")];
        let arguments: Vec<Ident> = names.parameters.iter().map(|name| ident(name)).collect();
        let declared = accessor.parameters.iter().zip(&arguments).map(|(parameter, name)| {
            let value = match parameter.required {
                true => parameter_type(input, &from, parameter),
                // What is `None` is left out.
                false => nullable_argument_type(input, &from, &parameter.item.value),
            };
            quote! { #name: #value }
        });
        let declared = declared.collect();
        let deprecated = documentation::deprecated(accessor.deprecated.as_ref());
        let docs = Documentation::of(&accessor.docs).attributes();
        let path = PathOf { parts: &accessor.parts, parameters: &accessor.parameters, is_odata: true };
        let mut calls = operation::path_calls(input, path, &arguments);
        let optional = accessor.parameters.iter().zip(&arguments).filter(|(parameter, _)| !parameter.required);
        let is_named = optional.clone().any(|(parameter, _)| is_borrowed(input, &parameter.item.value));
        calls.extend(optional.map(|(parameter, name)| {
            let described = operation::parameter_tokens(input, parameter);
            quote! { .optional(&#described, &#name.into()) }
        }));
        Self {
            docs: quote! { #docs #deprecated },
            name: ident(&names.function),
            lifetime: if is_named {
                quote! { <'a> }
            } else {
                lifetime(input, accessor.parameters.iter(), None)
            },
            declared,
            calls,
        }
    }
}

fn builder(input: Input<'_>, path: &[String], position: usize) -> Vec<TokenStream> {
    let found = input.api.request_builders.as_ref().and_then(|surface| surface.builders.get(position));
    let Some((builder, names)) = found.zip(input.names.builders.get(position)) else { return Vec::new() };
    match input.alike.of(position) {
        None => definition(input, path, builder, names),
        Some(first) => shared::items(input, path, first, position),
    }
}

/// A builder with a definition of its own.
fn definition(input: Input<'_>, path: &[String], builder: &RequestBuilder, names: &BuilderNames) -> Vec<TokenStream> {
    let name = ident(&names.ident);
    let docs = about(builder, &documentation::code(&builder.key));
    let mut functions = Functions::default();
    for (accessor, names) in builder.accessors.iter().zip(&names.accessors) {
        let target = input.names.builders.get(accessor.target).map_or_else(|| ident("Builder"), |to| ident(&to.ident));
        let (module, rights) = (around(path), rights(&accessor.rights, &around(path)));
        let returned = quote! { #module #target<'c, #rights> };
        functions.free.push(step(input, accessor, names, &returned, &quote! { #module #target::new }));
    }
    let entity = builder.entity.map(|entity| named(input, &[], entity));
    functions.free.extend(entity.filter(|_| !builder.casts.is_empty()).map(|entity| cast(builder, &entity)));
    for &position in &names.operations {
        let kind = input.api.operations.get(position).and_then(|one| Some(one.resource.as_ref()?.kind));
        functions.add(kind, operation::emit(input, position));
    }
    let mut items = vec![quote! { rt::builder!(#[doc = #docs] #name); }];
    let Functions { free, by_right, requests } = functions;
    if !free.is_empty() {
        items.push(quote! { impl<'c, R> #name<'c, R> { #(#free)* } });
    }
    for (right, functions) in by_right {
        let right = ident(right);
        items.push(quote! {
            impl<'c, R: rt::#right> #name<'c, R> {
                #(#functions)*
            }
        });
    }
    if builder.links {
        let links = links(builder);
        items.push(quote! { impl<'c, R: rt::Links> #name<'c, R> { #links } });
    }
    items.extend(requests);
    items
}

/// What a builder is for, whose type is given as docs say it.
fn about(builder: &RequestBuilder, of: &str) -> String {
    let about = match (builder.value, builder.many) {
        (false, false) => "An entity",
        (false, true) => "A collection of entities",
        (true, false) => "A value",
        (true, true) => "A collection of values",
    };
    format!(" {about} of type {of}: what it leads to, and what can be asked of it.")
}

/// The module of all builders, seen from the module of some.
fn around(path: &[String]) -> TokenStream {
    if path.len() == 1 {
        TokenStream::new()
    } else {
        quote! { super:: }
    }
}

/// The functions of a builder, by the right that they need.
#[derive(Default)]
struct Functions {
    free: Vec<TokenStream>,
    by_right: BTreeMap<&'static str, Vec<TokenStream>>,
    /// Types beside the builder.
    requests: Vec<TokenStream>,
}

impl Functions {
    fn add(&mut self, kind: Option<ResourceOperation>, emitted: Vec<operation::Emitted>) {
        for one in emitted {
            match kind.and_then(needed) {
                Some(right) => self.by_right.entry(right).or_default().push(one.function),
                None => self.free.push(one.function),
            }
            self.requests.extend(one.items);
        }
    }
}

/// The function of a step.
fn step(
    input: Input<'_>,
    accessor: &Accessor,
    names: &AccessorNames,
    returned: &TokenStream,
    made_by: &TokenStream,
) -> TokenStream {
    let Parts { docs, name, lifetime, declared, calls } = Parts::of(input, accessor, names);
    let mut calls = calls.into_iter();
    let start = match accessor.parts.first() {
        Some(PathPart::Text(text)) => calls.next().map(|_| quote! { to(#text) }),
        _ => None,
    };
    let start = start.unwrap_or_else(|| quote! { step() });
    debug_assert!(accessor.step != Step::Source, "sources are the client's");
    quote! {
        #docs
        pub fn #name #lifetime(&self, #(#declared),*) -> #returned {
            #made_by(self.at.#start #(#calls)*)
        }
    }
}

/// The right that an operation needs; actions, functions and streams need none.
fn needed(kind: ResourceOperation) -> Option<&'static str> {
    match kind {
        ResourceOperation::List | ResourceOperation::Get | ResourceOperation::Count => Some("Reads"),
        ResourceOperation::Create => Some("Creates"),
        ResourceOperation::Update | ResourceOperation::Replace => Some("Updates"),
        ResourceOperation::Delete => Some("Deletes"),
        ResourceOperation::Action
        | ResourceOperation::Function
        | ResourceOperation::ListReferences
        | ResourceOperation::GetReference
        | ResourceOperation::AddReference
        | ResourceOperation::SetReference
        | ResourceOperation::RemoveReference
        | ResourceOperation::GetContent
        | ResourceOperation::SetContent
        | ResourceOperation::DeleteContent => None,
    }
}

/// From a type to those that extend it.
fn cast(builder: &RequestBuilder, entity: &TokenStream) -> TokenStream {
    let (target, trait_name, function, docs) = if builder.many {
        (
            quote! { Collection },
            quote! { CollectionOf },
            quote! { collection },
            " Those of the collection that are of a type which extends this one, as a collection of that type.",
        )
    } else {
        (
            quote! { Item },
            quote! { ItemOf },
            quote! { item },
            if builder.value {
                " The same value as one of a type that extends this one."
            } else {
                " The same entity as one of a type that extends this one."
            },
        )
    };
    quote! {
        #[doc = #docs]
        pub fn cast<D: rt::DerivedFrom<#entity> + rt::#trait_name>(&self) -> D::#target<'c, R> {
            D::#function(self.at.cast::<D>())
        }
    }
}

fn links(builder: &RequestBuilder) -> TokenStream {
    let (function, value, docs) = if builder.many {
        (
            quote! { references },
            quote! { ReferenceCollection },
            " The links to the entities, to be listed, added and removed.",
        )
    } else {
        (quote! { reference }, quote! { ReferenceItem }, " The link to the entity, to be read, set and removed.")
    };
    quote! {
        #[doc = #docs]
        pub fn #function(&self) -> rt::#value<'c> {
            rt::#value::new(self.at.step())
        }
    }
}
