//! Which examples fit their types, so that a test of them must succeed. The others are listed and warned of: they tell a
//! reader of the description something that is not so. So do defaults that are no values of their types.

mod formats;

use std::fmt;

use serde_json::Value;

use crate::{
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{
        Additional, Api, Item, LedgerSeverity, Primitive, Protocol, RuntimeType, Structure, Type, TypeId, TypeKind,
        Types, Union, UnionVariant, WireForm, example::Example,
    },
    passes::unions,
};

/// Keeps the examples that fit.
pub fn check(api: &mut Api, diagnostics: &mut Diagnostics) {
    for example in std::mem::take(&mut api.examples) {
        let fit = Fit { api };
        if example.types().into_iter().any(|id| fit.is_foreign(id, 0)) {
            list(api, &example, "nothing, because its type is yours", LedgerSeverity::Info, Code::NotRepresented);
            continue;
        }
        let read = serde_json::from_str::<Value>(&example.value).map_err(|_| Unfit::new("JSON that can be compared"));
        match read.and_then(|value| fit.item(&value, &example.item, 0)) {
            Ok(()) => api.examples.push(example),
            Err(unfit) => {
                let message = format!("the example does not fit its schema: {unfit}");
                let warning = Diagnostic::warning(Code::ExampleUnfit, message).at(example.place);
                diagnostics.push(warning.help("mend the example or the schema; an overlay can do either"));
                list(api, &example, "nothing", LedgerSeverity::Info, Code::ExampleUnfit);
            }
        }
    }
}

/// Finds out which defaults of properties are values of their types.
pub fn check_defaults(api: &mut Api, diagnostics: &mut Diagnostics) {
    let ids: Vec<TypeId> = api.types.ids().collect();
    for id in ids {
        let Some(structure) = api.types.structure(id) else { continue };
        let fit = Fit { api };
        let is_foreign = |item: &Item| matches!(item.value, Type::Named(id) if fit.is_foreign(id, 0));
        let checked: Vec<Option<Result<(), Unfit>>> = structure
            .properties
            .iter()
            .map(|property| {
                let value = serde_json::from_str::<Value>(property.default.as_deref()?);
                let value = value.map_err(|_| Unfit::new("JSON that can be compared"));
                match value {
                    Ok(Value::Null) => None,
                    Ok(_) if is_foreign(&property.item) => None,
                    value => Some(value.and_then(|value| fit.item(&value, &property.item, 0))),
                }
            })
            .collect();
        let TypeKind::Structure(structure) = &mut api.types[id].kind else { continue };
        for (property, checked) in structure.properties.iter_mut().zip(checked) {
            match checked {
                None => {}
                Some(Ok(())) => property.default_fits = true,
                Some(Err(unfit)) => {
                    let message = format!("the default of `{}` does not fit its schema: {unfit}", property.name);
                    let warning = Diagnostic::warning(Code::DefaultUnfit, message);
                    let warning = property.place.into_iter().fold(warning, Diagnostic::at);
                    diagnostics.push(warning.help("mend the default or the schema; an overlay can do either"));
                }
            }
        }
    }
}

fn list(api: &mut Api, example: &Example, emitted: &str, severity: LedgerSeverity, code: Code) {
    api.ledger.add(code, severity, "example, which is not tested", emitted, Some(example.place));
}

/// What does not fit, and where in the value.
#[derive(Debug, PartialEq, Eq)]
struct Unfit {
    /// Steps to it, the innermost first.
    path: Vec<String>,
    wanted: String,
}

impl Unfit {
    fn new(wanted: impl Into<String>) -> Self {
        Self { path: Vec::new(), wanted: wanted.into() }
    }

    fn inside(mut self, step: impl Into<String>) -> Self {
        self.path.push(step.into());
        self
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return write!(out, "it is not {}", self.wanted);
        }
        out.write_str("`")?;
        for step in self.path.iter().rev() {
            write!(out, "/{step}")?;
        }
        write!(out, "` is not {}", self.wanted)
    }
}

/// How deep types are followed: examples nest as deep as their file, aliases and unions may lead to themselves.
const DEEPEST: u32 = 100;

