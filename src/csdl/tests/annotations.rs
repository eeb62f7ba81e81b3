use super::{operation, property, read};
use crate::model::Deprecation;

#[test]
fn annotations_apart_hold_under_any_alias_and_inline_ones_too() {
    let api = read(
        r#"<EntityType Name="pet"><Property Name="name" Type="Edm.String"/>
             <Property Name="kind" Type="Edm.String"><Annotation Term="Org.OData.Core.V1.Description" String="Inline."/></Property></EntityType>
           <Annotations Target="s.pet"><Annotation Term="Core.Description" String="A pet."/>
             <Annotation Term="Core.LongDescription" String="Lives at home."/></Annotations>
           <Annotations Target="shop.pet/name"><Annotation Term="Core.Description" String="Its name."/>
             <Annotation Term="Core.Description" Qualifier="Short" String="Name"/></Annotations>
           <EntityContainer Name="C"/>"#,
    );
    let pet = api.types.find("shop.pet").map(|id| api.types[id].docs.description.clone());
    assert_eq!(pet.flatten().as_deref(), Some("A pet.\n\nLives at home."));
    let text = |name| property(&api, "shop.pet", name).and_then(|found| found.docs.description.as_deref());
    assert_eq!(text("name"), Some("Its name."));
    assert_eq!(text("kind"), Some("Inline."));
}

#[test]
fn terms_without_effect_are_named_once_with_their_number() {
    let api = read(
        r#"<ComplexType Name="c"><Annotation Term="my.Icon" String="x"/><Property Name="p" Type="Edm.String">
             <Annotation Term="my.Icon" String="y"/></Property></ComplexType><Term Name="t" Type="Edm.String"/><EntityContainer Name="C"/>"#,
    );
    let lines: Vec<_> = api.ledger.entries.iter().map(|entry| entry.construct.as_str()).collect();
    assert!(lines.contains(&"annotation `my.Icon`, used 2 times"));
    assert!(lines.contains(&"1 terms that `shop` declares"));
}

#[test]
fn restrictions_give_texts_permissions_links_and_headers() {
    let api = read(
        r#"<EntityType Name="pet"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>
           <EntityContainer Name="C"><EntitySet Name="pets" EntityType="s.pet"/></EntityContainer>
           <Annotations Target="shop.C/pets">
             <Annotation Term="Core.Links"><Collection><Record><PropertyValue Property="rel" String="https://example.com/rels/docs/list"/>
               <PropertyValue Property="href" String="https://example.com/list-pets"/></Record></Collection></Annotation>
             <Annotation Term="Capabilities.ReadRestrictions"><Record>
               <PropertyValue Property="Description" String="List pets"/>
               <PropertyValue Property="LongDescription" String="All of them."/>
               <PropertyValue Property="Permissions"><Collection><Record><PropertyValue Property="SchemeName" String="user"/>
                 <PropertyValue Property="Scopes"><Collection><Record><PropertyValue Property="Scope" String="Pets.Read"/></Record></Collection></PropertyValue>
               </Record></Collection></PropertyValue>
               <PropertyValue Property="CustomHeaders"><Collection><Record><PropertyValue Property="Name" String="X-Trace"/>
                 <PropertyValue Property="Required" Bool="true"/></Record></Collection></PropertyValue>
               <PropertyValue Property="ReadByKeyRestrictions"><Record><PropertyValue Property="Description" String="Get a pet"/></Record></PropertyValue>
             </Record></Annotation>
             <Annotation Term="Capabilities.InsertRestrictions"><Record><PropertyValue Property="Insertable" Bool="false"/></Record></Annotation>
             <Annotation Term="Capabilities.TopSupported" Bool="false"/>
             <Annotation Term="Capabilities.SearchRestrictions"><Record><PropertyValue Property="Searchable" Bool="false"/></Record></Annotation>
           </Annotations>"#,
    );
    assert!(operation(&api, "POST /pets").is_none());
    let list = operation(&api, "GET /pets");
    assert_eq!(list.and_then(|list| list.docs.summary.as_deref()), Some("List pets"));
    assert_eq!(list.and_then(|list| list.docs.description.as_deref()), Some("All of them."));
    let link = list.and_then(|list| list.docs.link.as_ref());
    assert_eq!(link.map(|link| link.url.as_str()), Some("https://example.com/list-pets"));
    let security = list.and_then(|list| list.security.as_ref()?.first()).map(|requirement| requirement.schemes.clone());
    assert_eq!(security, Some(vec![("user".to_owned(), vec!["Pets.Read".to_owned()])]));
    let header = list.and_then(|list| list.parameters.first());
    assert_eq!(header.map(|header| (header.name.as_str(), header.required)), Some(("X-Trace", true)));
    let options = list.and_then(|list| list.resource.as_ref()).map(|resource| resource.options.names());
    assert_eq!(options, Some(vec!["$skip", "$filter", "$count", "$orderby", "$select", "$expand"]));
    let get = operation(&api, "GET /pets/{pet-id}");
    assert_eq!(get.and_then(|get| get.docs.summary.as_deref()), Some("Get a pet"));
    assert_eq!(get.and_then(|get| Some(get.security.as_ref()?.len())), Some(1));
    let count = operation(&api, "GET /pets/$count");
    assert_eq!(count.and_then(|count| Some(count.security.as_ref()?.len())), Some(1));
    assert_eq!(count.and_then(|count| count.docs.summary.as_deref()), Some("Get the number of the resource"));
    let delete = operation(&api, "DELETE /pets/{pet-id}");
    assert_eq!(delete.and_then(|delete| delete.docs.summary.as_deref()), Some("Delete entity from pets"));
    assert_eq!(delete.and_then(|delete| delete.parameters.last()).map(|last| last.name.as_str()), Some("If-Match"));
}

