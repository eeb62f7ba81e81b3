use super::{addresses, kind, operation, property, read, read_selected};
use crate::model::{Access, Api, LedgerSeverity, TypeKind};

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

#[test]
fn what_leads_nowhere_or_stands_elsewhere_is_warned_of_as_in_xml() {
    let json = r#"{"$Version": "4.01", "$EntityContainer": "shop.C",
      "shop": {
        "pet": {"$Kind": "EntityType", "$Key": ["id"], "id": {"$ContainsTarget": true},
          "owner": {"$Kind": "NavigationProperty", "$Type": "shop.pet", "$IsFlags": true}},
        "near": [{"$Kind": "Function", "$IsBound": true, "$EntitySetPath": "it/owners",
          "$Parameter": [{"$Name": "it", "$Type": "shop.pet"}], "$ReturnType": {"$Type": "shop.pet"}}],
        "C": {"$Kind": "EntityContainer", "pets": {"$Collection": true, "$Type": "shop.pet",
          "$NavigationPropertyBinding": {"owner": "pets", "owners": "pets", "owner/shop.pet/owner": "people"}}}}}"#;
    let (json, from_json) = read_selected(json, &[]);
    let xml = r#"<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
      <Schema Namespace="shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">
        <EntityType Name="pet"><Key><PropertyRef Name="id"/></Key>
          <Property Name="id" Type="Edm.String" Nullable="false" ContainsTarget="true"/>
          <NavigationProperty Name="owner" Type="shop.pet" Nullable="false" IsFlags="true"/></EntityType>
        <Function Name="near" IsBound="true" EntitySetPath="it/owners">
          <Parameter Name="it" Type="shop.pet" Nullable="false"/><ReturnType Type="shop.pet" Nullable="false"/></Function>
        <EntityContainer Name="C"><EntitySet Name="pets" EntityType="shop.pet">
          <NavigationPropertyBinding Path="owner" Target="pets"/><NavigationPropertyBinding Path="owners" Target="pets"/>
          <NavigationPropertyBinding Path="owner/shop.pet/owner" Target="people"/></EntitySet></EntityContainer>
      </Schema></edmx:DataServices></edmx:Edmx>"#;
    let (xml, from_xml) = read_selected(xml, &[]);
    let common = [
        "RB0419 what `shop.near(shop.pet)` returns lives at `it/owners`, which leads nowhere",
        "RB0419 `shop.C/pets` binds `owners`, which no navigation property is",
        "RB0419 `shop.C/pets` binds `owner/shop.pet/owner` to `people`, which is no entity set, singleton or path below one",
    ];
    let with = |own: [&'static str; 2]| own.into_iter().chain(common).collect::<Vec<_>>();
    let in_json = ["member `$ContainsTarget` of `Property`", "member `$IsFlags` of `NavigationProperty`"];
    let in_xml = ["attribute `ContainsTarget` of `Property`", "attribute `IsFlags` of `NavigationProperty`"];
    assert_eq!(
        from_json,
        with([
            "RB0420 CSDL knows no member `$ContainsTarget` of `Property`",
            "RB0420 CSDL knows no member `$IsFlags` of `NavigationProperty`"
        ])
    );
    assert_eq!(
        from_xml,
        with([
            "RB0420 CSDL knows no attribute `ContainsTarget` of `Property`",
            "RB0420 CSDL knows no attribute `IsFlags` of `NavigationProperty`"
        ])
    );
    for (api, misplaced) in [(json, in_json), (xml, in_xml)] {
        for construct in misplaced {
            let found = api.ledger.entries.iter().find(|entry| entry.construct.starts_with(construct));
            assert_eq!(found.map(|found| found.severity), Some(LedgerSeverity::Lost), "{construct}");
        }
        assert_eq!(api.ledger.entries.iter().filter(|entry| entry.construct.ends_with("leads nowhere")).count(), 1);
    }
}
