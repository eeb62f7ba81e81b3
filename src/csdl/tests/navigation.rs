use super::{addresses, document, operation, paths, read, read_selected};
use crate::model::{Location, Payload, Status, odata::ResourceOperation};

/// People with contained pets and friends elsewhere.
const PEOPLE: &str = r#"
<EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>
<EntityType Name="person" BaseType="s.entity">
  <NavigationProperty Name="pets" Type="Collection(s.pet)" ContainsTarget="true"/>
  <NavigationProperty Name="friends" Type="Collection(s.person)"/>
</EntityType>
<EntityType Name="pet" BaseType="s.entity"><NavigationProperty Name="kittens" Type="Collection(s.pet)" ContainsTarget="true"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="people" EntityType="s.person"/><Singleton Name="me" Type="s.person"/></EntityContainer>"#;

#[test]
fn contained_navigation_is_walked_and_none_twice() {
    let (api, said) = read_selected(&document(PEOPLE), &["/me/**"]);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(
        addresses(&api),
        [
            "GET /me me.person.GetPerson",
            "PATCH /me me.person.UpdatePerson",
            "GET /me/friends me.ListFriends",
            "GET /me/friends/$count me.friends.GetCount-60da",
            "GET /me/friends/{person-id} me.GetFriends",
            "GET /me/pets me.ListPets",
            "POST /me/pets me.CreatePets",
            "GET /me/pets/$count me.pets.GetCount-533d",
            "GET /me/pets/{pet-id} me.GetPets",
            "DELETE /me/pets/{pet-id} me.DeletePets",
            "PATCH /me/pets/{pet-id} me.UpdatePets",
            "GET /me/pets/{pet-id}/kittens me.pets.ListKittens",
            "POST /me/pets/{pet-id}/kittens me.pets.CreateKittens",
            "GET /me/pets/{pet-id}/kittens/$count me.pets.kittens.GetCount-b5a6",
            "GET /me/pets/{pet-id}/kittens/{pet-id1} me.pets.GetKittens",
            "DELETE /me/pets/{pet-id}/kittens/{pet-id1} me.pets.DeleteKittens",
            "PATCH /me/pets/{pet-id}/kittens/{pet-id1} me.pets.UpdateKittens",
        ]
    );
}

#[test]
fn an_operation_says_what_it_is_sends_and_answers() {
    let (api, _) = read_selected(&document(PEOPLE), &["/people/**"]);
    let update = operation(&api, "PATCH /people/{person-id}/pets/{pet-id}");
    let resource = update.and_then(|update| update.resource.as_ref());
    assert_eq!(resource.map(|resource| resource.kind), Some(ResourceOperation::Update));
    assert_eq!(resource.map(|resource| resource.chain.join(" ")), Some("people pets".to_owned()));
    assert_eq!(update.map(|update| update.tags.clone()), Some(vec!["people.pet".to_owned()]));
    let statuses: Vec<_> = update.iter().flat_map(|update| &update.responses).map(|response| response.status).collect();
    assert_eq!(statuses, [Status::Range(2), Status::Code(204)]);
    let names: Vec<_> = update.iter().flat_map(|update| &update.parameters).map(|found| found.name.as_str()).collect();
    assert_eq!(names, ["person-id", "pet-id"]);
    let described = update.and_then(|update| update.parameters.first()).map(|first| first.docs.description.clone());
    assert_eq!(described.flatten().as_deref(), Some("The unique identifier of person"));
    let list = operation(&api, "GET /people").and_then(|list| list.responses.first());
    let payload = list.and_then(|response| response.contents.first()).map(|content| &content.payload);
    assert!(matches!(payload, Some(Payload::Page(_))));
}

#[test]
fn selectors_bound_the_walk_and_say_which_operations_are_wanted() {
    let (api, _) = read_selected(&document(PEOPLE), &["GET /me/pets", "operation:people.person.DeletePerson"]);
    assert_eq!(paths(&api), ["GET /me/pets", "DELETE /people/{person-id}"]);
}