struct Fit<'a> {
    api: &'a Api,
}

impl Fit<'_> {
    fn types(&self) -> &Types {
        &self.api.types
    }

    /// Whether a type of the user's own is inside, of which nothing is known.
    fn is_foreign(&self, id: TypeId, depth: u32) -> bool {
        !self.api.custom.paths.is_empty()
            && (depth > 4
                || self.api.custom.paths.contains_key(&self.types()[id].key)
                || inner(self.types(), id).into_iter().any(|inner| self.is_foreign(inner, depth + 1)))
    }

    /// Whether a text stands for what JSON has no number for (OData JSON Format 7.1).
    fn is_beyond_numbers(&self, value: &Value) -> bool {
        let is_odata = self.api.service.protocol == Protocol::OData;
        is_odata && value.as_str().is_some_and(|text| ["INF", "-INF", "NaN"].contains(&text))
    }

    fn item(&self, value: &Value, item: &Item, depth: u32) -> Result<(), Unfit> {
        if value.is_null() && (item.nullable || item.value == Type::Any) {
            return Ok(());
        }
        self.value(value, &item.value, depth)
    }

    fn value(&self, value: &Value, wanted: &Type, depth: u32) -> Result<(), Unfit> {
        if depth > DEEPEST {
            return Err(Unfit::new("shallow enough to be compared"));
        }
        match wanted {
            Type::Any => Ok(()),
            Type::Named(id) => self.named(value, *id, depth + 1),
            Type::Primitive(Primitive::Single | Primitive::Double) if self.is_beyond_numbers(value) => Ok(()),
            Type::Primitive(primitive) => formats::primitive(value, *primitive).map_err(Unfit::new),
            Type::List(item) => {
                let items = value.as_array().ok_or_else(|| Unfit::new("a list"))?;
                let fits = |(index, value)| self.item(value, item, depth + 1).map_err(|unfit| at(unfit, index));
                items.iter().enumerate().try_for_each(fits)
            }
            Type::Tuple(wanted) => {
                let items = value.as_array().filter(|items| items.len() == wanted.len());
                let items = items.ok_or_else(|| Unfit::new(format!("a list of {} items", wanted.len())))?;
                let fits = |(index, (value, item)): (usize, (&Value, &Item))| {
                    self.item(value, item, depth + 1).map_err(|unfit| at(unfit, index))
                };
                items.iter().zip(wanted).enumerate().try_for_each(fits)
            }
            Type::Map(item) => {
                let members = value.as_object().ok_or_else(|| Unfit::new("an object"))?;
                let fits = |(name, value): (&String, &Value)| {
                    self.item(value, item, depth + 1).map_err(|unfit| unfit.inside(name))
                };
                members.iter().try_for_each(fits)
            }
            Type::Runtime(RuntimeType::Geography | RuntimeType::Geometry) => {
                let is_shape = value.get("type").is_some_and(Value::is_string);
                if is_shape { Ok(()) } else { Err(Unfit::new("GeoJSON")) }
            }
            Type::Runtime(RuntimeType::Reference) => {
                let is_object = value.get("@odata.id").is_some_and(Value::is_string);
                if is_object { Ok(()) } else { Err(Unfit::new("a reference")) }
            }
        }
    }

    fn named(&self, value: &Value, id: TypeId, depth: u32) -> Result<(), Unfit> {
        match &self.types()[id].kind {
            TypeKind::Alias(item) => self.item(value, item, depth),
            TypeKind::Structure(structure) => self.structure(value, id, structure, depth),
            TypeKind::Union(union) => self.union(value, union, depth),
            TypeKind::Enumeration(enumeration) => {
                let fits = match enumeration.wire {
                    WireForm::Text => value.as_str().is_some_and(|text| {
                        let known = |text: &str| enumeration.members.iter().any(|member| member.wire == text);
                        known(text) || (enumeration.flags && text.split(',').all(|part| known(part.trim())))
                    }),
                    WireForm::Mixed => enumeration.members.iter().any(|member| match member.bare {
                        true => serde_json::from_str::<Value>(&member.wire).is_ok_and(|known| known == *value),
                        false => value.as_str() == Some(&member.wire),
                    }),
                    WireForm::Number => value.as_i64().is_some_and(|number| {
                        enumeration.flags
                            || enumeration.members.iter().any(|member| member.number == Some(number.into()))
                    }),
                };
                if fits { Ok(()) } else { Err(Unfit::new("one of the values of the `enum`")) }
            }
        }
    }

    fn structure(&self, value: &Value, id: TypeId, structure: &Structure, depth: u32) -> Result<(), Unfit> {
        let members = value.as_object().ok_or_else(|| Unfit::new("an object"))?;
        let properties = self.types().all_properties(id);
        for property in &properties {
            match members.get(&property.name) {
                Some(value) => {
                    self.item(value, &property.item, depth + 1).map_err(|unfit| unfit.inside(&property.name))?;
                }
                None if property.is_always_there() => {
                    return Err(Unfit::new(format!("an object with `{}`", property.name)));
                }
                None => {}
            }
        }
        // A value of a type that is derived from this one has members that this one does not know.
        let may_be_derived = structure.discriminator.is_some();
        let others = members.iter().filter(|(name, _)| !properties.iter().any(|property| property.name == **name));
        for (name, value) in others {
            match &structure.additional {
                Additional::Refused if !may_be_derived => {
                    return Err(Unfit::new(format!("an object without `{name}`")));
                }
                Additional::Of(item) if !may_be_derived => {
                    self.item(value, item, depth + 1).map_err(|unfit| unfit.inside(name))?;
                }
                Additional::Refused | Additional::Of(_) | Additional::Unsaid | Additional::Any => {}
            }
        }
        Ok(())
    }

    /// The variant that a tag stands for which the mapping does not have.
    fn told(&self, union: &Union, property: &str, tag: &str) -> Option<TypeId> {
        let is_told = |variant: &&UnionVariant| {
            unions::tags_of(&self.api.types, &variant.value, property).iter().any(|known| known == tag)
        };
        let mut told = union.variants.iter().filter(is_told);
        match (told.next()?.value.clone(), told.next()) {
            (Type::Named(id), None) => Some(id),
            _ => None,
        }
    }

    /// The variant that the discriminator names, else any.
    fn union(&self, value: &Value, union: &Union, depth: u32) -> Result<(), Unfit> {
        if let Some(discriminator) = &union.discriminator {
            let tag = value.get(&discriminator.property).and_then(Value::as_str);
            let mapped = discriminator.mapping.iter().find(|(name, _)| Some(name.as_str()) == tag);
            let mapped = mapped.map(|(_, id)| *id).or_else(|| self.told(union, &discriminator.property, tag?));
            let Some(id) = mapped.or(discriminator.default) else {
                return Err(Unfit::new(format!("told apart by `{}`", discriminator.property)));
            };
            return self.named(value, id, depth);
        }
        let fits =
            |value: &Value| union.variants.iter().any(|variant| self.value(value, &variant.value, depth).is_ok());
        if fits(value) { Ok(()) } else { Err(Unfit::new("of any of the alternatives")) }
    }
}

fn at(unfit: Unfit, index: usize) -> Unfit {
    unfit.inside(index.to_string())
}

/// The types that a type is made of.
fn inner(types: &Types, id: TypeId) -> Vec<TypeId> {
    let named = |item: &Item| match &item.value {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) => match &inner.value {
            Type::Named(id) => Some(*id),
            _ => None,
        },
        Type::Primitive(_) | Type::Tuple(_) | Type::Any | Type::Runtime(_) => None,
    };
    match &types[id].kind {
        TypeKind::Structure(_) => {
            types.all_properties(id).into_iter().filter_map(|property| named(&property.item)).collect()
        }
        TypeKind::Alias(item) => named(item).into_iter().collect(),
        TypeKind::Union(union) => {
            union.variants.iter().filter_map(|variant| named(&Item::of(variant.value.clone()))).collect()
        }
        TypeKind::Enumeration(_) => Vec::new(),
    }
}
