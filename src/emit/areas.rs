//! A page of the docs for each entity set and singleton: what it is, what can be asked there, where it leads. The
//! modules are there for `rustdoc` alone, so they cost nobody who compiles the client anything.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Input,
    documentation::{self, Documentation},
    tokens::ident,
};
use crate::{
    model::{Accessor, Docs, RequestBuilder, Step},
    names::{AREAS, AccessorNames, AreaNames, BUILDERS, BuilderNames},
};

/// The declaration of the module around the pages; none where there are none.
pub(super) fn declaration(input: Input<'_>) -> Option<TokenStream> {
    let has_entries = input.api.request_builders.as_ref().is_some_and(|surface| !surface.entries.is_empty());
    (has_entries || !input.names.areas.is_empty()).then_some(())?;
    let name = ident(AREAS);
    Some(quote! {
        /// The areas of the service: a page for each of its entity sets and singletons, for those who read.
        #[cfg(doc)]
        pub mod #name;
    })
}

/// The pages, in the description's order.
pub(crate) fn items(input: Input<'_>) -> Vec<TokenStream> {
    let Some(surface) = &input.api.request_builders else {
        return input.names.areas.iter().map(|area| page_by_path(input, area)).collect();
    };
    let entries = surface.entries.iter().zip(&input.names.entries);
    let areas = entries.filter(|(entry, _)| entry.step == Step::Source);
    areas.map(|(entry, names)| page(input, entry, names)).collect()
}

/// A builder and what it is called.
type Named<'a> = (&'a RequestBuilder, &'a BuilderNames);

fn builder(input: Input<'_>, position: usize) -> Option<Named<'_>> {
    let surface = input.api.request_builders.as_ref()?;
    surface.builders.get(position).zip(input.names.builders.get(position))
}

fn page(input: Input<'_>, entry: &Accessor, names: &AccessorNames) -> TokenStream {
    let module = ident(&names.function);
    let mut docs = Documentation::of(&entry.docs);
    if let Some(first) = builder(input, entry.target) {
        let entity = first.0.entity;
        if let Some(entity) = entity {
            docs.append(&input.api.types[entity].docs);
        }
        let start =
            link(&format!("Client::{}", plain(&names.function)), &format!("Client::{}", plain(&names.function)));
        docs.block([format!("{start} gives {}, from which the address is put together.", a_builder(first.1))]);
        let one = one_of(input, first.0);
        docs.block(operations(input, &[Some(first), one]));
        docs.block(steps(input, &[Some(first), one]));
        docs.block(entity.map(|entity| {
            let path = input.names.path_of_type(entity);
            format!("Entities are {}.", link(&path, &path))
        }));
    }
    let docs = docs.attributes();
    quote! {
        #docs
        pub mod #module {}
    }
}

/// A page of a client by path: the resources of the area, and what can be asked of each.
fn page_by_path(input: Input<'_>, area: &AreaNames) -> TokenStream {
    let module = ident(&area.module);
    let mut docs = Documentation::default();
    docs.block([format!("What is at and below {}.", documentation::code(&format!("/{}", area.wire)))]);
    for group in area.groups.iter().filter_map(|position| input.names.groups.get(*position)) {
        docs.block([format!("# {}", documentation::code(&group.wire))]);
        let accessor = format!("Client::{}", plain(&group.accessor));
        let holder = format!("{}::{}", plain(&group.module), plain(&group.ident));
        docs.block([format!("{} has", link(&accessor, &accessor))]);
        docs.block(group.operations.iter().filter_map(|position| {
            let (operation, own) = input.api.operations.get(*position).zip(input.names.operations.get(*position))?;
            let name = plain(&own.function);
            let about = first_line(&operation.docs);
            Some(format!(
                "- {}{about}",
                link(&format!("{}::{name}", plain(&group.ident)), &format!("{holder}::{name}"))
            ))
        }));
    }
    let docs = docs.attributes();
    quote! {
        #docs
        pub mod #module {}
    }
}

/// From a collection to the builder of one of its entities.
fn one_of<'a>(input: Input<'a>, collection: &RequestBuilder) -> Option<Named<'a>> {
    let key = collection.accessors.iter().find(|step| matches!(step.step, Step::Key | Step::AlternateKey))?;
    builder(input, key.target)
}

fn operations(input: Input<'_>, builders: &[Option<Named<'_>>]) -> Vec<String> {
    let functions = |(_, names): &Named<'_>| -> Vec<String> {
        let operations = names.operations.iter().filter_map(|position| {
            let (operation, own) = input.api.operations.get(*position).zip(input.names.operations.get(*position))?;
            let about = first_line(&operation.docs);
            Some(format!("- {}{about}", function(names, &own.function)))
        });
        operations.collect()
    };
    section("# Operations", builders.iter().flatten().flat_map(functions).collect())
}

fn steps(input: Input<'_>, builders: &[Option<Named<'_>>]) -> Vec<String> {
    let steps = |(from, names): &Named<'_>| -> Vec<String> {
        let steps = from.accessors.iter().zip(&names.accessors).filter_map(|(step, own)| {
            let target = builder(input, step.target)?.1;
            Some(format!("- {} gives {}", function(names, &own.function), a_builder(target)))
        });
        steps.collect()
    };
    section("# Where it leads", builders.iter().flatten().flat_map(steps).collect())
}

fn section(title: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return lines;
    }
    [title.to_owned(), String::new()].into_iter().chain(lines).collect()
}

/// The summary, or the description's first line, after a colon.
fn first_line(docs: &Docs) -> String {
    let text = docs.summary.as_deref().or(docs.description.as_deref()).unwrap_or_default();
    match super::markdown::line(text) {
        text if text.is_empty() => text,
        text => format!(": {text}"),
    }
}

fn a_builder(names: &BuilderNames) -> String {
    link(&names.ident, &format!("{BUILDERS}::{}", plain(&names.ident)))
}

fn function(owner: &BuilderNames, function: &str) -> String {
    let name = plain(function);
    let owner = plain(&owner.ident);
    link(&format!("{owner}::{name}"), &format!("{BUILDERS}::{owner}::{name}"))
}

/// A link to something of the crate.
fn link(text: &str, path: &str) -> String {
    format!("[{}](crate::{path})", documentation::code(text))
}

/// A name as links say it.
fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}
