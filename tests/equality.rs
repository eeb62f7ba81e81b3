//! One service, described in OpenAPI and in CSDL, gives one crate.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use rest_bindgen::{
    config::Options,
    model::Operation,
    pipeline,
    source::Input,
    surface::{changes, surface},
};
use support::{generate, has_errors, model, read, root, said};

fn specs() -> [std::path::PathBuf; 2] {
    let folder = root().join("specs/vpp-tokens");
    [folder.join("openapi.yaml"), folder.join("metadata.xml")]
}

#[test]
fn the_models_agree() {
    let [openapi, csdl] = specs().map(|path| read(&path, &Options::default()));
    assert_eq!(model(&openapi), model(&csdl));
    assert!(model(&openapi).contains("syncLicenses"));
}

#[test]
fn the_crates_are_equal_to_the_byte() {
    let [openapi, csdl] = specs().map(|path| {
        let run = generate(&path, &Options::default());
        assert!(!has_errors(&run), "{}", said(&run, root()));
        run.result.expect("an output").files
    });
    assert_eq!(openapi.keys().collect::<Vec<_>>(), csdl.keys().collect::<Vec<_>>());
    for (path, text) in &openapi {
        assert_eq!(Some(text), csdl.get(path), "{path}");
    }
}

#[test]
fn there_is_no_difference_between_their_surfaces() {
    let [openapi, csdl] = specs().map(|path| surface(&read(&path, &Options::default()).result.expect("a model")));
    assert_eq!(changes(&openapi, &csdl), []);
    assert!(openapi.contains_key("vpp_tokens::VppTokens::sync_licenses"));
}

#[test]
fn the_committed_bindings_are_what_a_run_gives() {
    let options = Options { runtime_path: Some("../../runtime".to_owned()), ..Options::default() };
    for path in specs() {
        let files = generate(&path, &options).result.expect("an output").files;
        let stale = rest_bindgen::write::compare(&root().join("generated/vpp-tokens"), &files).expect("our folder");
        assert_eq!(stale, [], "generated/vpp-tokens is out of date: see README.md");
    }
}

/// A service with links to entities, in both languages; the OpenAPI is written as converters write it.
const LINKS: [&str; 2] = [
    r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices>
    <Schema Namespace="shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EntityType Name="pet">
        <Key><PropertyRef Name="id"/></Key>
        <Property Name="id" Type="Edm.String" Nullable="false"/>
        <NavigationProperty Name="friends" Type="Collection(shop.pet)"/>
        <NavigationProperty Name="mother" Type="shop.pet"/>
      </EntityType>
      <EntityContainer Name="C">
        <EntitySet Name="pets" EntityType="shop.pet">
          <Annotation Term="Org.OData.Capabilities.V1.NavigationRestrictions">
            <Record><PropertyValue Property="Referenceable" Bool="true"/></Record>
          </Annotation>
        </EntitySet>
      </EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>"#,
    r"openapi: 3.0.4
info: {title: OData Service for namespace shop, version: '1'}
paths:
  /pets('{pet-id}')/friends/$ref:
    parameters: [{name: pet-id, in: path, required: true, schema: {type: string}}]
    get:
      tags: [pets.pet]
      operationId: pets.ListRefFriends
      responses: {2XX: {$ref: '#/components/responses/StringCollectionResponse'}}
      x-ms-docs-operation-type: operation
    post:
      tags: [pets.pet]
      operationId: pets.CreateRefFriends
      requestBody: {$ref: '#/components/requestBodies/refPostBody'}
      responses: {'204': {description: Success}}
      x-ms-docs-operation-type: operation
    delete:
      tags: [pets.pet]
      operationId: pets.DeleteRefFriends
      parameters:
      - {name: If-Match, in: header, description: ETag, schema: {type: string}}
      - {name: '@id', in: query, required: true, schema: {type: string}}
      responses: {'204': {description: Success}}
      x-ms-docs-operation-type: operation
  /pets('{pet-id}')/mother/$ref:
    parameters: [{name: pet-id, in: path, required: true, schema: {type: string}}]
    get:
      tags: [pets.pet]
      operationId: pets.GetRefMother
      responses: {2XX: {description: Link, content: {application/json: {schema: {type: string}}}}}
      x-ms-docs-operation-type: operation
    put:
      tags: [pets.pet]
      operationId: pets.UpdateRefMother
      requestBody: {$ref: '#/components/requestBodies/refPutBody'}
      responses: {'204': {description: Success}}
      x-ms-docs-operation-type: operation
    delete:
      tags: [pets.pet]
      operationId: pets.DeleteRefMother
      parameters: [{name: If-Match, in: header, description: ETag, schema: {type: string}}]
      responses: {'204': {description: Success}}
      x-ms-docs-operation-type: operation
components:
  schemas:
    shop.pet: {type: object, properties: {id: {type: string}}}
    ReferenceCreate: {type: object, properties: {'@odata.id': {type: string}}, additionalProperties: {type: object}}
    ReferenceUpdate:
      type: object
      properties: {'@odata.id': {type: string}, '@odata.type': {type: string, nullable: true}}
    StringCollectionResponse:
      type: object
      properties: {value: {type: array, items: {type: string}}, '@odata.nextLink': {type: string, nullable: true}}
  requestBodies:
    refPostBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/ReferenceCreate'}}}}
    refPutBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/ReferenceUpdate'}}}}
  responses:
    StringCollectionResponse:
      description: Retrieved collection
      content: {application/json: {schema: {$ref: '#/components/schemas/StringCollectionResponse'}}}
",
];

