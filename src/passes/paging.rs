//! Which operations outside OData give their items over several pages, and what an item is.
//!
//! The configuration comes first, then what the description says by `x-ms-pageable`, then a documented `Link` header
//! beside a list or an object that holds just one.

use super::naming::candidate;
use crate::{
    config::{Options, Pagination, PaginationStyle, Written, selector, selector::Selector},
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{
        Api, Item, LedgerSeverity, Location, Method, Operation, Outcome, Type, TypeKind, Types,
        paging::{NextPage, Paging},
    },
    source::escape_token,
};

/// Decides [`Operation::paging`] of every operation.
pub fn decide(api: &mut Api, options: &Options, written: &Written, diagnostics: &mut Diagnostics) {
    let mut rules: Vec<Rule<'_>> =
        options.pagination.iter().filter_map(|said| Rule::read(said, written, diagnostics)).collect();
    for operation in &mut api.operations {
        let described = operation.paging.take().or_else(|| link_header(operation, &api.types));
        let named = rules.iter_mut().filter(|rule| rule.names(operation));
        let by_rule = named.filter_map(|rule| rule.apply(operation, &api.types)).next();
        if let Some(decided) = by_rule {
            operation.paging = decided;
            continue;
        }
        operation.paging = described.clone().and_then(|paging| fit(paging, operation, &api.types));
        if operation.paging.is_none()
            && let Some(lost) =
                described.filter(|_| !matches!(operation.outcome, Outcome::Page(_) | Outcome::Changes(_)))
        {
            api.ledger.add(
                Code::Approximated,
                LedgerSeverity::Approximated,
                format!("pages of {} {} by {}", operation.method.as_str(), operation.path, lost.shown()),
                "a call that gives one page, because the answer has no such members",
                operation.place,
            );
        }
    }
    diagnostics.extend(rules.iter().filter_map(|rule| rule.unfit(written)));
}

/// A `Link` header that a successful answer is described with, beside a list or an object that holds one.
fn link_header(operation: &Operation, types: &Types) -> Option<Paging> {
    let mut successes = operation.successes().into_iter();
    let described = successes.any(|response| response.headers.iter().any(|one| one.name.eq_ignore_ascii_case("link")));
    if !described || operation.method != Method::Get {
        return None;
    }
    let Outcome::Json(answer) = &operation.outcome else { return None };
    Some(Paging::new(only_list(types, answer)?, NextPage::LinkHeader))
}

/// The pointer to the list of an answer: the answer itself, or the one member of it that is a list.
fn only_list(types: &Types, answer: &Item) -> Option<String> {
    let is_list = |item: &Item| matches!(resolved(types, item).value, Type::List(_));
    if is_list(answer) {
        return Some(String::new());
    }
    let Type::Named(id) = resolved(types, answer).value else { return None };
    let properties = types.all_properties(id);
    let mut lists = properties.iter().filter(|property| is_list(&property.item));
    let first = lists.next()?;
    lists.next().is_none().then(|| format!("/{}", escape_token(&first.name)))
}

/// The paging with its item, if the operation has what it speaks of.
fn fit(paging: Paging, operation: &Operation, types: &Types) -> Option<Paging> {
    let (Outcome::Json(answer) | Outcome::OptionalJson(answer)) = &operation.outcome else { return None };
    let list = at(types, answer, &paging.items)?;
    let item = match resolved(types, &list).value {
        Type::List(item) => *item,
        Type::Named(_) | Type::Primitive(_) | Type::Tuple(_) | Type::Map(_) | Type::Any | Type::Runtime(_) => {
            return None;
        }
    };
    let is_there = |pointer: &str| at(types, answer, pointer).is_some();
    let takes = |name: &str| {
        operation.parameters.iter().any(|one| one.location == Location::Query && one.name == name && !one.required)
    };
    let fits = match &paging.next {
        NextPage::LinkHeader => true,
        NextPage::Link { pointer } => is_there(pointer),
        NextPage::Cursor { parameter, pointer } => takes(parameter) && is_there(pointer),
        NextPage::LastItem { parameter, pointer } => takes(parameter) && at(types, &item, pointer).is_some(),
        NextPage::Offset { parameter, .. } | NextPage::Page { parameter, .. } => takes(parameter),
    };
    let named = paging.has_more.iter().chain(&paging.total).all(|pointer| is_there(pointer));
    (fits && named).then_some(Paging { item, ..paging })
}

/// The value at a pointer into a value of a type.
fn at(types: &Types, from: &Item, pointer: &str) -> Option<Item> {
    let mut item = from.clone();
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        item = match resolved(types, &item).value {
            Type::Named(id) => {
                let properties = types.all_properties(id);
                properties.into_iter().find(|property| property.name == name)?.item.clone()
            }
            Type::Map(item) => *item,
            Type::Any => Item::of(Type::Any),
            Type::Primitive(_) | Type::List(_) | Type::Tuple(_) | Type::Runtime(_) => return None,
        };
    }
    Some(item)
}

/// The type behind aliases; their circles are cut before.
fn resolved(types: &Types, item: &Item) -> Item {
    let mut item = item.clone();
    while let Type::Named(id) = item.value {
        match &types[id].kind {
            TypeKind::Alias(inner) => item = inner.clone(),
            TypeKind::Structure(_) | TypeKind::Enumeration(_) | TypeKind::Union(_) => break,
        }
    }
    item
}