#[test]
fn what_is_linked_is_changed_only_where_annotations_say_so() {
    let api = read(
        r#"<EntityType Name="e"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Int32" Nullable="false"/>
             <NavigationProperty Name="best" Type="s.e"><Annotation Term="Capabilities.UpdateRestrictions"><Record>
               <PropertyValue Property="Updatable" Bool="true"/><PropertyValue Property="UpdateMethod" EnumMember="Org.OData.Capabilities.V1.HttpMethod/PUT"/>
             </Record></Annotation></NavigationProperty>
             <NavigationProperty Name="hidden" Type="s.e"><Annotation Term="Capabilities.NavigationRestrictions"><Record>
               <PropertyValue Property="Navigability" EnumMember="Org.OData.Capabilities.V1.NavigationType/None"/></Record></Annotation></NavigationProperty>
             <NavigationProperty Name="links" Type="Collection(s.e)"><Annotation Term="Capabilities.NavigationRestrictions"><Record>
               <PropertyValue Property="Referenceable" Bool="true"/></Record></Annotation>
               <Annotation Term="Capabilities.CountRestrictions"><Record><PropertyValue Property="Countable" Bool="false"/></Record></Annotation></NavigationProperty>
           </EntityType><EntityContainer Name="C"><Singleton Name="one" Type="s.e"/></EntityContainer>"#,
    );
    assert_eq!(
        addresses(&api),
        [
            "GET /one one.e.GetE",
            "PATCH /one one.e.UpdateE",
            "GET /one/best one.GetBest",
            "PUT /one/best one.SetBest",
            "GET /one/links one.ListLinks",
            "GET /one/links/$ref one.ListRefLinks",
            "POST /one/links/$ref one.CreateRefLinks",
            "DELETE /one/links/$ref one.DeleteRefLinks",
            "DELETE /one/links/{e-id}/$ref one.links.DeleteRefE",
        ]
    );
    let remove = operation(&api, "DELETE /one/links/$ref").map(|remove| remove.parameters.as_slice());
    let named: Vec<_> = remove.unwrap_or_default().iter().map(|found| (found.name.as_str(), found.location)).collect();
    assert_eq!(named, [("If-Match", Location::Header), ("@id", Location::Query)]);
}

#[test]
fn keys_of_several_parts_and_alternate_keys_stand_in_parentheses() {
    let api = read(
        r#"<EntityType Name="line"><Key><PropertyRef Name="order"/><PropertyRef Name="at/row" Alias="row"/></Key>
             <Property Name="order" Type="Edm.String" Nullable="false"/><Property Name="at" Type="s.at" Nullable="false"/>
             <Property Name="code" Type="Edm.Guid"/>
             <Annotation Term="Core.AlternateKeys"><Collection><Record><PropertyValue Property="Key"><Collection>
               <Record><PropertyValue Property="Name" PropertyPath="code"/><PropertyValue Property="Alias" String="c"/></Record>
             </Collection></PropertyValue></Record></Collection></Annotation></EntityType>
           <ComplexType Name="at"><Property Name="row" Type="Edm.Int32" Nullable="false"/></ComplexType>
           <EntityContainer Name="C"><EntitySet Name="lines" EntityType="s.line"/></EntityContainer>"#,
    );
    let reads: Vec<_> = addresses(&api).into_iter().filter(|address| address.starts_with("GET ")).collect();
    assert_eq!(
        reads,
        [
            "GET /lines lines.line.ListLine",
            "GET /lines(c={c}) lines.line.GetLineByC",
            "GET /lines(order='{order}',row={row}) lines.line.GetLine",
            "GET /lines/$count lines.GetCount-8ca2",
        ]
    );
}

#[test]
fn a_container_may_say_that_keys_are_no_segments() {
    let people = PEOPLE.replace(
        "<EntityContainer Name=\"C\">",
        "<EntityContainer Name=\"C\"><Annotation Term=\"Capabilities.KeyAsSegmentSupported\" Bool=\"false\"/>",
    );
    let (api, _) = read_selected(&document(&people), &["/people('*')"]);
    assert_eq!(paths(&api).first().map(String::as_str), Some("GET /people('{person-id}')"));
}

#[test]
fn unless_it_says_otherwise_a_service_is_asked_as_every_service_understands() {
    let pets = r#"<EntityType Name="pet"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid" Nullable="false"/></EntityType>
        <Action Name="feed" IsBound="true"><Parameter Name="this" Type="s.pet"/></Action>
        <EntityContainer Name="C"><EntitySet Name="pets" EntityType="s.pet"/></EntityContainer>"#;
    let said = document(pets);
    let unsaid = said.replace("<Annotation Term=\"Core.DefaultNamespace\"/>", "").replace("\"s.C\"", "\"s.D\"");
    let graph = unsaid.replace("\"shop\"", "\"microsoft.graph\"");
    let feed = |text: &str| {
        let (api, found) = read_selected(text, &["POST /pets/*/*"]);
        assert_eq!(found, Vec::<String>::new());
        let feed = api.operations.first();
        assert_eq!(feed.and_then(|feed| feed.resource.as_ref()?.operation.as_deref()), Some("feed"));
        paths(&api).join(" ")
    };
    assert_eq!(feed(&unsaid), "POST /pets({pet-id})/shop.feed");
    assert_eq!(feed(&said), "POST /pets/{pet-id}/feed");
    assert_eq!(feed(&graph), "POST /pets/{pet-id}/feed");
}