/// A service with imports, a stream, an alternate key, a cast and overloads, in both languages.
const CALLS: [&str; 2] = [
    r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices>
    <Schema Namespace="shop" Alias="shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EntityType Name="pet">
        <Key><PropertyRef Name="id"/></Key>
        <Property Name="id" Type="Edm.Int32" Nullable="false"/>
        <Property Name="chip" Type="Edm.String"/>
        <Property Name="photo" Type="Edm.Stream"/>
        <Annotation Term="Org.OData.Core.V1.AlternateKeys">
          <Collection>
            <Record>
              <PropertyValue Property="Key">
                <Collection>
                  <Record>
                    <PropertyValue Property="Name" PropertyPath="chip"/>
                    <PropertyValue Property="Alias" String="chip"/>
                  </Record>
                </Collection>
              </PropertyValue>
            </Record>
          </Collection>
        </Annotation>
      </EntityType>
      <EntityType Name="dog" BaseType="shop.pet"/>
      <Function Name="find">
        <Parameter Name="name" Type="Edm.String" Nullable="false"/>
        <ReturnType Type="Edm.Boolean" Nullable="false"/>
      </Function>
      <Function Name="find">
        <Parameter Name="size" Type="Edm.Int32" Nullable="false"/>
        <ReturnType Type="Edm.Boolean" Nullable="false"/>
      </Function>
      <Action Name="close"/>
      <EntityContainer Name="C">
        <EntitySet Name="pets" EntityType="shop.pet">
          <Annotation Term="Org.OData.Validation.V1.DerivedTypeConstraint">
            <Collection><String>shop.dog</String></Collection>
          </Annotation>
        </EntitySet>
        <FunctionImport Name="find" Function="shop.find"/>
        <ActionImport Name="close" Action="shop.close"/>
      </EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>"#,
    r"openapi: 3.0.4
info: {title: OData Service for namespace shop, version: '1'}
paths:
  /pets({pet-id}):
    parameters: [&id {name: pet-id, in: path, required: true, schema: {type: number, format: int32}}]
    get: &get
      tags: [pets.pet]
      operationId: pets.pet.GetPet
      responses: {2XX: {description: Pet, content: {application/json: {schema: {$ref: '#/components/schemas/shop.pet'}}}}}
      x-ms-docs-operation-type: operation
    delete: &delete
      tags: [pets.pet]
      operationId: pets.pet.DeletePet
      parameters: [{name: If-Match, in: header, description: ETag, schema: {type: string}}]
      responses: {'204': {description: Success}}
      x-ms-docs-operation-type: operation
  /pets(chip='{chip}'):
    parameters: [{name: chip, in: path, required: true, schema: {type: string}}]
    get: {<<: *get, operationId: pets.pet.GetPetByChip}
    delete: {<<: *delete, operationId: pets.pet.DeletePetByChip}
  /pets({pet-id})/photo:
    parameters: [*id]
    get:
      tags: [pets.pet]
      operationId: pets.GetPhoto
      responses:
        2XX: {description: Photo, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      x-ms-docs-operation-type: operation
    put:
      tags: [pets.pet]
      operationId: pets.UpdatePhoto
      requestBody: {required: true, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: Success}}
      x-ms-docs-operation-type: operation
    delete: {<<: *delete, operationId: pets.DeletePhoto}
  /pets({pet-id})/shop.dog:
    parameters: [*id]
    get:
      tags: [pets.dog]
      operationId: pets.pet.GetPet.AsDog-1234
      responses: {2XX: {description: Dog, content: {application/json: {schema: {$ref: '#/components/schemas/shop.dog'}}}}}
      x-ms-docs-operation-type: operation
  /close:
    post:
      tags: [close]
      operationId: ActionImport.close
      responses: {'204': {description: Success}}
      x-ms-docs-operation-type: actionImport
  /find(name='{name}'):
    get: &find
      tags: [find]
      operationId: FunctionImport.find-1234
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      responses:
        2XX:
          description: Success
          content: {application/json: {schema: {type: object, properties: {value: {type: boolean, default: false}}}}}
      x-ms-docs-operation-type: functionImport
  /find(size={size}):
    get:
      <<: *find
      operationId: FunctionImport.find-5678
      parameters: [{name: size, in: path, required: true, schema: {type: number, format: int32}}]
components:
  schemas:
    shop.pet: {type: object, properties: {id: {type: number, format: int32}, chip: {type: string, nullable: true}}}
    shop.dog: {allOf: [{$ref: '#/components/schemas/shop.pet'}, {type: object}]}
",
];

