//! A companion in CSDL says what an OpenAPI description cannot: the numbers of enum members and which enums are sets.

use std::path::Path;

use crate::{
    csdl,
    diagnostics::{Code, Diagnostic, Diagnostics},
    model::{Api, Enumeration, TypeId, TypeKind},
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