#[test]
fn streams_casts_and_complex_properties_have_addresses() {
    let api = read(
        r#"<EntityType Name="e" HasStream="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Int32" Nullable="false"/>
             <Property Name="photo" Type="Edm.Stream"><Annotation Term="Core.AcceptableMediaTypes"><Collection><String>image/png</String></Collection></Annotation></Property>
             <Property Name="home" Type="s.address"><Annotation Term="Capabilities.ReadRestrictions"><Record><PropertyValue Property="Readable" Bool="true"/></Record></Annotation></Property>
             <Property Name="work" Type="s.address"/></EntityType>
           <EntityType Name="f" BaseType="s.e"/><ComplexType Name="address"/>
           <EntityContainer Name="C"><Singleton Name="one" Type="s.e">
             <Annotation Term="Org.OData.Validation.V1.DerivedTypeConstraint"><Collection><String>s.f</String></Collection></Annotation></Singleton></EntityContainer>"#,
    );
    assert_eq!(
        paths(&api),
        [
            "GET /one",
            "PATCH /one",
            "GET /one/$value",
            "PUT /one/$value",
            "DELETE /one/$value",
            "GET /one/home",
            "GET /one/photo",
            "PUT /one/photo",
            "DELETE /one/photo",
            "GET /one/s.f",
            "GET /one/s.f/home",
        ]
    );
    let photo = operation(&api, "GET /one/photo").and_then(|photo| photo.responses.first());
    let content = photo.and_then(|response| response.contents.first());
    assert_eq!(content.map(|content| content.media_type.as_str()), Some("image/png"));
    assert_eq!(content.map(|content| &content.payload), Some(&Payload::Bytes));
}

#[test]
fn metadata_that_leads_everywhere_is_navigated_unless_a_choice_is_wanted() {
    let properties: String = (0..9)
        .map(|number| format!("<NavigationProperty Name=\"n{number}\" Type=\"s.e\" ContainsTarget=\"true\"/>"))
        .collect();
    let schema = format!(
        "<EntityType Name=\"e\">{properties}</EntityType><EntityContainer Name=\"C\"><Singleton Name=\"one\" Type=\"s.e\"/></EntityContainer>"
    );
    let (api, said) = read_selected(&document(&schema), &[]);
    assert_eq!(said, ["RB0416 there are more than 5000 paths, so operations are reached by navigation"]);
    assert_eq!(paths(&api), ["GET {shop.e}", "DELETE {shop.e}", "PATCH {shop.e}"]);
    let builders = api.request_builders.as_ref().map(|surface| &surface.builders);
    assert_eq!(builders.map(|builders| builders.iter().map(|one| one.accessors.len()).collect()), Some(vec![9]));
    let (api, said) = read_selected(&document(&schema), &["/one/**"]);
    assert_eq!(said, ["RB0410 the metadata leads to more than 100000 paths"]);
    assert!(api.operations.is_empty());
    let (api, said) = read_selected(&document(&schema), &["/one/n1/n2"]);
    assert_eq!((said.len(), paths(&api).len()), (0, 3));
}

#[test]
fn a_source_of_which_nothing_is_allowed_is_in_the_ledger() {
    let api = read(
        r#"<EntityType Name="e"><Property Name="id" Type="Edm.Int32"/></EntityType>
           <EntityContainer Name="C"><Singleton Name="one" Type="s.e"/><Singleton Name="on" Type="s.e">
             <Annotation Term="Capabilities.ReadRestrictions"><Record><PropertyValue Property="Readable" Bool="false"/></Record></Annotation>
             <Annotation Term="Capabilities.UpdateRestrictions"><Record><PropertyValue Property="Updatable" Bool="false"/></Record></Annotation>
           </Singleton></EntityContainer>"#,
    );
    assert_eq!(paths(&api), ["GET /one", "PATCH /one"]);
    let listed: Vec<_> = api.ledger.entries.iter().map(|entry| entry.construct.as_str()).collect();
    assert_eq!(listed, ["`on`, of which the description allows nothing"]);
}
