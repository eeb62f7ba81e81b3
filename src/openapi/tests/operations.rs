//! Operations and their parts.

use super::{errors, listed, operation, payload, read, show};
use crate::model::{LedgerSeverity, Location, ParameterEncoding, PathPart, SecuritySchemeKind, Status, Style};

#[test]
fn parameters_follow_the_template_and_override_those_of_the_path() {
    let api = read(
        "
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /x/{a}.{b}/{c}:
    parameters:
    - {name: q, in: query, schema: {type: string}}
    - {name: b, in: path, required: false, schema: {type: integer}}
    - {name: gone, in: path, required: true, schema: {type: integer}}
    get:
      parameters:
      - {name: q, in: query, style: pipeDelimited, schema: {type: array, items: {type: integer}}}
      - {name: a, in: path, style: label, schema: {type: string}}
      - {name: deep, in: query, style: deepObject, explode: true, schema: {type: object}}
      - {name: json, in: query, content: {application/json: {schema: {type: integer}}}}
      - {name: Accept, in: header, schema: {type: string}}
      - {name: X-Trace, in: header, schema: {type: string}, style: form}
      - {name: sid, in: cookie, schema: {type: string}}
      responses: {'200': {description: x}}
",
    );
    let get = operation(&api, "GET", "/x/{a}.{b}/{c}");
    let names: Vec<(&str, Location)> = get.parameters.iter().map(|it| (&*it.name, it.location)).collect();
    assert_eq!(
        names,
        [
            ("a", Location::Path),
            ("b", Location::Path),
            ("c", Location::Path),
            ("q", Location::Query),
            ("deep", Location::Query),
            ("json", Location::Query),
            ("X-Trace", Location::Header),
            ("sid", Location::Cookie)
        ]
    );
    assert!(get.parameters.iter().take(3).all(|parameter| parameter.required));
    let styles: Vec<_> = get.parameters.iter().map(|it| (it.style, it.explode)).collect();
    let simple = (Style::Simple, false);
    let wanted = [
        (Style::Label, false),
        simple,
        simple,
        (Style::PipeDelimited, false),
        (Style::DeepObject, true),
        (Style::Form, true),
        simple,
        (Style::Form, true),
    ];
    assert_eq!(styles, wanted);
    assert_eq!(show(&api, &get.parameters.get(3).unwrap().item), "[Int64]");
    assert_eq!(get.parameters.get(5).unwrap().encoding, ParameterEncoding::Content("application/json".to_owned()));
    let text = |text: &str| PathPart::Text(text.to_owned());
    let parts =
        [text("/x/"), PathPart::Parameter(0), text("."), PathPart::Parameter(1), text("/"), PathPart::Parameter(2)];
    assert_eq!(get.parts, parts);
    let lost = listed(&api, LedgerSeverity::Lost);
    assert_eq!(lost, ["path parameter `gone`, which `/x/{a}.{b}/{c}` does not hold"]);
    let repaired = listed(&api, LedgerSeverity::Repaired);
    assert_eq!(repaired.len(), 2, "{repaired:?}");
    let remarks = listed(&api, LedgerSeverity::Info);
    let wanted = [
        "path parameter `b` that is not `required`",
        "path parameter `a` that is not `required`",
        "header parameter `Accept`, which OpenAPI says is to be ignored",
    ];
    assert_eq!(remarks, wanted);
}

#[test]
fn bodies_and_answers_come_in_all_their_media_types() {
    let api = read(
        "
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /x:
    post:
      operationId: send
      requestBody:
        content:
          application/xml: {schema: {type: string}}
          multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}}}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}
          application/vnd.x+json: {schema: {type: integer}}
      responses:
        '200': {description: x, content: {text/plain: {schema: {type: integer, format: int32}}}}
        2XX: {description: x, content: {image/png: {}}}
        4xx: {description: x, content: {application/problem+json: {schema: {type: object, properties: {t: {}}}}}}
        default: {content: {text/event-stream: {schema: {type: string}}}}
        nonsense: {description: x}
    get: {responses: {'200': {description: x, content: {application/xml: {schema: {type: string}}}}}}
