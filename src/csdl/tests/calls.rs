use super::{addresses, document, operation, paths, read, read_selected};
use crate::model::{Api, ParameterEncoding, PathPart, Payload, Primitive, Status, Type, TypeName};

const TYPES: &str = r#"<EntityType Name="pet"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>
<ComplexType Name="summary"/><EnumType Name="size"><Member Name="small"/></EnumType>
<EntityContainer Name="C"><EntitySet Name="pets" EntityType="s.pet"/>
  <ActionImport Name="reset" Action="s.resetAll"/><FunctionImport Name="near" Function="s.nearest" EntitySet="pets"/></EntityContainer>"#;

fn calls(operations: &str) -> Api {
    let (api, said) = read_selected(&document(&format!("{TYPES}{operations}")), &[]);
    assert_eq!(said, Vec::<String>::new());
    api
}

/// Imports have to call something.
const IMPORTED: &str = r#"<Action Name="resetAll"/><Function Name="nearest"><Parameter Name="lat" Type="Edm.Double" Nullable="false"/>
  <Parameter Name="name" Type="Edm.String"/><ReturnType Type="s.pet"/></Function>"#;

fn payload<'a>(api: &'a Api, address: &str) -> Option<&'a Payload> {
    Some(&operation(api, address)?.responses.first()?.contents.first()?.payload)
}

#[test]
fn imports_stand_at_the_root() {
    let api = calls(IMPORTED);
    let found: Vec<_> = addresses(&api).into_iter().filter(|address| address.contains("Import")).collect();
    assert_eq!(found, ["GET /near(lat={lat},name='{name}') FunctionImport.near", "POST /reset ActionImport.reset"]);
    let reset = operation(&api, "POST /reset");
    assert_eq!(reset.and_then(|reset| reset.responses.first()).map(|first| first.status), Some(Status::Code(204)));
    let near = operation(&api, "GET /near(lat={lat},name='{name}')");
    let encodings = near.map(|near| near.parameters.iter().map(|found| found.encoding.clone()).collect::<Vec<_>>());
    assert_eq!(
        encodings,
        Some(vec![ParameterEncoding::Plain, ParameterEncoding::Argument { quoted: true, prefix: None, of: None }])
    );
    assert_eq!(near.map(|near| near.tags.join(" ")), Some("pets".to_owned()));
}

#[test]
fn bound_operations_follow_their_binding_type() {
    let api = calls(&format!(
        r#"{IMPORTED}<Action Name="feed" IsBound="true"><Parameter Name="this" Type="s.pet"/>
             <Parameter Name="grams" Type="Edm.Int32" Nullable="false"><Annotation Term="Core.OptionalParameter"><Record><PropertyValue Property="DefaultValue" String="5"/></Record></Annotation></Parameter>
             <Parameter Name="password" Type="Edm.String"/></Action>
           <Function Name="bySize" IsBound="true"><Parameter Name="this" Type="Collection(s.pet)"/><Parameter Name="size" Type="s.size" Nullable="false"/>
             <ReturnType Type="Collection(s.summary)"/></Function>
           <Annotations Target="shop.feed(shop.pet)"><Annotation Term="Core.Description" String="Feeds."/></Annotations>
           <Annotations Target="s.bySize(Collection(s.pet), s.size)"><Annotation Term="Core.Description" String="Title"/>
             <Annotation Term="Core.LongDescription" String="Text."/></Annotations>"#
    ));
    let feed = operation(&api, "POST /pets/{pet-id}/feed");
    assert_eq!(feed.and_then(|feed| feed.operation_id.as_deref()), Some("pets.pet.feed"));
    assert_eq!(feed.map(|feed| feed.tags.join(" ")), Some("pets.pet.Actions".to_owned()));
    assert_eq!(feed.and_then(|feed| feed.docs.summary.as_deref()), Some("Invoke action feed"));
    assert_eq!(feed.and_then(|feed| feed.docs.description.as_deref()), Some("Feeds."));
    let body = api.types.find("POST /pets/{pet-id}/feed body");
    let properties = body.and_then(|id| api.types.structure(id)).map(|body| body.properties.as_slice());
    let said: Vec<_> = properties
        .unwrap_or_default()
        .iter()
        .map(|found| (found.name.as_str(), found.required, found.secret, found.default.as_deref()))
        .collect();
    assert_eq!(said, [("grams", false, false, Some("5")), ("password", false, true, None)]);
    let name = body.map(|id| api.types[id].name.clone());
    assert_eq!(name, Some(TypeName::Inline(vec!["pets feed body".to_owned()])));
    let by_size = operation(&api, "GET /pets/bySize(size='{size}')");
    assert_eq!(by_size.and_then(|found| found.docs.summary.as_deref()), Some("Title"));
    assert_eq!(by_size.and_then(|found| found.docs.description.as_deref()), Some("Text."));
    let options = by_size.and_then(|found| found.resource.as_ref()).map(|resource| resource.options.names());
    assert_eq!(options, Some(vec!["$top", "$skip", "$search", "$filter", "$count"]));
    let returned = payload(&api, "GET /pets/bySize(size='{size}')");
    assert!(matches!(returned, Some(Payload::Page(item)) if !item.nullable));
}