#[test]
fn operations_are_called_alike() {
    let of_calls = CALLS.map(|text| {
        let input = Input::Text { name: "calls".to_owned(), text: text.as_bytes().to_vec(), folder: None };
        let run = pipeline::read(input, &Options::default());
        assert!(!has_errors(&run), "{}", said(&run, root()));
        let entries = surface(&run.result.expect("a model"));
        entries.into_iter().map(|(rust, entry)| format!("{} {rust}", entry.wire)).collect::<Vec<_>>()
    });
    let [csdl, openapi] = of_calls;
    let wanted = [
        "DELETE /pets(chip='{chip}') pets::Pets::delete_by_chip",
        "DELETE /pets({pet-id}) pets::Pets::delete",
        "DELETE /pets({pet-id})/photo photo::Photo::delete_content",
        "GET /find(name='{name}') root::Root::find",
        "GET /find(size={size}) root::Root::find_with_size",
        "GET /pets(chip='{chip}') pets::Pets::get_by_chip",
        "GET /pets({pet-id}) pets::Pets::get",
        "GET /pets({pet-id})/photo photo::Photo::get_content",
        "GET /pets({pet-id})/shop.dog pets::Pets::get_as_dog",
        "POST /close root::Root::close",
        "PUT /pets({pet-id})/photo photo::Photo::set_content",
    ];
    for line in wanted {
        assert!(csdl.iter().any(|found| found == line), "{line} of {csdl:#?}");
        assert!(openapi.iter().any(|found| found == line), "{line} of {openapi:#?}");
    }
}

