//! Operations: a function that fills in the request and says how its answer is read.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{
    Input,
    arguments::{self, PathOf},
    body, documentation, everyday,
    forms::{self, Way},
    multipart, operation_docs, responses, security, streams,
    tokens::{ident, item_type, lifetime, parameter_type, parameter_value, primitive_of, value_type},
    validation::{self, Argument},
};
use crate::{
    model::{
        Item, Location, Method, Operation, Outcome, Parameter, ParameterEncoding, PathPart, Primitive, Style, Type,
        TypeKind, odata::ResourceOperation,
    },
    names::OperationNames,
};

/// The tokens of an operation.
pub(super) struct Emitted {
    /// The function on the group.
    pub(super) function: TokenStream,
    /// The type of the request value, when the operation has optional parameters of its own, and that of its answer,
    /// when it is one of several.
    pub(super) items: Vec<TokenStream>,
    /// Whether any of it names a type of the description.
    pub(super) uses_models: bool,
}

/// The value that a function returns: sent when awaited.
enum Shape {
    /// `rt::Call<'c, T>`
    Call(TokenStream),
    /// `rt::List<'c, T>` of the elements
    List(TokenStream),
    /// `rt::Get<'c, T>`
    Get(TokenStream),
    /// `rt::Count<'c>`
    Count,
    /// `rt::Paged<'c, T, I>`: the answer, its items and how the pages follow each other.
    Paged { result: TokenStream, item: TokenStream, rule: TokenStream },
}

