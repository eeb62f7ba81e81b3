//! The service as a whole.

use crate::{
    csdl::{
        annotations::term,
        catalog::{Catalog, Container},
        syntax::Document,
    },
    model::{Docs, Protocol, Server, Service, docs},
};

/// What the container and the root document say of the service.
pub(in crate::csdl) fn service(catalog: &Catalog<'_>, documents: &[Document]) -> Service {
    let root = documents.first();
    let container = catalog.container.as_ref();
    let first_namespace = root.and_then(|document| document.schemas.first()).map(|schema| schema.namespace.as_str());
    let namespace = container.map(|container| container.namespace).or(first_namespace);
    let text = |term| container.and_then(|container| docs::text(catalog.annotations.text(&container.name, term)));
    let schema_version = || docs::text(catalog.annotations.text(namespace?, term::SCHEMA_VERSION));
    Service {
        title: text(term::DESCRIPTION).or_else(|| name(container, namespace)).unwrap_or_default(),
        version: text(term::SCHEMA_VERSION).or_else(schema_version).unwrap_or_default(),
        docs: Docs { description: text(term::LONG_DESCRIPTION), ..Docs::default() },
        servers: container.map(|container| servers(catalog, &container.name)).unwrap_or_default(),
        protocol: Protocol::OData,
        format: format!("odata-{}", root.map_or("4.0", |document| document.version.as_str())),
        namespace: namespace.map(str::to_owned),
    }
}

fn name(container: Option<&Container<'_>>, namespace: Option<&str>) -> Option<String> {
    let simple = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    container.map(|container| simple(&container.name)).or_else(|| namespace.map(str::to_owned))
}

/// `Core.Links` of the relation `service` on the container.
fn servers(catalog: &Catalog<'_>, container: &str) -> Vec<Server> {
    let links = catalog.annotations.value(container, term::LINKS);
    let links = links.into_iter().flat_map(|links| links.records());
    links
        .filter(|link| link.text("rel") == Some("service"))
        .filter_map(|link| link.text("href"))
        .map(|href| Server { url: href.trim().trim_end_matches('/').to_owned(), ..Server::default() })
        .collect()
}
