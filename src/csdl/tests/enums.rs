use super::{kind, read};
use crate::model::{Api, Enumeration, Primitive, TypeKind};

fn enumeration<'a>(api: &'a Api, name: &str) -> Option<&'a Enumeration> {
    match kind(api, name)? {
        TypeKind::Enumeration(enumeration) => Some(enumeration),
        _ => None,
    }
}

fn numbers(api: &Api, name: &str) -> Vec<(String, Option<i128>)> {
    let members = enumeration(api, name).map(|found| found.members.as_slice()).unwrap_or_default();
    members.iter().map(|member| (member.wire.clone(), member.number)).collect()
}

#[test]
fn numbers_are_those_that_are_given() {
    let api = read(
        r#"<EnumType Name="color" UnderlyingType="Edm.Int64"><Member Name="none" Value="-1"/><Member Name="red" Value="4294967296"/>
             <Member Name="crimson" Value="4294967296"/></EnumType><EntityContainer Name="C"/>"#,
    );
    let expected = [("none", -1), ("red", 4_294_967_296), ("crimson", 4_294_967_296)];
    let expected: Vec<_> = expected.into_iter().map(|(name, number)| (name.to_owned(), Some(number))).collect();
    assert_eq!(numbers(&api, "shop.color"), expected);
    assert_eq!(enumeration(&api, "shop.color").and_then(|color| color.underlying), Some(Primitive::Int64));
    assert!(api.ledger.entries.iter().any(|entry| entry.construct.contains("share the number")));
}

#[test]
fn without_any_value_members_count_from_zero_unless_they_are_flags() {
    let api = read(
        r#"<EnumType Name="size"><Member Name="small"/><Member Name="large"/></EnumType>
           <EnumType Name="rights" IsFlags="true"><Member Name="read"/></EnumType>
           <EnumType Name="mixed" IsFlags="true"><Member Name="a" Value="1"/><Member Name="b" Value="2"/><Member Name="ab" Value="3"/></EnumType>
           <EntityContainer Name="C"/>"#,
    );
    assert_eq!(numbers(&api, "shop.size"), [("small".to_owned(), Some(0)), ("large".to_owned(), Some(1))]);
    assert_eq!(numbers(&api, "shop.rights"), [("read".to_owned(), None)]);
    assert_eq!(enumeration(&api, "shop.mixed").map(|mixed| mixed.flags), Some(true));
    assert_eq!(numbers(&api, "shop.mixed").last(), Some(&("ab".to_owned(), Some(3))));
}