impl Shape {
    fn of(input: Input<'_>, operation: &Operation, names: &OperationNames, from: &[String]) -> Self {
        let options = operation.resource.as_ref().map(|resource| resource.options).unwrap_or_default();
        let kind = operation.resource.as_ref().map(|resource| resource.kind);
        if let Some(paging) = &operation.paging {
            let (result, item) = (result_type(input, from, &operation.outcome), item_type(input, from, &paging.item));
            return Self::Paged { result, item, rule: super::paging::rule(paging) };
        }
        match &operation.outcome {
            Outcome::Page(item) => Self::List(item_type(input, from, item)),
            Outcome::Changes(item) => Self::List(change_type(input, from, item)),
            Outcome::Text(_) if kind == Some(ResourceOperation::Count) => Self::Count,
            Outcome::ByStatus(_) => {
                let response = names.response.as_ref().map(|response| ident(&response.ident));
                Self::Call(quote! { #response })
            }
            outcome if options.select || options.expand => Self::Get(result_type(input, from, outcome)),
            outcome => Self::Call(result_type(input, from, outcome)),
        }
    }

    fn type_tokens(&self) -> TokenStream {
        match self {
            Self::Call(result) => quote! { rt::Call<'c, #result> },
            Self::List(item) => quote! { rt::List<'c, #item> },
            Self::Get(result) => quote! { rt::Get<'c, #result> },
            Self::Count => quote! { rt::Count<'c> },
            Self::Paged { result, item, .. } => quote! { rt::Paged<'c, #result, #item> },
        }
    }

    /// The form inside a request, to which the pages are given by a line of its own.
    fn inside(self) -> Self {
        match self {
            Self::Paged { result, .. } => Self::Call(result),
            other => other,
        }
    }

    fn conversion(&self) -> TokenStream {
        match self {
            Self::Call(_) => TokenStream::new(),
            Self::List(_) => quote! { .into_list() },
            Self::Get(_) => quote! { .into_get() },
            Self::Count => quote! { .into_count() },
            Self::Paged { rule, .. } => quote! { .paged(#rule) },
        }
    }
}

/// The functions of an operation, one for each way to call it, with the types they need; none for a position without
/// names.
pub(super) fn emit(input: Input<'_>, position: usize) -> Vec<Emitted> {
    let found = input.api.operations.get(position).zip(input.names.operations.get(position));
    let Some((operation, names)) = found else { return Vec::new() };
    emit_as(input, operation, names)
}

/// The same for an operation that is said in other words than those of the model.
pub(super) fn emit_as(input: Input<'_>, operation: &Operation, names: &OperationNames) -> Vec<Emitted> {
    forms::ways(operation, names).iter().filter_map(|way| emit_way(input, way)).collect()
}

fn emit_way(input: Input<'_>, way: &Way<'_>) -> Option<Emitted> {
    let (operation, names) = (&*way.operation, &*way.names);
    // Any module beside `models` sees it alike.
    let from = vec![String::from("group")];
    let shape = Shape::of(input, operation, names, &from);
    let arguments: Vec<Ident> = names.parameters.iter().map(|name| ident(name)).collect();
    let declared = declared_arguments(input, operation, &arguments, &from);
    let setters = setters(input, operation, &arguments, &from);
    let name = ident(&names.function);
    let docs = operation_docs::of_operation(input, way, &arguments).attributes();
    let deprecated = documentation::deprecated(operation.deprecated.as_ref());
    let checked = checked_arguments(input, operation, &arguments);
    let (returned, value, mut items) = if setters.is_empty() {
        let value = everyday::value(input, operation).unwrap_or_else(|| {
            let (call, conversion) = (call(input, operation, names, &arguments), shape.conversion());
            with_check(input, &checked, call, &|call| quote! { #call #conversion })
        });
        (shape.type_tokens(), value, Vec::new())
    } else {
        let request = ident(&names.request);
        let pages = match &shape {
            Shape::Paged { item, rule, .. } => Some(quote! { rt::paged!(#request, #item, #rule); }),
            Shape::Call(_) | Shape::List(_) | Shape::Get(_) | Shape::Count => None,
        };
        let shape = shape.inside();
        let (call, conversion) = (call(input, operation, names, &arguments), shape.conversion());
        let value = with_check(input, &checked, call, &|call| quote! { #request { call: #call #conversion } });
        let own = way.owns_request.then(|| request_type(&request, &names.function, &shape, &setters, pages));
        (quote! { #request<'c> }, value, own.unwrap_or_default())
    };
    if way.owns_parts {
        items.extend(multipart::items(input, operation, names, &from));
    }
    if way.owns_response {
        items.extend(responses::items(input, operation, names, &from));
    }
    // The functions of builders are generic, which does the same.
    let inline = operation.builder.is_none().then(|| quote! { #[inline] });
    let body = operation.body.as_ref().filter(|body| body.required);
    let lifetime = lifetime(input, operation.parameters.iter().filter(|parameter| parameter.required), body);
    let function = quote! {
        #docs
        #deprecated
        #inline
        pub fn #name #lifetime(&self, #(#declared),*) -> #returned {
            #value
        }
    };
    let uses_models = mentions_models(input, operation);
    Some(Emitted { function, items, uses_models })
}

/// The arguments that are always given and have rules.
fn checked_arguments(input: Input<'_>, operation: &Operation, arguments: &[Ident]) -> Vec<Argument> {
    let required = operation.parameters.iter().zip(arguments).filter(|(parameter, _)| parameter.required);
    let parameters = required.filter_map(|(parameter, name)| Argument::parameter(input, parameter, name));
    let body = operation.body.as_ref().filter(|body| body.required);
    parameters.chain(body.and_then(|body| Argument::body(input, body))).collect()
}

/// What `made` makes of a call whose arguments are checked. In a crate that is compiled with the checks alone.
fn with_check(
    input: Input<'_>,
    arguments: &[Argument],
    call: TokenStream,
    made: &dyn Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let Some(check) = validation::check(arguments) else { return made(call) };
    if input.crate_name.is_none() {
        return made(quote! { #call #check });
    }
    // No argument is called so: the name is reserved.
    let value = made(quote! { checked_ });
    quote! {
        let checked_ = #call;
        #[cfg(feature = "validate")]
        let checked_ = checked_ #check;
        #value
    }
}

/// Path parameters in the order of the template, then other required parameters, then the body.
fn declared_arguments(
    input: Input<'_>,
    operation: &Operation,
    arguments: &[Ident],
    from: &[String],
) -> Vec<TokenStream> {
    let required = operation.parameters.iter().zip(arguments).filter(|(parameter, _)| parameter.required);
    let mut declared: Vec<TokenStream> = required
        .map(|(parameter, name)| {
            let value = parameter_type(input, from, parameter);
            quote! { #name: #value }
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        declared.extend(body::argument(input, from, body).map(|value| quote! { body: #value }));
    }
    declared
}

/// The request with everything that has to be given.
fn call(input: Input<'_>, operation: &Operation, names: &OperationNames, arguments: &[Ident]) -> TokenStream {
    let method = match operation.method {
        Method::Query => quote! { rt::method::query() },
        Method::Other(method) => {
            let method = method.as_str();
            quote! { rt::method::named(#method) }
        }
        Method::Get
        | Method::Put
        | Method::Post
        | Method::Delete
        | Method::Options
        | Method::Head
        | Method::Patch
        | Method::Trace => {
            let method = ident(operation.method.as_str());
            quote! { rt::Method::#method }
        }
    };
    let from = [String::from("group")];
    let decode = match &names.response {
        Some(response) => {
            let response = ident(&response.ident);
            quote! { #response::decoder }
        }
        None => decoder(input, &from, &operation.outcome),
    };
    let is_odata = operation.resource.is_some();
    let path = PathOf { parts: &operation.parts, parameters: &operation.parameters, is_odata };
    let mut calls = path_calls(input, path, arguments);
    if let Some(server) = operation.servers.first() {
        let url = &server.url;
        calls.push(quote! { .server(#url) });
    }
    if let Some(security) = operation.security.as_deref().filter(|own| input.api.security.as_deref() != Some(own)) {
        let security = security::requirement(input.api, security);
        calls.push(quote! { .security(#security) });
    }
    // An answer that is one of several asks by itself.
    if let Some(accept) = operation.accept.as_ref().filter(|_| names.response.is_none()) {
        calls.push(quote! { .accept(#accept) });
    }
    for (parameter, name) in operation.parameters.iter().zip(arguments) {
        if parameter.required && parameter.location != Location::Path {
            calls.push(set_parameter(input, parameter, name));
        }
    }
    if let Some(content) = operation.body.as_ref().filter(|body| body.required).and_then(|body| body.contents.first()) {
        calls.push(body::call(input, content));
    }
    // Without a body in the call, this makes one; a setter of the body does it once more.
    if let Some(stream) = operation.stream {
        calls.push(quote! { .streamed(#stream) });
    }
    match operation.builder {
        Some(_) => quote! { self.at.call(#method, #decode) #(#calls)* },
        None => quote! { rt::Call::new(self.client, #method, #decode) #(#calls)* },
    }
}

/// What adds a path's text and values to an address.
pub(super) fn path_calls(input: Input<'_>, path: PathOf<'_>, arguments: &[Ident]) -> Vec<TokenStream> {
    let call = |part: &PathPart| match part {
        PathPart::Text(text) => quote! { .path(#text) },
        PathPart::Parameter(position) => path_parameter(input, path, arguments, *position),
    };
    path.parts.iter().map(call).collect()
}

fn path_parameter(input: Input<'_>, path: PathOf<'_>, arguments: &[Ident], position: usize) -> TokenStream {
    let (Some(parameter), Some(name)) = (path.parameters.get(position), arguments.get(position)) else {
        return TokenStream::new();
    };
    let value = parameter_value(input, parameter, name);
    if let Some(argument) = arguments::in_parentheses(input, path, position, &value) {
        return argument;
    }
    match (&parameter.encoding, parameter.style) {
        (ParameterEncoding::QuotedLiteral, _) => quote! { .literal(#value) },
        (ParameterEncoding::Plain, Style::Simple)
            if is_scalar(input, &parameter.item.value) && !parameter.allow_reserved =>
        {
            quote! { .segment(#value) }
        }
        _ => set_parameter(input, parameter, name),
    }
}

/// Whether a value is one text: what needs no style.
pub(super) fn is_scalar(input: Input<'_>, value: &Type) -> bool {
    match value {
        Type::Primitive(_) => true,
        Type::Named(id) => match &input.api.types[*id].kind {
            TypeKind::Enumeration(_) => true,
            TypeKind::Alias(item) => is_scalar(input, &item.value),
            TypeKind::Structure(_) | TypeKind::Union(_) => false,
        },
        Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => false,
    }
}

fn set_parameter(input: Input<'_>, parameter: &Parameter, name: &Ident) -> TokenStream {
    let described = parameter_tokens(input, parameter);
    let value = parameter_value(input, parameter, name);
    quote! { .parameter(&#described, #value) }
}

/// How the parameter is written; what the location implies is not said again.
pub(super) fn parameter_tokens(input: Input<'_>, parameter: &Parameter) -> TokenStream {
    let wire = &parameter.name;
    if let ParameterEncoding::Argument { quoted, prefix, of } = &parameter.encoding {
        let wire = of.as_ref().and_then(|of| of.name.as_ref()).unwrap_or(wire);
        let before = of.as_ref().filter(|of| of.before > 0).map(|of| {
            let before = Literal::usize_unsuffixed(of.before);
            quote! { .before(#before) }
        });
        let prefix = prefix.as_deref().or_else(|| arguments::prefix(input, &parameter.item.value));
        let quoted = match prefix {
            Some(prefix) => Some(quote! { .quoted_as(#prefix) }),
            None => quoted.then(|| quote! { .quoted() }),
        };
        let json = (!is_scalar(input, &parameter.item.value)).then(|| quote! { .json() });
        return quote! { rt::Parameter::argument(#wire) #quoted #json #before };
    }
    if parameter.encoding == ParameterEncoding::WholeQuery {
        return quote! { rt::Parameter::whole_query() };
    }
    let (constructor, style) = match parameter.location {
        Location::Path => (quote! { path }, Style::Simple),
        Location::Query => (quote! { query }, Style::Form),
        Location::Header => (quote! { header }, Style::Simple),
        Location::Cookie => (quote! { cookie }, Style::Form),
    };
    let mut calls = Vec::new();
    if parameter.style != style {
        let style = match parameter.style {
            Style::Matrix => quote! { Matrix },
            Style::Label => quote! { Label },
            Style::Simple => quote! { Simple },
            Style::Form => quote! { Form },
            Style::SpaceDelimited => quote! { SpaceDelimited },
            Style::PipeDelimited => quote! { PipeDelimited },
            Style::TabDelimited => quote! { TabDelimited },
            Style::Cookie => quote! { Cookie },
            Style::DeepObject => quote! { DeepObject },
        };
        calls.push(quote! { .style(rt::Style::#style) });
    }
    // A deep object knows no other way.
    let explode = parameter.explode;
    if parameter.style != Style::DeepObject && explode != parameter.style.explodes() {
        calls.push(quote! { .explode(#explode) });
    }
    if parameter.allow_reserved {
        calls.push(quote! { .allow_reserved() });
    }
    if let ParameterEncoding::Content(_) = &parameter.encoding {
        calls.push(quote! { .json() });
    }
    quote! { rt::Parameter::#constructor(#wire) #(#calls)* }
}

/// What awaiting the request gives.
pub(super) fn result_type(input: Input<'_>, from: &[String], outcome: &Outcome) -> TokenStream {
    match outcome {
        Outcome::Empty => quote! { () },
        Outcome::Json(item) => item_type(input, from, item),
        Outcome::OptionalJson(Item { value, .. }) | Outcome::OptionalEntity(value) => {
            let value = value_type(input, from, value);
            quote! { Option<#value> }
        }
        Outcome::Entity(value) => value_type(input, from, value),
        Outcome::Page(item) => {
            let item = item_type(input, from, item);
            quote! { rt::Page<#item> }
        }
        Outcome::Changes(item) => {
            let item = change_type(input, from, item);
            quote! { rt::Page<#item> }
        }
        Outcome::Text(value) => value_type(input, from, value),
        // One of several has a type of its own, which its caller names.
        Outcome::Bytes | Outcome::ByStatus(_) => quote! { rt::Bytes },
        Outcome::Stream(framing, item) => streams::stream_type(input, from, *framing, item.as_ref()),
    }
}

/// What happened to an entity.
fn change_type(input: Input<'_>, from: &[String], item: &Item) -> TokenStream {
    let entity = item_type(input, from, item);
    quote! { rt::Change<#entity> }
}

pub(super) fn decoder(input: Input<'_>, from: &[String], outcome: &Outcome) -> TokenStream {
    match outcome {
        Outcome::Empty => quote! { rt::decode::empty },
        Outcome::Json(item) => {
            let value = item_type(input, from, item);
            quote! { rt::decode::json::<#value> }
        }
        Outcome::OptionalJson(Item { value, .. }) => {
            let value = value_type(input, from, value);
            quote! { rt::decode::optional_json::<#value> }
        }
        Outcome::Entity(value) => {
            let value = value_type(input, from, value);
            quote! { rt::decode::entity::<#value> }
        }
        Outcome::OptionalEntity(value) => {
            let value = value_type(input, from, value);
            quote! { rt::decode::optional_entity::<#value> }
        }
        Outcome::Page(item) => {
            let item = item_type(input, from, item);
            quote! { rt::decode::json::<rt::Page<#item>> }
        }
        Outcome::Changes(item) => {
            let item = change_type(input, from, item);
            quote! { rt::decode::json::<rt::Page<#item>> }
        }
        Outcome::Text(value) => {
            let value = value_type(input, from, value);
            quote! { rt::decode::text::<#value> }
        }
        Outcome::Bytes | Outcome::ByStatus(_) => quote! { rt::decode::bytes },
        Outcome::Stream(framing, item) => streams::decoder(input, from, *framing, item.as_ref()),
    }
}

/// Setters for what may be left out. `If-Match` is a method of every call.
fn setters(input: Input<'_>, operation: &Operation, arguments: &[Ident], from: &[String]) -> Vec<TokenStream> {
    let mut setters = Vec::new();
    for (parameter, name) in operation.parameters.iter().zip(arguments) {
        if parameter.required || parameter.is_of_every_request() {
            continue;
        }
        let docs = operation_docs::of_parameter(parameter).attributes();
        let deprecated = documentation::deprecated(parameter.deprecated.as_ref());
        let value = parameter_type(input, from, parameter);
        let call = set_parameter(input, parameter, name);
        let check = setter_check(input, Argument::parameter(input, parameter, name));
        let lifetime = lifetime(input, [parameter].into_iter(), None);
        setters.push(quote! {
            #docs
            #deprecated
            #[inline]
            pub fn #name #lifetime(mut self, #name: #value) -> Self {
                #check
                self.call = self.call #call;
                self
            }
        });
    }
    let optional_body = operation.body.as_ref().filter(|body| !body.required);
    setters.extend(optional_body.and_then(|body| body::setter(input, from, body, operation.stream)));
    setters
}

/// What checks the argument of a setter before it is used.
pub(super) fn setter_check(input: Input<'_>, argument: Option<Argument>) -> Option<TokenStream> {
    let check = validation::check(argument.as_slice())?;
    let statement = quote! { self.call = self.call #check; };
    Some(match input.crate_name {
        Some(_) => quote! { #[cfg(feature = "validate")] { #statement } },
        None => statement,
    })
}

fn request_type(
    request: &Ident,
    function: &str,
    shape: &Shape,
    setters: &[TokenStream],
    pages: Option<TokenStream>,
) -> Vec<TokenStream> {
    let docs = format!(" A request of {}, sent when it is awaited.", documentation::code(function));
    let inner = shape.type_tokens();
    let completion = match shape {
        Shape::Call(result) | Shape::Paged { result, .. } => quote! { rt::request!(#request, Call<#result>); },
        Shape::List(item) => quote! { rt::request!(#request, List<#item>); },
        Shape::Get(result) => quote! { rt::request!(#request, Get<#result>); },
        Shape::Count => quote! { rt::request!(#request, Count); },
    };
    let mut items = vec![
        quote! {
            #[doc = #docs]
            #[derive(Debug)]
            #[must_use = "a request does nothing until it is awaited or sent"]
            pub struct #request<'c> {
                call: #inner,
            }
        },
        quote! {
            impl<'c> #request<'c> {
                #(#setters)*
            }
        },
        completion,
    ];
    items.extend(pages);
    items
}

fn mentions_models(input: Input<'_>, operation: &Operation) -> bool {
    let mut mentioned = false;
    let mut arguments = operation.parameters.iter().filter(|one| !one.is_of_every_request());
    mentioned |= arguments.any(|parameter| argument_mentions(input, &parameter.item.value));
    mentioned |= operation.body.as_ref().is_some_and(|body| body::mentions_models(input, body));
    mentioned |= multipart::mentions_models(input, operation);
    mentioned || outcome_mentions(&operation.outcome)
}

fn outcome_mentions(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Json(Item { value, .. })
        | Outcome::OptionalJson(Item { value, .. })
        | Outcome::Page(Item { value, .. })
        | Outcome::Changes(Item { value, .. })
        | Outcome::Entity(value)
        | Outcome::OptionalEntity(value)
        | Outcome::Text(value) => mentions(value),
        Outcome::ByStatus(several) => several.iter().any(|one| outcome_mentions(&one.outcome)),
        Outcome::Stream(_, item) => item.as_ref().is_some_and(|item| mentions(&item.value)),
        Outcome::Empty | Outcome::Bytes => false,
    }
}

/// Whether the type of an argument is named in it: a text is a `&str`, whatever the description calls it.
pub(super) fn argument_mentions(input: Input<'_>, value: &Type) -> bool {
    mentions(value) && primitive_of(input, value) != Some(Primitive::String)
}

pub(super) fn mentions(value: &Type) -> bool {
    match value {
        Type::Named(_) => true,
        Type::List(item) | Type::Map(item) => mentions(&item.value),
        Type::Tuple(items) => items.iter().any(|item| mentions(&item.value)),
        Type::Primitive(_) | Type::Any | Type::Runtime(_) => false,
    }
}
