//! A companion in CSDL says what an OpenAPI description cannot, or does not: the numbers of enum members, which enums
//! are sets, which types derive from which.

use std::path::Path;

use crate::{
    csdl,
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{Api, Discriminator, Enumeration, TypeId, TypeKind, Types},
    source::{Input, Sources},
};

/// Reads a companion and takes from it what the description leaves open. Where both say something, they must agree.
pub fn apply(api: &mut Api, sources: &mut Sources, path: &Path, diagnostics: &mut Diagnostics) {
    let file = match sources.open_more(Input::Path(path.to_owned())) {
        Ok(file) => file,
        Err(diagnostic) => return diagnostics.push(diagnostic),
    };
    let Some(companion) = csdl::read_types(sources, file, diagnostics) else { return };
    let ids: Vec<TypeId> = api.types.ids().collect();
    for id in ids {
        let key = api.types[id].key.clone();
        let place = api.types[id].place;
        let Some(source) = companion.find(&key) else { continue };
        inherit(api, id, &companion, source);
        if let (TypeKind::Enumeration(target), TypeKind::Enumeration(source)) =
            (&mut api.types[id].kind, &companion[source].kind)
        {
            for problem in merge(target, source) {
                let warning = Diagnostic::warning(Code::CompanionDisagrees, format!("`{key}`: {problem}"));
                diagnostics.push(match place {
                    Some(place) => warning.at(place),
                    None => warning,
                });
            }
        }
    }
}

/// A structure whose base only the companion knows. What it declares itself stays as the description has it.
fn inherit(api: &mut Api, id: TypeId, companion: &Types, source: TypeId) {
    let said = companion.structure(source).and_then(|structure| structure.base).map(|base| &companion[base].key);
    let Some(base) = said.and_then(|key| api.types.find(key)).filter(|&base| base != id) else { return };
    let leads_back = api.types.bases(base).contains(&id);
    if let TypeKind::Structure(structure) = &mut api.types[id].kind {
        if structure.base.is_some() || leads_back {
            return;
        }
        structure.base = Some(base);
    }
    let name = Discriminator { property: "@odata.type".to_owned(), mapping: Vec::new(), default: None };
    if let TypeKind::Structure(structure) = &mut api.types[base].kind {
        structure.discriminator.get_or_insert(name);
    }
}

fn merge(target: &mut Enumeration, source: &Enumeration) -> Vec<String> {
    let mut problems = Vec::new();
    target.flags |= source.flags;
    target.underlying = target.underlying.or(source.underlying);
    for member in &mut target.members {
        let Some(said) = source.members.iter().find(|other| other.wire == member.wire) else {
            problems.push(format!("the companion has no member `{}`", member.wire));
            continue;
        };
        match (member.number, said.number) {
            (Some(own), Some(other)) if own != other => {
                problems.push(format!("`{}` is {own} here and {other} in the companion", member.wire));
            }
            (None, number) => member.number = number,
            (Some(_), _) => {}
        }
    }
    problems
}
