//! OData services, in the shapes that converters gave them over the years.

use super::{operation, payload, property, read, show, shown, structure};
use crate::model::{Access, Api, ParameterEncoding, PathPart, Protocol, Status, odata::ResourceOperation};

/// The same service as older and newer converters write it.
fn both() -> [Api; 2] {
    let schemas = "
  responses:
    error: {description: error, content: {application/json: {schema: {$ref: '#/components/schemas/shop.ODataErrors.ODataError'}}}}
    shop.petCollectionResponse: {description: Retrieved collection, content: {application/json: {schema: {$ref: '#/components/schemas/shop.petCollectionResponse'}}}}
  parameters: {top: {name: $top, in: query, schema: {type: integer}}}
  schemas:
    shop.entity:
      required: ['@odata.type']
      type: object
      properties: {id: {type: string}, '@odata.type': {type: string}}
      discriminator: {propertyName: '@odata.type', mapping: {'#shop.pet': '#/components/schemas/shop.pet'}}
    shop.pet:
      allOf:
      - $ref: '#/components/schemas/shop.entity'
      - type: object
        description: A pet.
        properties:
          owner: {anyOf: [{$ref: '#/components/schemas/shop.person'}, {type: object, nullable: true}], x-ms-navigationProperty: true}
          weight: {oneOf: [{type: number, format: double}, {type: string}, {$ref: '#/components/schemas/ReferenceNumeric'}]}
          tags: {type: array, nullable: true, items: {type: string, nullable: true}}
          alive: {type: boolean, default: false}
          born: {type: string, x-ms-mutability: [read, create]}
          '@odata.type': {type: string}
    shop.person: {type: object, title: person, properties: {name: {type: string}, token: {type: string}}, additionalProperties: {type: object}}
    shop.employee: {allOf: [{$ref: '#/components/schemas/shop.person'}, {type: object}]}
    shop.petCollectionResponse:
      type: object
      allOf:
      - $ref: '#/components/schemas/BaseCollectionPaginationCountResponse'
      - type: object
        properties: {value: {type: array, items: {$ref: '#/components/schemas/shop.pet'}}}
    shop.ODataErrors.ODataError: {type: object, properties: {error: {type: object}}}
    BaseCollectionPaginationCountResponse: {type: object, properties: {'@odata.nextLink': {type: string}, '@odata.count': {type: integer}}}
    ReferenceNumeric: {type: string, enum: ['-INF', INF, NaN]}
";
    let head = "openapi: 3.0.3\ninfo: {title: t, version: v}\npaths:";
    let newer = "
  /pets:
    get:
      parameters: [{$ref: '#/components/parameters/top'}, {name: $select, in: query, schema: {type: array, items: {type: string, enum: [id]}}}]
      responses: {2XX: {$ref: '#/components/responses/shop.petCollectionResponse'}, 4XX: {$ref: '#/components/responses/error'}}
      x-ms-docs-operation-type: operation
  /pets/{pet-id}:
    parameters: [{name: pet-id, in: path, required: true, schema: {type: string}}]
    patch:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/shop.pet'}}}}
      responses: {2XX: {description: Success, content: {application/json: {schema: {$ref: '#/components/schemas/shop.pet'}}}}}
      x-ms-docs-operation-type: operation
  /pets/{pet-id}/feed:
    parameters: [{name: pet-id, in: path, required: true, schema: {type: string}}]
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {amount: {type: number, format: int32}}}}}}
      responses: {2XX: {description: Success, content: {application/json: {schema: {anyOf: [{$ref: '#/components/schemas/shop.pet'}, {type: object, nullable: true}]}}}}}
      x-ms-docs-operation-type: action
  /pets/byName(name='{name}'):
    get:
      parameters: [{name: name, in: path, required: true, schema: {type: string, nullable: true}}]
      responses: {2XX: {description: Success, content: {application/json: {schema: {type: object, properties: {value: {type: array, items: {$ref: '#/components/schemas/shop.person'}}}}}}}}
      x-ms-docs-operation-type: function
  /pets/$count:
    get: {responses: {2XX: {description: The count of the resource, content: {text/plain: {schema: {type: number, format: int32}}}}}}
