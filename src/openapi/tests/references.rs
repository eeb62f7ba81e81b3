//! References.

use super::{alias, errors, listed, operation, payload, property, read, read_any, schemas, shown};
use crate::model::LedgerSeverity;

#[test]
fn references_lead_everywhere() {
    let api = read(
        "
openapi: 3.1.0
info: {title: t, version: v}
paths:
  /a:
    parameters: [{$ref: '#/components/parameters/Page'}]
    post:
      requestBody: {$ref: '#/components/requestBodies/Send'}
      responses: {'200': {$ref: '#/components/responses/Ok'}, default: {$ref: '#/paths/~1a/post/responses/200'}}
    get:
      responses:
        '200': {description: x, content: {application/json: {schema: {$ref: '#/paths/~1a/post/responses/default/content'}}}}
  /b: {$ref: '#/components/pathItems/B'}
components:
  pathItems: {B: {get: {responses: {'204': {description: nothing}}}}}
  parameters: {Page: {name: page, in: query, schema: {type: integer}}}
  requestBodies: {Send: {content: {application/json: {schema: {type: object, properties: {a: {}}}}}}}
  responses:
    Ok: {description: ok, headers: {X: {$ref: '#/components/headers/X'}}, content: {application/json: {schema: {type: object, properties: {b: {}}}}}}
  headers: {X: {schema: {type: integer}}}
"
        .replace("'#/paths/~1a/post/responses/default/content'", "'#/components/responses/Ok/content/application~1json/schema'")
        .as_str(),
    );
    let post = operation(&api, "POST", "/a");
    let body = post.body.as_ref().and_then(|body| body.contents.first()).unwrap();
    assert_eq!(payload(&api, &body.payload), "json body Send");
    let answers: Vec<String> =
        post.responses.iter().flat_map(|it| &it.contents).map(|it| payload(&api, &it.payload)).collect();
    assert_eq!(answers, ["json response Ok", "json response Ok"]);
    let get = operation(&api, "GET", "/a").responses.first().and_then(|it| it.contents.first()).unwrap();
    assert_eq!(payload(&api, &get.payload), "json response Ok");
    assert_eq!(post.responses.first().unwrap().headers.len(), 1);
    assert_eq!(operation(&api, "GET", "/b").responses.len(), 1);
}

#[test]
fn siblings_of_a_reference_count_since_3_1() {
    let api = read(&schemas(
        "3.1.0",
        "
A: {type: object, properties: {a: {}}}
Also: {$ref: '#/components/schemas/A'}
B:
  type: object
  properties:
    said: {$ref: '#/components/schemas/A', description: Said here., deprecated: true}
    more: {$ref: '#/components/schemas/A', properties: {b: {}}}
",
    ));
    let said = property(&api, "B", "said");
    assert_eq!((said.docs.description.as_deref(), said.deprecated.is_some()), (Some("Said here."), true));
    assert_eq!([shown(&api, "B", "said"), shown(&api, "B", "more")], ["A", "B.more"]);
    assert_eq!(alias(&api, "Also"), "A");
}

#[test]
fn a_reference_that_leads_nowhere_is_reported_once_and_hides_nothing() {
    let text = "
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a:
    get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/None'}}}}}}
    put: {parameters: [{$ref: '#/components/parameters/None'}], responses: {}}
  /b: {get: {responses: {'200': {description: x}}}}
components: {schemas: {C: {$ref: '#/components/schemas/D'}, D: {$ref: '#/components/schemas/C'}}}
";
    let messages = errors(text);
    let codes: Vec<&str> = messages.iter().filter_map(|message| message.split(' ').next()).collect();
    assert_eq!(codes, ["RB0201", "RB0201", "RB0205", "RB0205"]);
    assert_eq!(read_any(text, &[]).0.unwrap().operations.len(), 3);
}

#[test]
fn only_what_is_wanted_is_read() {
    let text = "
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a: {get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
  /b: {get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/nowhere'}}}}}}}
components: {schemas: {A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}, B: {type: string}, C: {$ref: '#/nowhere'}}}
";
    let (api, diagnostics) = read_any(text, &["/a"]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let api = api.unwrap();
    let keys: Vec<&str> = api.types.iter().map(|(_, it)| &*it.key).collect();
    assert_eq!(keys, ["A", "B"]);
    assert!(listed(&api, LedgerSeverity::Lost).is_empty());
}