#[test]
fn a_revision_deprecates_what_stands_on_the_path() {
    let api = read(
        r#"<EntityType Name="pet"/><EntityContainer Name="C"><Singleton Name="pet" Type="s.pet">
             <Annotation Term="Core.Revisions"><Collection>
               <Record><PropertyValue Property="Kind" EnumMember="Org.OData.Core.V1.RevisionKind/Added"/></Record>
               <Record><PropertyValue Property="Kind" EnumMember="Org.OData.Core.V1.RevisionKind/Deprecated"/>
                 <PropertyValue Property="Version" String="3"/><PropertyValue Property="Description" String="Use pets."/>
                 <PropertyValue Property="RemovalDate" Date="2030-01-01"/></Record>
             </Collection></Annotation></Singleton></EntityContainer>"#,
    );
    let expected = Deprecation {
        since: Some("3".to_owned()),
        removal: Some("2030-01-01".to_owned()),
        note: Some("Use pets.".to_owned()),
    };
    assert_eq!(operation(&api, "GET /pet").and_then(|get| get.deprecated.clone()), Some(expected));
}

#[test]
fn what_nothing_reads_is_counted() {
    let api = read(
        r#"<EntityType Name="pet"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/>
             <NavigationProperty Name="owner" Type="s.pet"><OnDelete Action="Cascade"/></NavigationProperty></EntityType>
           <Function Name="f" IsBound="true" EntitySetPath="this/owner"><Parameter Name="this" Type="s.pet"/>
             <Parameter Name="n" Type="Edm.String" MaxLength="5"/><ReturnType Type="s.pet"/></Function>
           <Action Name="a" IsBound="true"><Parameter Name="this" Type="s.pet"/><Parameter Name="n" Type="Edm.String" MaxLength="5"/></Action>
           <EntityContainer Name="C"><EntitySet Name="pets" EntityType="s.pet"><NavigationPropertyBinding Path="owner" Target="pets"/>
             <Annotation Term="Core.Description" String="Pets."><Annotation Term="Core.IsLanguageDependent"/></Annotation>
           </EntitySet></EntityContainer>
           <Annotations Target="s.C/pets/owner/owner"><Annotation Term="Capabilities.ReadRestrictions"><Record/></Annotation></Annotations>
           <Annotations Target="s.nobody"><Annotation Term="Core.Description" String="Of nothing."/></Annotations>"#,
    );
    let listed: Vec<_> = api.ledger.entries.iter().map(|entry| entry.construct.as_str()).collect();
    for construct in [
        "element `OnDelete` in `NavigationProperty`, used 1 times",
        "attribute `EntitySetPath` of `Function`, used 1 times",
        "attribute `MaxLength` of `Parameter`, used 1 times",
        "element `NavigationPropertyBinding` in `EntitySet`, used 1 times",
        "annotation of an annotation, used 1 times",
        "annotation `Org.OData.Capabilities.V1.ReadRestrictions` of `shop.C/pets/owner/owner`",
        "annotation `Org.OData.Core.V1.Description` of `shop.nobody`",
    ] {
        assert!(listed.contains(&construct), "{construct} is not in {listed:#?}");
    }
}