#[test]
fn a_single_primitive_is_the_member_value_of_an_object() {
    let api = calls(&format!(
        r#"{IMPORTED}<Function Name="age" IsBound="true"><Parameter Name="this" Type="s.pet"/><ReturnType Type="Edm.Int32" Nullable="false"/></Function>
           <Function Name="best" IsBound="true"><Parameter Name="this" Type="s.pet"/><ReturnType Type="s.summary"/></Function>
           <Function Name="picture" IsBound="true"><Parameter Name="this" Type="s.pet"/><ReturnType Type="Edm.Stream"/></Function>"#
    ));
    let age = api.types.find("GET /pets/{pet-id}/age() response").and_then(|id| api.types.structure(id));
    let value = age.and_then(|age| age.properties.first());
    assert_eq!(value.map(|value| (value.name.as_str(), value.item.nullable)), Some(("value", false)));
    assert_eq!(value.map(|value| &value.item.value), Some(&Type::Primitive(Primitive::Int32)));
    let summary = api.types.find("shop.summary").map(Type::Named);
    let best = payload(&api, "GET /pets/{pet-id}/best()");
    assert!(matches!(best, Some(Payload::Json(item)) if Some(&item.value) == summary.as_ref()));
    assert_eq!(payload(&api, "GET /pets/{pet-id}/picture()"), Some(&Payload::Bytes));
}

#[test]
fn overloads_have_digits_and_optional_parameters_may_be_left_out() {
    let api = calls(&format!(
        r#"{IMPORTED}<Function Name="diff" IsBound="true"><Parameter Name="this" Type="Collection(s.pet)"/><ReturnType Type="Collection(s.pet)"/></Function>
           <Function Name="diff" IsBound="true"><Parameter Name="this" Type="Collection(s.pet)"/><Parameter Name="token" Type="Edm.String">
             <Annotation Term="Core.OptionalParameter"/></Parameter><ReturnType Type="Collection(s.pet)"/></Function>"#
    ));
    let found: Vec<_> = addresses(&api).into_iter().filter(|address| address.contains("diff")).collect();
    assert_eq!(found, ["GET /pets/diff() pets.diff-4ec6", "GET /pets/diff(token='@token') pets.diff-c0dc"]);
    let parameters = operation(&api, "GET /pets/diff(token='@token')").map(|found| found.parameters.as_slice());
    let said: Vec<_> =
        parameters.unwrap_or_default().iter().map(|found| (found.name.as_str(), found.required)).collect();
    assert_eq!(said, [("token", false)]);
    let diff = operation(&api, "GET /pets/diff(token='@token')");
    assert_eq!(diff.map(|diff| diff.parts.clone()), Some(vec![PathPart::Text("/pets/diff()".to_owned())]));
    let encoding = diff.and_then(|diff| diff.parameters.first()).map(|token| token.encoding.clone());
    assert_eq!(encoding, Some(ParameterEncoding::Argument { quoted: true, prefix: None, of: None }));
}

