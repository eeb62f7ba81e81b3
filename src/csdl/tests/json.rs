use super::{addresses, kind, operation, property, read, read_selected};
use crate::model::{Access, Api, TypeKind};

const JSON: &str = r#"{"$Version": "4.01", "$EntityContainer": "shop.C",
"$Reference": {"https://example.com/Org.OData.Core.V1.json": {"$Include": [{"$Namespace": "Org.OData.Core.V1", "$Alias": "Core"}]},
  "https://example.com/Org.OData.Capabilities.V1.json": {"$Include": [{"$Namespace": "Org.OData.Capabilities.V1", "$Alias": "Capabilities"}]}},
"shop": {"$Alias": "s", "@Core.DefaultNamespace": true,
  "pet": {"$Kind": "EntityType", "$Key": ["id"], "id": {}, "born": {"$Type": "Edm.Date", "$Nullable": true, "@Core.Computed": true},
    "tags": {"$Collection": true}, "size": {"$Type": "s.size", "@Core.Description": "How large."},
    "kittens": {"$Kind": "NavigationProperty", "$Collection": true, "$Type": "s.pet", "$ContainsTarget": true}},
  "size": {"$Kind": "EnumType", "small": 1, "small@Core.Description": "Fits a hand.", "large": 2},
  "money": {"$Kind": "TypeDefinition", "$UnderlyingType": "Edm.Decimal"},
  "feed": [{"$Kind": "Action", "$IsBound": true, "$Parameter": [{"$Name": "this", "$Type": "s.pet"}, {"$Name": "grams", "$Type": "Edm.Int32"}]}],
  "C": {"$Kind": "EntityContainer", "@Capabilities.KeyAsSegmentSupported": true, "pets": {"$Collection": true, "$Type": "s.pet"}},
  "$Annotations": {"s.feed(s.pet)": {"@Core.Description": "Feeds."}}}}"#;

const XML: &str = r#"
<EntityType Name="pet"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String" Nullable="false"/>
  <Property Name="born" Type="Edm.Date"><Annotation Term="Core.Computed" Bool="true"/></Property>
  <Property Name="tags" Type="Collection(Edm.String)" Nullable="false"/>
  <Property Name="size" Type="s.size" Nullable="false"><Annotation Term="Core.Description" String="How large."/></Property>
  <NavigationProperty Name="kittens" Type="Collection(s.pet)" ContainsTarget="true"/></EntityType>
<EnumType Name="size"><Member Name="small" Value="1"><Annotation Term="Core.Description" String="Fits a hand."/></Member><Member Name="large" Value="2"/></EnumType>
<TypeDefinition Name="money" UnderlyingType="Edm.Decimal"/>
<Action Name="feed" IsBound="true"><Parameter Name="this" Type="s.pet"/><Parameter Name="grams" Type="Edm.Int32" Nullable="false"/></Action>
<EntityContainer Name="C"><EntitySet Name="pets" EntityType="s.pet"/></EntityContainer>
<Annotations Target="s.feed(s.pet)"><Annotation Term="Core.Description" String="Feeds."/></Annotations>"#;

/// What types and operations say, without where they stand.
fn without_places(api: &Api) -> String {
    let types: Vec<_> = api.types.iter().map(|(_, definition)| definition).collect();
    let text = format!("{types:#?}{:#?}", api.operations);
    let is_place = |line: &&str| !["line:", "column:", "mark:", "place:"].iter().any(|word| line.contains(word));
    text.lines().filter(is_place).collect::<Vec<_>>().join("\n")
}

#[test]
fn both_formats_give_the_same_model() {
    let (json, said) = read_selected(JSON, &[]);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(json.service.format, "odata-4.01");
    let xml = read(XML);
    assert_eq!(addresses(&json), addresses(&xml));
    assert_eq!(without_places(&json), without_places(&xml));
}

#[test]
fn json_has_its_own_defaults_and_places_for_annotations() {
    let (api, _) = read_selected(JSON, &[]);
    assert_eq!(property(&api, "shop.pet", "id").map(|id| id.item.nullable), Some(false));
    assert_eq!(
        property(&api, "shop.pet", "born").map(|born| (born.item.nullable, born.access)),
        Some((true, Access::ReadOnly))
    );
    let small = match kind(&api, "shop.size") {
        Some(TypeKind::Enumeration(size)) => size.members.first(),
        _ => None,
    };
    assert_eq!(small.and_then(|small| small.docs.description.as_deref()), Some("Fits a hand."));
    let feed = operation(&api, "POST /pets/{pet-id}/feed").and_then(|feed| feed.docs.description.as_deref());
    assert_eq!(feed, Some("Feeds."));
}
