//! `names.txt`: what each name of the description is called in Rust. A rename shows as a changed line in review, and the
//! next run reads here what everything was called ([`Earlier`](super::earlier::Earlier)).

use super::{
    BUILDERS, Names, Owner, beside, builders,
    earlier::{key_of_form, key_of_parameter, key_of_step, shown},
    incoming, servers, settings, types,
};
use crate::model::Api;

const HEAD: &str = "# What each name of the description is called in Rust. Written by rest-bindgen.\n";

impl Names {
    /// The text of `names.txt`.
    pub fn to_text(&self, api: &Api) -> String {
        let mut text = String::from(HEAD);
        for setting in settings(api) {
            text.push_str(&setting);
            text.push('\n');
        }
        for (id, definition) in api.types.iter() {
            let names = self.of(id);
            push_line(&mut text, "type ", &definition.key, &self.path_of_type(id));
            for (wire, rust) in types::wire_members(api, id).iter().zip(&names.members) {
                push_line(&mut text, "    ", wire, rust);
            }
        }
        for position in 0..api.operations.len() {
            self.operation_to_text(api, position, &mut text);
        }
        for (scheme, rust) in &self.security_schemes {
            push_line(&mut text, "security scheme ", scheme, &format!("SecuritySchemes::{rust}"));
        }
        self.servers_to_text(api, &mut text);
        for (incoming, names) in api.incoming.iter().zip(&self.incoming) {
            let kind = incoming.kind.as_str();
            push_line(&mut text, &format!("{kind} "), &incoming::key(incoming), &format!("{kind}s::{}", names.body));
            for ((status, _), rust) in incoming.answers.iter().zip(&names.answers) {
                push_line(&mut text, "    ", &incoming::key_of_answer(*status), rust);
            }
        }
        self.steps_to_text(api, &mut text);
        text
    }

    fn operation_to_text(&self, api: &Api, position: usize, text: &mut String) {
        let Some((operation, names)) = api.operations.get(position).zip(self.operations.get(position)) else { return };
        let wire = format!("{} {}", operation.method.as_str(), operation.path);
        push_line(text, "operation ", &wire, &self.path_of_operation(position).unwrap_or_default());
        for (parameter, rust) in operation.parameters.iter().zip(&names.parameters) {
            push_line(text, "    ", &key_of_parameter(parameter), rust);
        }
        for (form, (_, rust)) in operation.forms.iter().zip(self.paths_of_forms(api, position)) {
            push_line(text, "  ", &key_of_form(&form.differs), &rust);
        }
        let prefix = match names.owner {
            Owner::Group(_) => "",
            Owner::Builder(builder) => self.builders.get(builder).map_or("", |builder| builder.ident.as_str()),
        };
        for (side, rust) in beside::unusual(operation, names, prefix) {
            push_line(text, "  ", &side, &rust);
        }
    }

    fn servers_to_text(&self, api: &Api, text: &mut String) {
        for (server, names) in api.servers_with_variables().into_iter().zip(&self.servers) {
            push_line(text, "server ", &server.template, &names.ident);
            for (variable, names) in server.variables.iter().zip(&names.variables) {
                push_line(text, "    ", &variable.name, &names.function);
                for (value, rust) in variable.values.iter().zip(&names.variants) {
                    push_line(text, "    ", &servers::key_of_value(variable, value), rust);
                }
            }
        }
    }

    fn steps_to_text(&self, api: &Api, text: &mut String) {
        let Some(surface) = &api.request_builders else { return };
        for (entry, names) in surface.entries.iter().zip(&self.entries) {
            push_line(text, "entry ", &entry.name, &names.function);
        }
        for (builder, names) in surface.builders.iter().zip(&self.builders) {
            push_line(text, "builder ", &builders::wire(builder), &format!("{BUILDERS}::{}", names.ident));
            for (accessor, names) in builder.accessors.iter().zip(&names.accessors) {
                push_line(text, "    ", &key_of_step(accessor), &names.function);
            }
        }
    }
}

/// One line.
fn push_line(text: &mut String, start: &str, wire: &str, rust: &str) {
    text.push_str(start);
    text.push_str(&shown(wire));
    text.push_str(" -> ");
    text.push_str(rust);
    text.push('\n');
}
