use super::{document, paths, read_selected};

fn said(schema: &str) -> Vec<String> {
    read_selected(&document(&format!("{schema}<EntityContainer Name=\"C\"/>")), &[]).1
}

#[test]
fn unknown_types_are_named_with_what_was_probably_meant() {
    assert_eq!(
        said(
            r#"<ComplexType Name="c"><Property Name="a" Type="Edm.Strin"/><Property Name="b" Type="s.d"/></ComplexType>"#
        ),
        ["RB0402 the type `Edm.Strin` is not known", "RB0403 the type `shop.d` is not known"]
    );
}

#[test]
fn every_mistake_in_types_is_reported() {
    let said = said(
        r#"<EntityType Name="a" BaseType="s.b"/><EntityType Name="b" BaseType="s.a"/>
           <ComplexType Name="twice"/><EnumType Name="twice"/>
           <EnumType Name="e"><Member Name="m" Value="1"/><Member Name="m" Value="2"/><Member Name="n" Value="x"/>
             <Member Name="o"/><Member Name="p" Value="99999999999"/></EnumType>
           <ComplexType/>"#,
    );
    assert_eq!(
        said,
        [
            "RB0411 `ComplexType` has no attribute `Name`",
            "RB0404 `shop.twice` is defined twice",
            "RB0409 `shop.a` is its own base: shop.a -> shop.b",
            "RB0408 `o` of `shop.e` has no `Value`, though others have",
            "RB0407 the `Value` of `n` in `shop.e` is `x`, no integer of its type",
            "RB0407 the `Value` of `p` in `shop.e` is `99999999999`, no integer of its type",
            "RB0405 the member `m` of `shop.e` is given twice",
        ]
    );
}

#[test]
fn a_mistake_in_one_operation_leaves_the_others_and_is_silent_when_not_selected() {
    let schema = r#"<EntityType Name="pet"/>
      <Action Name="bad" IsBound="true"><Parameter Name="this" Type="s.pet"/><Parameter Name="x" Type="s.unknown"/></Action>
      <Action Name="good" IsBound="true"><Parameter Name="this" Type="s.pet"/></Action>
      <EntityContainer Name="C"><Singleton Name="pet" Type="s.pet"/></EntityContainer>"#;
    let (api, said) = read_selected(&document(schema), &[]);
    assert_eq!(said, ["RB0403 the type `shop.unknown` is not known"]);
    assert_eq!(paths(&api), ["GET /pet", "PATCH /pet", "POST /pet/bad", "POST /pet/good"]);
    let (api, said) = read_selected(&document(schema), &["/pet/good"]);
    assert_eq!((said.len(), paths(&api)), (0, vec!["POST /pet/good".to_owned()]));
}

#[test]
fn entity_sets_and_imports_have_to_lead_somewhere() {
    let schema = r#"<ComplexType Name="c"/><EntityContainer Name="C"><EntitySet Name="cs" EntityType="s.c"/>
      <ActionImport Name="i" Action="s.none"/></EntityContainer>"#;
    let (_, said) = read_selected(&document(schema), &[]);
    assert_eq!(
        said,
        [
            "RB0403 `cs` names `s.c`, which is no entity type",
            "RB0403 `i` calls `shop.none`, which is no unbound action"
        ]
    );
}

#[test]
fn web_pages_and_nonsense_are_told_apart_from_metadata() {
    assert_eq!(read_selected("<html/>", &[]).1, ["RB0411 a CSDL document begins with `edmx:Edmx`, not with `html`"]);
}