",
    );
    let post = operation(&api, "POST", "/x");
    let sent: Vec<String> = post.body.iter().flat_map(|it| &it.contents).map(|it| payload(&api, &it.payload)).collect();
    assert_eq!(sent, ["json Int64", "bytes", "multipart POST /x body.multipart", "form POST /x body.form"]);
    let answered: Vec<(Status, String)> =
        post.responses.iter().map(|it| (it.status, payload(&api, &it.contents.first().unwrap().payload))).collect();
    assert_eq!(
        answered,
        [
            (Status::Code(200), "text Int32".to_owned()),
            (Status::Range(2), "bytes".to_owned()),
            (Status::Range(4), "json POST /x response 4xx".to_owned()),
            (Status::Default, "Events".to_owned())
        ]
    );
    assert_eq!(listed(&api, LedgerSeverity::Lost), ["response for `nonsense`, which is not a status"]);
    assert_eq!(listed(&api, LedgerSeverity::Approximated).len(), 2);
    assert_eq!(listed(&api, LedgerSeverity::Repaired), ["Response Object without `description`"]);
}

#[test]
fn security_and_servers_are_of_the_nearest_level() {
    let api = read(
        "
openapi: 3.1.0
info: {title: t, version: 1.0}
servers: [{url: 'https://{host}/v1/', variables: {host: {default: a.example}}}]
security: [{key: []}]
tags: [{name: x}]
webhooks: {ping: {post: {}}}
paths:
  /a:
    servers: [{url: /path}]
    get: {security: [], tags: [x], deprecated: true, x-ms-deprecation: {date: 2024-01-01, description: Use b.}, responses: {}}
    put: {security: [{oauth: [read]}, {}], servers: [{url: 'https://b.example'}], callbacks: {c: {}}, responses: {}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    basic: {type: http, scheme: Basic}
    tls: {type: mutualTLS}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://t.example', scopes: {read: Reading.}}}}
",
    );
    assert_eq!(api.service.version, "1.0");
    assert_eq!(api.service.servers.first().unwrap().url, "https://a.example/v1");
    let get = operation(&api, "GET", "/a");
    assert_eq!(get.security.as_deref(), Some(&[][..]));
    assert_eq!(get.servers.first().unwrap().url, "/path");
    let deprecated = get.deprecated.as_ref().unwrap();
    assert_eq!((deprecated.since.as_deref(), deprecated.note.as_deref()), (Some("2024-01-01"), Some("Use b.")));
    let put = operation(&api, "PUT", "/a");
    assert_eq!(put.security.as_ref().map(Vec::len), Some(2));
    assert_eq!(put.servers.first().unwrap().url, "https://b.example");
    assert_eq!(api.security_schemes.keys().collect::<Vec<_>>(), ["key", "basic", "tls", "oauth"]);
    assert_eq!(api.security_schemes["basic"].kind, SecuritySchemeKind::Http { scheme: "basic".to_owned() });
    assert_eq!(listed(&api, LedgerSeverity::Lost), ["webhook `ping`", "callback `c`"]);
}

#[test]
fn a_leaf_with_a_mistake_is_read_without_it() {
    let api = read(
        "
openapi: 3.0.3
info: {title: t}
paths:
  /a:
    get: {tags: {a: b}, summary: Kept., deprecated: 'no', responses: {'200': {description: [1]}}}
",
    );
    assert_eq!(operation(&api, "GET", "/a").docs.summary.as_deref(), Some("Kept."));
    assert_eq!(listed(&api, LedgerSeverity::Repaired).len(), 3);
}

#[test]
fn what_is_no_description_is_refused() {
    assert_eq!(errors("swagger: '1.2'"), ["RB0302 `swagger: 1.2` is not a version that is read"]);
    assert_eq!(errors("openapi: 4.0.0"), ["RB0302 `openapi: 4.0.0` is not a version that is read"]);
    let found = errors("{\"item\": []}");
    assert_eq!(found, ["RB0301 the top of the file has neither `openapi` nor `swagger`: it has `item`"]);
    let several = errors(
        "openapi: 3.0.0\ninfo: {title: t, version: v}\npaths: {/a: [], /b: {get: 1, put: {responses: [], parameters: {}}}}",
    );
    let codes: Vec<&str> = several.iter().filter_map(|message| message.split(' ').next()).collect();
    assert_eq!(codes, ["RB0303"; 4], "{several:?}");
}