#[test]
fn functions_give_changes_by_name_or_where_they_say_so() {
    let api = calls(&format!(
        r#"{IMPORTED}<Function Name="delta" IsBound="true"><Parameter Name="this" Type="Collection(s.pet)"/><ReturnType Type="Collection(s.pet)"/></Function>
           <Function Name="moved" IsBound="true"><Parameter Name="this" Type="Collection(s.pet)"/>
             <ReturnType Type="Collection(s.pet)"><Annotation Term="Core.IsDelta"/></ReturnType></Function>
           <Function Name="fed" IsBound="true"><Parameter Name="this" Type="Collection(s.pet)"/><ReturnType Type="Collection(s.pet)"/></Function>"#
    ));
    let changes = |address| operation(&api, address).and_then(|found| Some(found.resource.as_ref()?.changes));
    let found = ["GET /pets/delta()", "GET /pets/moved()", "GET /pets/fed()", "GET /pets"].map(changes);
    assert_eq!(found, [Some(true), Some(true), Some(false), Some(false)]);
}

#[test]
fn composable_functions_are_followed_once_and_explicit_operations_only_where_named() {
    let api = calls(&format!(
        r#"{IMPORTED}<Function Name="top" IsBound="true" IsComposable="true"><Parameter Name="this" Type="s.pet"/><ReturnType Type="s.pet"/></Function>
           <Action Name="hide" IsBound="true"><Parameter Name="this" Type="s.pet"/></Action>
           <Action Name="show" IsBound="true"><Parameter Name="this" Type="s.pet"/><Annotation Term="Core.RequiresExplicitBinding"/></Action>
           <Action Name="count" IsBound="true"><Parameter Name="this" Type="Collection(s.pet)"/></Action>"#
    ));
    let found: Vec<_> = paths(&api).into_iter().filter(|path| !path.ends_with('}') && path.contains("pets/")).collect();
    assert_eq!(
        found,
        ["POST /pets/count", "POST /pets/{pet-id}/hide", "GET /pets/{pet-id}/top()", "POST /pets/{pet-id}/top()/hide",]
    );
    let unnamed = "`shop.show(shop.pet)`, which is bound where it is named, and is named nowhere";
    assert!(api.ledger.entries.iter().any(|entry| entry.construct == unnamed));
}

#[test]
fn operations_of_other_namespaces_keep_theirs() {
    let text = document(TYPES).replace("</Schema>", &format!("{IMPORTED}</Schema>")).replace(
        "</edmx:DataServices>",
        r#"<Schema Namespace="other" xmlns="http://docs.oasis-open.org/odata/ns/edm"><Action Name="act" IsBound="true">
             <Parameter Name="this" Type="shop.pet"/></Action></Schema></edmx:DataServices>"#,
    );
    let (api, said) = read_selected(&text, &[]);
    assert_eq!(said, Vec::<String>::new());
    let act = operation(&api, "POST /pets/{pet-id}/other.act").and_then(|act| act.resource.as_ref());
    assert_eq!(act.and_then(|resource| resource.operation.as_deref()), Some("other.act"));
}

#[test]
fn what_no_path_leads_to_is_in_the_ledger() {
    let api = read(
        r#"<EntityType Name="lonely"/><Action Name="act" IsBound="true"><Parameter Name="this" Type="s.lonely"/></Action>
           <EntityContainer Name="C"/>"#,
    );
    assert!(api.ledger.entries.iter().any(|entry| entry.construct == "`shop.act(shop.lonely)`"));
}
