use std::path::PathBuf;

use super::{document, read, read_in, read_selected};
use crate::model::{Protocol, SecurityRequirement, SecuritySchemeKind, Server};

#[test]
fn the_container_describes_the_service() {
    let api = read(
        r#"<Annotation Term="Core.SchemaVersion" String="v2"/>
           <EntityContainer Name="C"><Annotation Term="Core.Description" String="Shop"/>
             <Annotation Term="Core.LongDescription" String="Sells."/>
             <Annotation Term="Core.Links"><Collection><Record><PropertyValue Property="rel" String="service"/>
               <PropertyValue Property="href" String="https://example.com/v2/"/></Record>
               <Record><PropertyValue Property="rel" String="author"/><PropertyValue Property="href" String="https://example.com/"/></Record>
             </Collection></Annotation>
             <Annotation Term="Org.OData.Authorization.V1.Authorizations"><Collection>
               <Record Type="Org.OData.Authorization.V1.OAuth2AuthCode"><PropertyValue Property="Name" String="user"/>
                 <PropertyValue Property="TokenUrl" String="https://example.com/token"/></Record>
               <Record Type="Org.OData.Authorization.V1.ApiKey"><PropertyValue Property="Name" String="key"/><PropertyValue Property="KeyName" String="x-key"/>
                 <PropertyValue Property="Location"><EnumMember>Org.OData.Authorization.V1.KeyLocation/Header</EnumMember></PropertyValue></Record>
             </Collection></Annotation>
             <Annotation Term="Org.OData.Authorization.V1.SecuritySchemes"><Collection>
               <Record><PropertyValue Property="Authorization" String="user"/>
                 <PropertyValue Property="RequiredScopes"><Collection><String>read</String></Collection></PropertyValue></Record>
             </Collection></Annotation>
           </EntityContainer>"#,
    );
    let general = SecurityRequirement { schemes: vec![("user".to_owned(), vec!["read".to_owned()])] };
    assert_eq!(api.security, Some(vec![general]));
    assert_eq!((api.service.title.as_str(), api.service.version.as_str()), ("Shop", "v2"));
    assert_eq!(api.service.docs.description.as_deref(), Some("Sells."));
    assert_eq!(api.service.servers, [Server { url: "https://example.com/v2".to_owned(), ..Server::default() }]);
    assert_eq!((api.service.protocol, api.service.format.as_str()), (Protocol::OData, "odata-4.0"));
    assert_eq!(api.service.namespace.as_deref(), Some("shop"));
    let user = api.security_schemes.get("user").map(|scheme| &scheme.kind);
    let flow = match user {
        Some(SecuritySchemeKind::OAuth2 { flows }) => flows.first(),
        _ => None,
    };
    assert_eq!(flow.map(|flow| flow.name.as_str()), Some("authorizationCode"));
    let key = api.security_schemes.get("key").map(|scheme| &scheme.kind);
    assert!(matches!(key, Some(SecuritySchemeKind::ApiKey { name, .. }) if name == "x-key"));
}

#[test]
fn odata_before_4_is_refused_by_name() {
    let old = r#"<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"/>"#;
    let (_, said) = read_selected(old, &[]);
    assert_eq!(
        said,
        ["RB0401 `Edmx` of the namespace `http://schemas.microsoft.com/ado/2007/06/edmx` belongs to OData before 4.0"]
    );
    let future = document("").replace("Version=\"4.0\"", "Version=\"5.0\"");
    let (_, said) = read_selected(&future, &[]);
    assert_eq!(said, ["RB0401 this is EDMX version `5.0`; only 4.0 and 4.01 can be read"]);
}

#[test]
fn a_schema_without_a_container_has_types_alone() {
    let (api, said) = read_selected(&document(r#"<ComplexType Name="c"/>"#), &[]);
    assert_eq!(said, ["RB0414 there is no entity container, so no operations"]);
    assert_eq!((api.types.len(), api.operations.len()), (1, 0));
}

#[test]
fn the_last_of_several_containers_counts_with_all_that_it_extends() {
    let container = |namespace: &str, extends: &str, set: &str| {
        format!(
            r#"<Schema Namespace="{namespace}" xmlns="http://docs.oasis-open.org/odata/ns/edm"><EntityContainer Name="C"{extends}>
               <EntitySet Name="{set}" EntityType="shop.pet"/></EntityContainer></Schema>"#
        )
    };
    let versions = [
        container("v1", "", "first"),
        container("v2", " Extends=\"v1.C\"", "second"),
        container("v3", " Extends=\"v2.C\"", "third"),
        container("other", "", "fourth"),
    ];
    let text = document(r#"<EntityType Name="pet"/>"#)
        .replace("</edmx:DataServices>", &format!("{}</edmx:DataServices>", versions.concat()));
    let (api, said) = read_selected(&text, &["/**"]);
    assert_eq!(said, Vec::<String>::new());
    let paths: Vec<_> =
        super::paths(&api).into_iter().filter(|path| !path.contains('$') && path.contains("GET")).collect();
    assert_eq!(paths, ["GET /first", "GET /second", "GET /third"]);
    assert!(api.ledger.entries.iter().any(|entry| entry.construct.contains("entity container `other.C`")));
}

#[test]
fn references_lead_to_files_of_the_folder_alone() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/csdl-in-full");
    let with = |uri: &str, namespace: &str, base: &str| {
        let text = format!(
            r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:Reference Uri="{uri}"><edmx:Include Namespace="{namespace}"/></edmx:Reference>
  <edmx:DataServices><Schema Namespace="own" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <ComplexType Name="value"><Property Name="other" Type="{namespace}.{base}"/></ComplexType>
    <EntityContainer Name="C"/>
  </Schema></edmx:DataServices></edmx:Edmx>"#
        );
        let (api, said) = read_in(Some(folder.clone()), &text, &[]);
        (api.types.find(&format!("{namespace}.{base}")).is_some(), said)
    };
    assert_eq!(with("base.xml", "depot.base", "item"), (true, Vec::new()));
    assert_eq!(with("https://example.com/metadata/base.xml?x#y", "depot.base", "item"), (true, Vec::new()));
    for outside in
        ["../navigation/input.xml", "../csdl-in-full/../navigation/input.xml", "/etc/hostname", "file:///etc/hostname"]
    {
        let unread = "RB0412 types of `farm` are used 1 times, but its document was not read".to_owned();
        assert_eq!(with(outside, "farm", "animal"), (false, vec![unread]), "{outside}");
    }
}
