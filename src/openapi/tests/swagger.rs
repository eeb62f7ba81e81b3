//! Swagger 2.0.

use super::{operation, payload, property, read, show, structure};
use crate::model::{Location, SecuritySchemeKind, Style};

#[test]
fn a_description_of_2_0_is_read_as_one_of_3_0() {
    let api = read(
        "
swagger: '2.0'
info: {title: t, version: v}
host: a.example
basePath: /v1
schemes: [http, https]
produces: [application/json]
securityDefinitions:
  basic: {type: basic}
  oauth: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: {s: S.}}
paths:
  /pets/{id}:
    parameters: [{$ref: '#/parameters/Id'}]
    get:
      parameters:
      - {name: ids, in: query, type: array, items: {type: integer}, collectionFormat: multi}
      - {name: csv, in: query, type: array, items: {type: string}}
      responses: {200: {description: x, schema: {$ref: '#/definitions/Pet'}, headers: {X-N: {type: integer}}}, default: {$ref: '#/responses/Bad'}}
    post:
      consumes: [application/json, application/xml]
      parameters: [{name: pet, in: body, required: true, description: It., schema: {$ref: '#/definitions/Pet'}}]
      responses: {204: {description: x}}
    put:
      parameters: [{name: file, in: formData, type: file, required: true}, {name: note, in: formData, type: string, description: A note.}]
      responses: {200: {description: x, schema: {type: file}}}
parameters: {Id: {name: id, in: path, required: true, type: integer, format: int64}}
responses: {Bad: {description: bad, schema: {type: object, properties: {code: {type: integer}}}}}
definitions:
  Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}, note: {type: string, x-nullable: true}}}
  Cat: {allOf: [{$ref: '#/definitions/Pet'}, {type: object, properties: {claws: {type: boolean}}}]}
",
    );
    assert_eq!(api.service.format, "swagger-2.0");
    let servers: Vec<&str> = api.service.servers.iter().map(|it| &*it.url).collect();
    assert_eq!(servers, ["https://a.example/v1", "http://a.example/v1"]);
    assert_eq!(api.security_schemes["basic"].kind, SecuritySchemeKind::Http { scheme: "basic".to_owned() });
    let get = operation(&api, "GET", "/pets/{id}");
    let parameters: Vec<_> = get.parameters.iter().map(|it| (&*it.name, it.location, show(&api, &it.item))).collect();
    assert_eq!(
        parameters,
        [
            ("id", Location::Path, "Int64".to_owned()),
            ("ids", Location::Query, "[Int64]".to_owned()),
            ("csv", Location::Query, "[String]".to_owned())
        ]
    );
    let styles: Vec<_> = get.parameters.iter().skip(1).map(|it| (it.style, it.explode)).collect();
    assert_eq!(styles, [(Style::Form, true), (Style::Form, false)]);
    let answers: Vec<String> =
        get.responses.iter().flat_map(|it| &it.contents).map(|it| payload(&api, &it.payload)).collect();
    assert_eq!(answers, ["json Pet", "json GET /pets/{id} response default"]);
    let post = operation(&api, "POST", "/pets/{id}").body.as_ref().unwrap();
    assert!(post.required && post.contents.len() == 2);
    assert_eq!(post.docs.description.as_deref(), Some("It."));
    let put = operation(&api, "PUT", "/pets/{id}");
    let form = put.body.as_ref().and_then(|it| it.contents.first()).unwrap();
    assert_eq!(payload(&api, &form.payload), "multipart PUT /pets/{id} body");
    assert_eq!(property(&api, "PUT /pets/{id} body", "note").docs.description.as_deref(), Some("A note."));
    let answer = put.responses.first().and_then(|it| it.contents.first()).unwrap();
    assert_eq!(payload(&api, &answer.payload), "bytes");
    assert_eq!(structure(&api, "Cat").base, api.types.find("Pet"));
    assert!(property(&api, "Pet", "note").item.nullable);
}