/// An entry of the configuration, and whether anything fits it.
struct Rule<'a> {
    said: &'a Pagination,
    selectors: Vec<Selector>,
    paging: Option<Paging>,
    fitted: bool,
}

impl<'a> Rule<'a> {
    fn read(said: &'a Pagination, written: &Written, diagnostics: &mut Diagnostics) -> Option<Self> {
        let selectors: Vec<Selector> =
            said.operations.iter().filter_map(|text| selector(text, written, diagnostics)).collect();
        match paging(said) {
            Ok(paging) => Some(Self { said, selectors, paging, fitted: false }),
            Err(why) => {
                let error = Diagnostic::error(Code::BadConfiguration, why)
                    .help("`rest-bindgen explain RB0510` and the documentation of the configuration say what each style needs");
                diagnostics.push(match written.place(&said.style) {
                    Some(place) => error.at(place),
                    None => error,
                });
                None
            }
        }
    }

    fn names(&self, operation: &Operation) -> bool {
        self.selectors.iter().any(|selector| selector.matches_operation(candidate(operation)))
    }

    /// What the rule comes to for an operation that it names; `None` where it does not fit.
    fn apply(&mut self, operation: &Operation, types: &Types) -> Option<Option<Paging>> {
        let applied = match &self.paging {
            Some(paging) => Some(Some(fit(paging.clone(), operation, types)?)),
            None => Some(None),
        };
        self.fitted = true;
        applied
    }

    fn unfit(&self, written: &Written) -> Option<Diagnostic> {
        if self.fitted {
            return None;
        }
        let error = Diagnostic::error(Code::PaginationUnfit, "no operation fits this entry of `[[pagination]]`");
        let error = error.help(
            "check the selectors, that the parameter is an optional one of the query, and that the pointers lead to members",
        );
        Some(match written.place(&self.said.style) {
            Some(place) => error.at(place),
            None => error,
        })
    }
}

/// Nothing of an entry goes unread.
fn unused(said: &Pagination) -> Result<(), &'static str> {
    let has = |key: &Option<String>| key.is_some();
    match said.style.value {
        PaginationStyle::None => {
            let keys = [&said.parameter, &said.next, &said.next_in_last_item, &said.has_more, &said.total];
            let any = keys.into_iter().any(has) || !said.items.is_empty() || said.start.is_some();
            if any { Err("the style `none` takes nothing but `operations`") } else { Ok(()) }
        }
        PaginationStyle::LinkHeader | PaginationStyle::NextLink if has(&said.parameter) => {
            Err("this style takes no `parameter`")
        }
        PaginationStyle::LinkHeader | PaginationStyle::NextLink | PaginationStyle::Cursor if said.start.is_some() => {
            Err("only the styles `offset` and `page` take a `start`")
        }
        PaginationStyle::LinkHeader
        | PaginationStyle::NextLink
        | PaginationStyle::Cursor
        | PaginationStyle::Offset
        | PaginationStyle::Page => Ok(()),
    }
}

/// What an entry says; `None` for operations without pages.
fn paging(said: &Pagination) -> Result<Option<Paging>, &'static str> {
    let pointers = [&said.next, &said.next_in_last_item, &said.has_more, &said.total];
    let mut pointers = pointers.into_iter().flatten().chain([&said.items]);
    if pointers.any(|pointer| !pointer.is_empty() && !pointer.starts_with('/')) {
        return Err("a pointer begins with a slash, such as `/data`");
    }
    unused(said)?;
    let parameter = || said.parameter.clone().ok_or("this style needs a `parameter` of the query");
    let next = match (said.style.value, &said.next, &said.next_in_last_item) {
        (PaginationStyle::None, ..) => return Ok(None),
        (PaginationStyle::LinkHeader, None, None) => NextPage::LinkHeader,
        (PaginationStyle::NextLink, Some(pointer), None) => NextPage::Link { pointer: pointer.clone() },
        (PaginationStyle::Cursor, Some(pointer), None) => {
            NextPage::Cursor { parameter: parameter()?, pointer: pointer.clone() }
        }
        (PaginationStyle::Cursor, None, Some(pointer)) => {
            NextPage::LastItem { parameter: parameter()?, pointer: pointer.clone() }
        }
        (PaginationStyle::Offset, None, None) => {
            NextPage::Offset { parameter: parameter()?, start: said.start.unwrap_or(0) }
        }
        (PaginationStyle::Page, None, None) => {
            NextPage::Page { parameter: parameter()?, start: said.start.unwrap_or(1) }
        }
        (PaginationStyle::NextLink, ..) => {
            return Err("the style `next-link` needs `next`, and no `next-in-last-item`");
        }
        (PaginationStyle::Cursor, ..) => return Err("the style `cursor` needs `next` or `next-in-last-item`"),
        (PaginationStyle::LinkHeader | PaginationStyle::Offset | PaginationStyle::Page, ..) => {
            return Err("this style takes no `next`");
        }
    };
    let paging = Paging::new(said.items.clone(), next);
    Ok(Some(Paging { has_more: said.has_more.clone(), total: said.total.clone(), ..paging }))
}
