//! The order of the types in the model: components first, then inline types.

use std::collections::HashMap;

use super::context::Lower;
use crate::model::{
    Additional, Api, Content, Discriminator, Header, Item, Payload, Structure, Type, TypeDefinition, TypeId, TypeKind,
    TypeName, Types,
};

impl Lower<'_, '_> {
    /// The model, with its types in order and the operations settled.
    pub(super) fn finish(mut self) -> Api {
        let position: HashMap<&str, usize> =
            self.registry.component_names().enumerate().map(|(position, name)| (name, position)).collect();
        let is_odata = self.is_odata();
        let mut order: Vec<TypeId> = self.api.types.ids().collect();
        let types = &self.api.types;
        order.sort_by_cached_key(|id| {
            let definition = &types[*id];
            let is_inline = matches!(definition.name, TypeName::Inline(_));
            let place = position.get(definition.key.as_str()).copied().unwrap_or(usize::MAX);
            // In OData by key, for a CSDL has another order. Inline types by key too: what is added changes no order.
            (is_inline, if is_odata { 0 } else { place }, definition.key.clone())
        });
        let mut old = std::mem::take(&mut self.api.types);
        let mut new = Types::default();
        let mut map: HashMap<TypeId, TypeId> = HashMap::new();
        for id in order {
            let definition = std::mem::replace(&mut old[id], nothing());
            map.insert(id, new.add(definition));
        }
        self.api.types = new;
        Renumber(map).api(&mut self.api);
        self.api
    }
}

/// What is left where a definition was.
fn nothing() -> TypeDefinition {
    TypeDefinition {
        key: String::new(),
        name: TypeName::Inline(Vec::new()),
        place: None,
        docs: crate::model::Docs::default(),
        deprecated: None,
        kind: TypeKind::Alias(Item::of(Type::Any)),
    }
}

/// New numbers for old ones.
struct Renumber(HashMap<TypeId, TypeId>);

impl Renumber {
    fn api(&self, api: &mut Api) {
        for id in api.types.ids().collect::<Vec<_>>() {
            match &mut api.types[id].kind {
                TypeKind::Structure(structure) => self.structure(structure),
                TypeKind::Enumeration(_) => {}
                TypeKind::Union(union) => {
                    union.variants.iter_mut().for_each(|variant| self.value(&mut variant.value));
                    self.discriminator(union.discriminator.as_mut());
                }
                TypeKind::Alias(item) => self.item(item),
            }
        }
        api.incoming.iter_mut().flat_map(|incoming| incoming.items_mut()).for_each(|item| self.item(item));
        api.examples.iter_mut().for_each(|example| self.item(&mut example.item));
        for operation in &mut api.operations {
            operation.parameters.iter_mut().for_each(|parameter| self.item(&mut parameter.item));
            for response in &mut operation.responses {
                response.contents.iter_mut().for_each(|content| self.content(content));
                response.headers.iter_mut().for_each(|Header { item, .. }| self.item(item));
            }
            for content in operation.body.iter_mut().flat_map(|body| &mut body.contents) {
                self.content(content);
            }
        }
    }

    fn content(&self, content: &mut Content) {
        self.payload(&mut content.payload);
        let headers = content.encodings.iter_mut().flat_map(|encoding| &mut encoding.headers);
        headers.for_each(|Header { item, .. }| self.item(item));
    }

    fn structure(&self, structure: &mut Structure) {
        if let Some(base) = &mut structure.base {
            self.id(base);
        }
        structure.properties.iter_mut().for_each(|property| self.item(&mut property.item));
        if let Additional::Of(item) = &mut structure.additional {
            self.item(item);
        }
        self.discriminator(structure.discriminator.as_mut());
    }

    fn discriminator(&self, discriminator: Option<&mut Discriminator>) {
        let Some(discriminator) = discriminator else { return };
        discriminator.mapping.iter_mut().for_each(|(_, id)| self.id(id));
        discriminator.default.iter_mut().for_each(|id| self.id(id));
    }

    fn payload(&self, payload: &mut Payload) {
        match payload {
            Payload::Json(item) | Payload::Page(item) => self.item(item),
            Payload::Form(value) | Payload::Multipart(value) | Payload::Text(value) => self.value(value),
            Payload::Sequence(_, item) => item.iter_mut().for_each(|item| self.item(item)),
            Payload::Bytes => {}
        }
    }

    fn item(&self, item: &mut Item) {
        self.value(&mut item.value);
    }

    fn value(&self, value: &mut Type) {
        match value {
            Type::Named(id) => self.id(id),
            Type::List(item) | Type::Map(item) => self.item(item),
            Type::Tuple(items) => items.iter_mut().for_each(|item| self.item(item)),
            Type::Primitive(_) | Type::Any | Type::Runtime(_) => {}
        }
    }

    fn id(&self, id: &mut TypeId) {
        if let Some(new) = self.0.get(id) {
            *id = *new;
        }
    }
}