";
    let older = "
  /pets:
    get:
      parameters: [{$ref: '#/components/parameters/top'}, {name: $select, in: query, schema: {type: array, items: {type: string}}}]
      responses:
        '200': {description: Retrieved collection, content: {application/json: {schema: {title: Collection of pet, type: object, properties: {value: {type: array, items: {$ref: '#/components/schemas/shop.pet'}}, '@odata.nextLink': {type: string}}, additionalProperties: {type: object}}}}}
        default: {$ref: '#/components/responses/error'}
      x-ms-pageable: {nextLinkName: '@odata.nextLink'}
  /pets/{pet-id}:
    patch:
      parameters: [{name: pet-id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/shop.pet'}}}}
      responses: {'204': {description: Success}}
  /pets/{pet-id}/shop.feed:
    post:
      tags: [pets.Actions]
      parameters: [{name: pet-id, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {amount: {type: integer, format: int32}}, additionalProperties: {type: object}}}}}
      responses: {'200': {description: Success, content: {application/json: {schema: {nullable: true, allOf: [{$ref: '#/components/schemas/shop.pet'}]}}}}}
  /pets/shop.byName(name='{name}'):
    get:
      tags: [pets.Functions]
      parameters: [{name: name, in: path, required: true, schema: {type: string, nullable: true}}]
      responses: {'200': {description: Success, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/shop.person'}}}}}}
  /pets/$count:
    get: {responses: {'200': {description: The count of the resource, content: {text/plain: {schema: {type: integer, format: int32}}}}}}
";
    [newer, older].map(|paths| read(&format!("{head}{paths}components:{schemas}")))
}

#[test]
fn old_and_new_shapes_give_the_same_operations() {
    for api in both() {
        assert_eq!((api.service.protocol, &*api.service.format), (Protocol::OData, "odata-4.0"));
        assert_eq!(api.service.namespace.as_deref(), Some("shop"));
        let said: Vec<String> = api
            .operations
            .iter()
            .map(|it| {
                let resource = it.resource.as_ref().unwrap();
                let answers = it.responses.iter().map(|answer| match answer.contents.first() {
                    Some(content) => payload(&api, &content.payload),
                    None => "nothing".to_owned(),
                });
                let answers: Vec<String> = answers.collect();
                let operation = resource.operation.as_deref().unwrap_or("-");
                format!("{:?} {} {operation}: {}", resource.kind, resource.chain.join("/"), answers.join(", "))
            })
            .collect();
        let mut wanted = vec![
            "List pets -: page of shop.pet",
            "Count pets -: text Int64",
            "Function pets byName: page of shop.person",
            "Update pets -: json shop.pet, nothing",
            "Action pets feed: json shop.pet",
        ];
        wanted.sort_unstable();
        let mut said: Vec<&str> = said.iter().map(String::as_str).collect();
        said.sort_unstable();
        assert_eq!(said, wanted);
        let list = operation(&api, "GET", "/pets");
        assert!(list.parameters.is_empty());
        let options = list.resource.as_ref().unwrap().options;
        assert_eq!(options.names(), ["$top", "$select"]);
        let patch = operation(&api, "PATCH", "/pets/{pet-id}");
        let statuses: Vec<Status> = patch.responses.iter().map(|it| it.status).collect();
        assert_eq!(statuses, [Status::Range(2), Status::Code(204)]);
        let function = api.operations.iter().find(|it| it.path.contains("byName")).unwrap();
        let name = function.parameters.first().unwrap();
        let encoding = ParameterEncoding::Argument { quoted: true, prefix: None, of: None };
        assert_eq!((&name.encoding, show(&api, &name.item)), (&encoding, "String?".to_owned()));
        assert_eq!(function.resource.as_ref().unwrap().kind, ResourceOperation::Function);
    }
}

#[test]
fn arguments_that_may_be_left_out_are_no_part_of_the_path() {
    let [newer, _] = ["(size={size},token='@token')", "(token=@token,size={size})"].map(|arguments| {
        let path = format!("/pets/delta{arguments}");
        let text = format!(
            "openapi: 3.0.4
info: {{title: OData Service for namespace shop, version: '1'}}
paths:
  {path}:
    get:
      tags: [pets.Functions]
      operationId: pets.delta
      parameters:
      - {{name: size, in: path, required: true, schema: {{type: integer, format: int32}}}}
      - {{name: token, in: query, schema: {{type: string}}}}
      responses: {{2XX: {{description: ok, content: {{application/json: {{schema: {{type: object, properties: {{value: {{type: string}}, '@odata.nextLink': {{type: string}}}}}}}}}}}}}}
      x-ms-docs-operation-type: function
"
        );
        let api = read(&text);
        let delta = operation(&api, "GET", &path);
        assert!(delta.resource.as_ref().unwrap().changes);
        let text = |text: &str| PathPart::Text(text.to_owned());
        assert_eq!(delta.parts, [text("/pets/delta(size="), PathPart::Parameter(0), text(")")]);
        let token = delta.parameters.iter().find(|found| found.name == "token").unwrap();
        let encoding = ParameterEncoding::Argument { quoted: arguments.contains('\''), prefix: None, of: None };
        assert_eq!(token.encoding, encoding);
        api
    });
    assert_eq!(newer.service.protocol, Protocol::OData);
}

#[test]
fn what_belongs_to_the_protocol_is_in_no_type() {
    for api in both() {
        let declared: Vec<&str> = api.types.iter().map(|(_, it)| &*it.key).filter(|key| !key.contains(' ')).collect();
        assert_eq!(declared, ["shop.employee", "shop.entity", "shop.person", "shop.pet"]);
        let pet = structure(&api, "shop.pet");
        let names: Vec<&str> = pet.properties.iter().map(|it| &*it.name).collect();
        assert_eq!(names, ["weight", "tags", "alive", "born", "owner"]);
        assert_eq!((pet.base, pet.wire_name.as_deref()), (api.types.find("shop.entity"), Some("shop.pet")));
        assert!(structure(&api, "shop.entity").discriminator.is_some() && pet.discriminator.is_none());
        let types = ["owner", "weight", "tags"].map(|name| shown(&api, "shop.pet", name));
        assert_eq!(types, ["shop.person?", "Double", "[String?]"]);
        assert_eq!(property(&api, "shop.pet", "born").access, Access::Immutable);
        assert_eq!(property(&api, "shop.pet", "alive").default, None);
        assert!(property(&api, "shop.person", "token").secret);
        assert!(property(&api, "shop.pet", "owner").navigation.is_some());
        assert!(structure(&api, "shop.employee").base.is_some());
    }
}
