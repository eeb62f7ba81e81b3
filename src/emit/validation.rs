//! The rules for values as one table, and a function on each type that has some. Nothing of it is emitted unless it is
//! asked for.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{
    Input, body,
    tokens::{ident, is_enumeration, named, use_runtime},
};
use crate::{
    model::{
        Body, Parameter, Payload, Primitive, Type, TypeKind,
        rules::{Clause, JsonKind, Limit, Rule},
    },
    names::VALIDATION,
};

/// The module's declaration; in a crate it stands in a file of its own, behind a feature.
pub(crate) fn declaration(input: Input<'_>, is_crate: bool) -> Option<TokenStream> {
    if input.api.rules.is_empty() {
        return None;
    }
    let name = ident(VALIDATION);
    if is_crate {
        return Some(quote! { #[cfg(feature = "validate")] #[rustfmt::skip] mod #name; });
    }
    let items = items(input);
    Some(quote! { #[rustfmt::skip] mod #name { #(#items)* } })
}

/// The items of the module.
pub(crate) fn items(input: Input<'_>) -> Vec<TokenStream> {
    let rules = &input.api.rules;
    if rules.is_empty() {
        return Vec::new();
    }
    let table = rules.list.iter().map(rule);
    let table = quote! { pub(super) static RULES: &[rt::Rule] = &[#(#table),*]; };
    if rules.of.is_empty() {
        let allowed = quote! { #[allow(dead_code, reason = "an argument with a rule may be given by another type")] };
        return vec![use_runtime(), quote! { #allowed #table }];
    }
    // Everything that the root has, as every module beside it sees it.
    let mut items = vec![use_runtime(), quote! { use super::models; }, table];
    let from = [VALIDATION.to_owned()];
    for (id, definition) in input.api.types.iter() {
        let Some(rule) = rules.of.get(&definition.key) else { continue };
        // What the user's own type stands for is an alias by now.
        if !matches!(definition.kind, TypeKind::Structure(_) | TypeKind::Union(_)) {
            continue;
        }
        let (name, rule) = (named(input, &from, id), Literal::usize_unsuffixed(*rule));
        items.push(quote! {
            #[allow(deprecated, reason = "the description's types")]
            impl #name {
                /// Checks the value against the constraints of the description: lengths, bounds, patterns and the like.
                /// A call does not do that by itself; services check by their rules of the day.
                ///
                /// # Errors
                /// Every constraint that does not hold, with its JSON pointer.
                #[inline]
                pub fn validate(&self) -> Result<(), rt::Violations> {
                    rt::validate(RULES, #rule, self)
                }
            }
        });
    }
    items
}

/// What a call does with arguments that have rules, where the client asks for it.
pub(super) fn check(arguments: &[Argument]) -> Option<TokenStream> {
    let module = ident(VALIDATION);
    let checked = arguments.iter().map(|Argument { wire, value, rule }| {
        let rule = Literal::usize_unsuffixed(*rule);
        quote! { (#wire, #rule, &#value) }
    });
    (!arguments.is_empty()).then(|| quote! { .check(super::#module::RULES, &[#(#checked),*]) })
}

/// An argument with a rule.
pub(super) struct Argument {
    wire: String,
    /// What is checked of it.
    value: TokenStream,
    rule: usize,
}

impl Argument {
    /// A parameter, if it has a rule.
    pub(super) fn parameter(input: Input<'_>, parameter: &Parameter, name: &Ident) -> Option<Self> {
        let rule = *input.api.rules.of_arguments.get(&parameter.place?)?;
        let is_given = !parameter.takes_null() && !is_enumeration(input, &parameter.item.value);
        let value = checked_value(input, &parameter.item.value, rule, name);
        is_given.then(|| Self { wire: parameter.name.clone(), value, rule })
    }

    /// The body, if it has a rule and is given as a value.
    pub(super) fn body(input: Input<'_>, body: &Body) -> Option<Self> {
        let content = body.contents.first()?;
        let rule = *input.api.rules.of_arguments.get(&content.place?)?;
        let value = match &content.payload {
            Payload::Json(item) if !body::may_be_null(input, item) => &item.value,
            Payload::Form(value) | Payload::Text(value) => value,
            Payload::Json(_) | Payload::Page(_) | Payload::Bytes | Payload::Multipart(_) | Payload::Sequence(..) => {
                return None;
            }
        };
        let checked = checked_value(input, value, rule, &ident("body"));
        (!is_enumeration(input, value)).then(|| Self { wire: "body".to_owned(), value: checked, rule })
    }
}

/// An argument as its rule speaks of it. A number that the description has as a text is given as the number itself, and its
/// text may be no longer than so, or match a pattern.
fn checked_value(input: Input<'_>, value: &Type, rule: usize, name: &Ident) -> TokenStream {
    let is_number = matches!(value, Type::Primitive(Primitive::Int64 | Primitive::UInt64 | Primitive::Decimal));
    let is_of_texts = |limit: &Limit| matches!(limit, Limit::MinLength(_) | Limit::MaxLength(_) | Limit::Pattern(_));
    match input.api.rules.list.get(rule) {
        Some(rule) if is_number && rule.limits.iter().any(is_of_texts) => quote! { #name.to_string() },
        _ => quote! { #name },
    }
}

/// A rule with what it says alone.
fn rule(rule: &Rule) -> TokenStream {
    let position = |position: &usize| Literal::usize_unsuffixed(*position);
    let list = |positions: &[usize]| {
        let positions = positions.iter().map(position);
        quote! { &[#(#positions),*] }
    };
    let named = |pairs: &[(String, usize)]| {
        let pairs = pairs.iter().map(|(name, rule)| {
            let rule = position(rule);
            quote! { (#name, #rule) }
        });
        quote! { &[#(#pairs),*] }
    };
    let mut fields = Vec::new();
    if !rule.kinds.is_empty() {
        let kinds = rule.kinds.iter().map(kind);
        fields.push(quote! { kinds: &[#(#kinds),*] });
    }
    if !rule.values.is_empty() {
        let values = &rule.values;
        fields.push(quote! { values: &[#(#values),*] });
    }
    if !rule.required.is_empty() {
        let required = &rule.required;
        fields.push(quote! { required: &[#(#required),*] });
    }
    if !rule.limits.is_empty() {
        let limits = rule.limits.iter().map(limit);
        fields.push(quote! { limits: &[#(#limits),*] });
    }
    if !rule.members.is_empty() {
        let members = named(&rule.members);
        fields.push(quote! { members: #members });
    }
    if !rule.patterns.is_empty() {
        let patterns = named(&rule.patterns);
        fields.push(quote! { patterns: #patterns });
    }
    if let Some(further) = rule.further.as_ref().map(position) {
        fields.push(quote! { further: Some(#further) });
    }
    if !rule.first.is_empty() {
        let first = list(&rule.first);
        fields.push(quote! { first: #first });
    }
    if let Some(elements) = rule.elements.as_ref().map(position) {
        fields.push(quote! { elements: Some(#elements) });
    }
    if !rule.all.is_empty() {
        let all = list(&rule.all);
        fields.push(quote! { all: #all });
    }
    if !rule.any.is_empty() {
        let any = rule.any.iter().map(|alternatives| list(alternatives));
        fields.push(quote! { any: &[#(#any),*] });
    }
    if !rule.clauses.is_empty() {
        let clauses = rule.clauses.iter().map(clause);
        fields.push(quote! { clauses: &[#(#clauses),*] });
    }
    if rule.whole {
        fields.push(quote! { whole: true });
    }
    quote! { rt::Rule { #(#fields,)* ..rt::Rule::NONE } }
}

fn clause(clause: &Clause) -> TokenStream {
    let position = |position: &usize| Literal::usize_unsuffixed(*position);
    let optional = |value: Option<Literal>| match value {
        Some(value) => quote! { Some(#value) },
        None => quote! { None },
    };
    match clause {
        Clause::Not(rule) => {
            let rule = position(rule);
            quote! { rt::Clause::Not(#rule) }
        }
        Clause::One(rules) => {
            let rules = rules.iter().map(position);
            quote! { rt::Clause::One(&[#(#rules),*]) }
        }
        Clause::If(condition, then, otherwise) => {
            let condition = position(condition);
            let (then, otherwise) = (optional(then.as_ref().map(position)), optional(otherwise.as_ref().map(position)));
            quote! { rt::Clause::If(#condition, #then, #otherwise) }
        }
        Clause::Dependent(member, rule) => {
            let rule = position(rule);
            quote! { rt::Clause::Dependent(#member, #rule) }
        }
        Clause::Contains(rule, least, most) => {
            let (rule, least) = (position(rule), Literal::u64_unsuffixed(*least));
            let most = optional(most.map(Literal::u64_unsuffixed));
            quote! { rt::Clause::Contains(#rule, #least, #most) }
        }
        Clause::Names(rule) => {
            let rule = position(rule);
            quote! { rt::Clause::Names(#rule) }
        }
        Clause::Unevaluated(rule) => {
            let rule = position(rule);
            quote! { rt::Clause::Unevaluated(#rule) }
        }
        Clause::UnevaluatedItems(rule) => {
            let rule = position(rule);
            quote! { rt::Clause::UnevaluatedItems(#rule) }
        }
    }
}

fn kind(kind: &JsonKind) -> TokenStream {
    match kind {
        JsonKind::Null => quote! { rt::JsonKind::Null },
        JsonKind::Boolean => quote! { rt::JsonKind::Boolean },
        JsonKind::Integer => quote! { rt::JsonKind::Integer },
        JsonKind::Number => quote! { rt::JsonKind::Number },
        JsonKind::Text => quote! { rt::JsonKind::Text },
        JsonKind::List => quote! { rt::JsonKind::List },
        JsonKind::Object => quote! { rt::JsonKind::Object },
    }
}

fn limit(limit: &Limit) -> TokenStream {
    let count = |count: &u64| Literal::u64_unsuffixed(*count);
    match limit {
        Limit::Minimum(bound) => quote! { rt::Limit::Minimum(#bound) },
        Limit::Above(bound) => quote! { rt::Limit::Above(#bound) },
        Limit::Maximum(bound) => quote! { rt::Limit::Maximum(#bound) },
        Limit::Below(bound) => quote! { rt::Limit::Below(#bound) },
        Limit::MultipleOf(step) => quote! { rt::Limit::MultipleOf(#step) },
        Limit::Pattern(pattern) => quote! { rt::Limit::Pattern(#pattern) },
        Limit::UniqueItems => quote! { rt::Limit::UniqueItems },
        Limit::MinLength(least) => {
            let least = count(least);
            quote! { rt::Limit::MinLength(#least) }
        }
        Limit::MaxLength(most) => {
            let most = count(most);
            quote! { rt::Limit::MaxLength(#most) }
        }
        Limit::MinItems(least) => {
            let least = count(least);
            quote! { rt::Limit::MinItems(#least) }
        }
        Limit::MaxItems(most) => {
            let most = count(most);
            quote! { rt::Limit::MaxItems(#most) }
        }
        Limit::MinProperties(least) => {
            let least = count(least);
            quote! { rt::Limit::MinProperties(#least) }
        }
        Limit::MaxProperties(most) => {
            let most = count(most);
            quote! { rt::Limit::MaxProperties(#most) }
        }
        Limit::OneOf(values) => quote! { rt::Limit::OneOf(&[#(#values),*]) },
        Limit::MaxBytes(most) => {
            let most = count(most);
            quote! { rt::Limit::MaxBytes(#most) }
        }
        Limit::MaxDigits(most) => {
            let most = count(most);
            quote! { rt::Limit::MaxDigits(#most) }
        }
        Limit::MaxWholeDigits(most) => {
            let most = count(most);
            quote! { rt::Limit::MaxWholeDigits(#most) }
        }
        Limit::MaxFractionDigits(most) => {
            let most = count(most);
            quote! { rt::Limit::MaxFractionDigits(#most) }
        }
        Limit::Ascii => quote! { rt::Limit::Ascii },
        Limit::AnySet(sets) => {
            let sets = sets.iter().map(|set| quote! { &[#(#set),*] });
            quote! { rt::Limit::AnySet(&[#(#sets),*]) }
        }
        Limit::OneSet(sets) => {
            let sets = sets.iter().map(|set| quote! { &[#(#set),*] });
            quote! { rt::Limit::OneSet(&[#(#sets),*]) }
        }
        Limit::Dependent(member, others) => quote! { rt::Limit::Dependent(#member, &[#(#others),*]) },
        Limit::Kind(kinds) => {
            let kinds = kinds.iter().map(kind);
            quote! { rt::Limit::Kind(&[#(#kinds),*]) }
        }
        Limit::Never => quote! { rt::Limit::Never },
    }
}