/// A service with places, a stream, and a function in the middle of a path, in both languages.
const PLACES: [&str; 2] = [
    r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:DataServices>
    <Schema Namespace="map" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EntityType Name="town">
        <Key><PropertyRef Name="id"/></Key>
        <Property Name="id" Type="Edm.String" Nullable="false"/>
        <Property Name="centre" Type="Edm.GeographyPoint"/>
        <Property Name="plots" Type="Collection(Edm.GeometryPolygon)" Nullable="false"/>
        <Property Name="photo" Type="Edm.Stream"/>
      </EntityType>
      <Function Name="near" IsBound="true" IsComposable="true">
        <Parameter Name="town" Type="map.town"/>
        <Parameter Name="to" Type="Edm.GeographyPoint"/>
        <Parameter Name="called" Type="Edm.String"/>
        <Parameter Name="note" Type="Edm.String"><Annotation Term="Org.OData.Core.V1.OptionalParameter"/></Parameter>
        <ReturnType Type="map.town"/>
      </Function>
      <Function Name="after" IsBound="true">
        <Parameter Name="town" Type="map.town"/>
        <Parameter Name="day" Type="Edm.Date"/>
        <Parameter Name="note" Type="Edm.String"><Annotation Term="Org.OData.Core.V1.OptionalParameter"/></Parameter>
        <ReturnType Type="map.town"/>
      </Function>
      <EntityContainer Name="C"><EntitySet Name="towns" EntityType="map.town"/></EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>"#,
    r"openapi: 3.0.4
info: {title: OData Service for namespace map, version: '1'}
paths:
  /towns('{town-id}')/photo:
    parameters: [{name: town-id, in: path, required: true, schema: {type: string}, x-ms-docs-key-type: town}]
    get:
      tags: [towns.town]
      operationId: towns.GetPhoto
      responses:
        2XX: {description: Photo, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      x-ms-docs-operation-type: operation
  /towns('{town-id}')/map.near(to={to},called='{called}',note='@note'):
    parameters: &near
      - {name: town-id, in: path, required: true, schema: {type: string}, x-ms-docs-key-type: town}
      - name: to
        in: path
        required: true
        schema: {anyOf: [{$ref: '#/components/schemas/Edm.GeographyPoint'}, {type: object, nullable: true}]}
      - {name: called, in: path, required: true, schema: {type: string, nullable: true}}
      - {name: note, in: query, schema: {type: string, nullable: true}}
    get:
      tags: [towns.town]
      operationId: towns.town.near
      responses: {2XX: {description: Town, content: {application/json: {schema: {$ref: '#/components/schemas/map.town'}}}}}
      x-ms-docs-operation-type: function
  /towns('{town-id}')/map.near(to={to},called='{called}',note='@note')/map.after(day={day},note='@note1'):
    parameters: *near
    get:
      tags: [towns.town]
      operationId: towns.town.near.after
      parameters:
        - {name: day, in: path, required: true, schema: {type: string, format: date, nullable: true}}
        - {name: note1, in: query, schema: {type: string, nullable: true}}
      responses: {2XX: {description: Town, content: {application/json: {schema: {$ref: '#/components/schemas/map.town'}}}}}
      x-ms-docs-operation-type: function
components:
  schemas:
    map.town:
      type: object
      properties:
        id: {type: string}
        centre: {anyOf: [{$ref: '#/components/schemas/Edm.GeographyPoint'}, {type: object, nullable: true}]}
        plots: {type: array, items: {$ref: '#/components/schemas/Edm.GeometryPolygon'}}
        photo: {type: string, format: base64url, nullable: true}
    Edm.GeographyPoint: {$ref: '#/components/schemas/Edm.GeometryPoint'}
    Edm.GeometryPoint:
      type: object
      properties: {type: {type: string, enum: [Point]}, coordinates: {$ref: '#/components/schemas/GeoJSON.position'}}
    Edm.GeometryPolygon:
      type: object
      properties:
        type: {type: string, enum: [Polygon]}
        coordinates: {type: array, items: {type: array, items: {$ref: '#/components/schemas/GeoJSON.position'}}}
    GeoJSON.position: {type: array, items: {type: number}, minItems: 2}
",
];

#[test]
fn places_streams_and_nulls_in_the_middle_are_the_same() {
    let of_places = PLACES.map(|text| {
        let input = Input::Text { name: "places".to_owned(), text: text.as_bytes().to_vec(), folder: None };
        let include = vec!["/towns(*)/map.near(*)".into(), "/towns(*)/map.near(*)/map.after(*)".into()];
        let run = pipeline::read(input, &Options { include, ..Options::default() });
        assert!(!has_errors(&run), "{}", said(&run, root()));
        let api = run.result.expect("a model");
        let written = |operation: &Operation| {
            let mut parameters: Vec<_> =
                operation.parameters.iter().map(|one| format!("{} {:?}", one.name, one.encoding)).collect();
            parameters.sort_unstable();
            (operation.path.clone(), operation.parts.clone(), parameters)
        };
        let written: Vec<_> = api.operations.iter().map(written).collect();
        let entries: Vec<_> =
            surface(&api).into_iter().map(|(rust, entry)| (rust, entry.wire, entry.signature)).collect();
        (entries, written)
    });
    let [(csdl, written), (openapi, written_in_openapi)] = of_places;
    assert_eq!(csdl, openapi);
    assert_eq!(written, written_in_openapi);
    let signatures: Vec<&str> = csdl.iter().map(|(_, _, signature)| signature.as_str()).collect();
    for wanted in ["geography", "[geometry]", "any", "called: String?"] {
        assert!(signatures.iter().any(|signature| signature.contains(wanted)), "{wanted} in {signatures:#?}");
    }
}

#[test]
fn links_are_the_same_references() {
    let of_links = LINKS.map(|text| {
        let input = Input::Text { name: "links".to_owned(), text: text.as_bytes().to_vec(), folder: None };
        let run = pipeline::read(input, &Options { include: vec!["/pets/*/*/$ref".into()], ..Options::default() });
        assert!(!has_errors(&run), "{}", said(&run, root()));
        let entries = surface(&run.result.expect("a model"));
        let operations = entries.into_iter().filter(|(rust, _)| rust.contains("reference"));
        operations.map(|(rust, entry)| (rust, entry.wire, entry.signature)).collect::<Vec<_>>()
    });
    let [csdl, openapi] = of_links;
    // What a list may be asked for is in the parameters of the one, and in annotations of the other.
    let bare = |entries: Vec<(String, String, String)>| {
        let bare = entries.into_iter().map(|(rust, wire, signature)| {
            format!("{wire} {rust}: {}", signature.split(" $").next().unwrap_or_default())
        });
        bare.collect::<Vec<_>>()
    };
    let (csdl, openapi) = (bare(csdl), bare(openapi));
    assert_eq!(
        csdl,
        [
            "POST /pets('{pet-id}')/friends/$ref friends::Friends::add_reference: \
             fn(pet-id: String, body: json reference) -> nothing",
            "GET /pets('{pet-id}')/friends/$ref friends::Friends::list_references: \
             fn(pet-id: String) -> page of reference",
            "DELETE /pets('{pet-id}')/friends/$ref friends::Friends::remove_reference: \
             fn(pet-id: String, @id: String) -> nothing",
            "GET /pets('{pet-id}')/mother/$ref mother::Mother::get_reference: fn(pet-id: String) -> json reference",
            "DELETE /pets('{pet-id}')/mother/$ref mother::Mother::remove_reference: \
             fn(pet-id: String) -> nothing",
            "PUT /pets('{pet-id}')/mother/$ref mother::Mother::set_reference: \
             fn(pet-id: String, body: json reference) -> nothing",
        ]
    );
    assert_eq!(csdl, openapi);
}
