use super::{document, kind, property, read, read_selected, structure};
use crate::model::{Access, Additional, Item, Primitive, RuntimeType, Type, TypeKind, types::is_secret_name};

fn nullable(value: Type) -> Option<Item> {
    Some(Item { value, nullable: true })
}

#[test]
fn a_type_keeps_the_order_of_its_properties_and_ends_with_navigation() {
    let api = read(
        r#"<EntityType Name="pet"><Key><PropertyRef Name="id"/></Key>
             <NavigationProperty Name="owner" Type="s.person" ContainsTarget="true"/>
             <Property Name="id" Type="Edm.Int64" Nullable="false"/>
             <Property Name="born" Type="Edm.Date"/>
           </EntityType>
           <EntityType Name="person" OpenType="true"/>
           <EntityContainer Name="C"/>"#,
    );
    let pet = structure(&api, "shop.pet").map(|pet| pet.properties.iter().map(|property| property.name.as_str()));
    assert_eq!(pet.map(Iterator::collect::<Vec<_>>), Some(vec!["id", "born", "owner"]));
    let id = property(&api, "shop.pet", "id");
    assert_eq!(id.map(|id| id.item.clone()), Some(Item::of(Type::Primitive(Primitive::Int64))));
    assert_eq!(id.map(|id| id.required), Some(false));
    let born = property(&api, "shop.pet", "born").map(|born| born.item.clone());
    assert_eq!(born, nullable(Type::Primitive(Primitive::Date)));
    let owner = property(&api, "shop.pet", "owner");
    assert_eq!(owner.and_then(|owner| owner.navigation).map(|navigation| navigation.contained), Some(true));
    assert_eq!(structure(&api, "shop.person").map(|person| &person.additional), Some(&Additional::Any));
}

#[test]
fn nullable_of_a_collection_speaks_of_its_items() {
    let api = read(
        r#"<ComplexType Name="bag"><Property Name="tags" Type="Collection(Edm.String)"/>
             <Property Name="codes" Type="Collection(Edm.String)" Nullable="false"/>
             <NavigationProperty Name="bags" Type="Collection(s.item)"/></ComplexType>
           <EntityType Name="item"/><EntityContainer Name="C"/>"#,
    );
    let list = |nullable| {
        let item = Item { value: Type::Primitive(Primitive::String), nullable };
        Some(Item::of(Type::List(Box::new(item))))
    };
    assert_eq!(property(&api, "shop.bag", "tags").map(|tags| tags.item.clone()), list(true));
    assert_eq!(property(&api, "shop.bag", "codes").map(|codes| codes.item.clone()), list(false));
    let bags = property(&api, "shop.bag", "bags").map(|bags| &bags.item);
    let Some(Item { value: Type::List(item), nullable: false }) = bags else { return assert!(bags.is_none()) };
    assert!(!item.nullable);
}

#[test]
fn derived_types_know_their_base_and_the_base_its_discriminator() {
    let api = read(
        r#"<EntityType Name="animal" Abstract="true" OpenType="true"/>
           <EntityType Name="dog" BaseType="s.animal"/><EntityContainer Name="C"/>"#,
    );
    let dog = structure(&api, "shop.dog");
    assert_eq!(dog.and_then(|dog| dog.base), api.types.find("shop.animal"));
    assert_eq!(dog.and_then(|dog| dog.wire_name.as_deref()), Some("shop.dog"));
    assert_eq!(dog.map(|dog| &dog.additional), Some(&Additional::Any));
    assert!(dog.is_some_and(|dog| dog.discriminator.is_none()));
    let animal = structure(&api, "shop.animal").and_then(|animal| animal.discriminator.as_ref());
    assert_eq!(animal.map(|found| (found.property.as_str(), found.mapping.len())), Some(("@odata.type", 0)));
}

#[test]
fn built_in_types_definitions_and_what_is_only_nearly_known() {
    let api = read(
        r#"<TypeDefinition Name="money" UnderlyingType="Edm.Decimal"/>
           <ComplexType Name="thing"><Property Name="price" Type="s.money" Nullable="false" DefaultValue="1.50"/>
             <Property Name="count" Type="Edm.Byte" DefaultValue="3"/>
             <Property Name="any" Type="Edm.Untyped"/><Property Name="place" Type="Edm.GeographyPoint"/>
             <Property Name="photo" Type="Edm.Stream"/>
             <Property Name="key" Type="Edm.PrimitiveType"/><Property Name="clientSecret" Type="Edm.String" MaxLength="9"/>
           </ComplexType><EntityContainer Name="C"/>"#,
    );
    let Some(TypeKind::Alias(money)) = kind(&api, "shop.money") else { return assert!(api.types.is_empty()) };
    assert_eq!(*money, Item::of(Type::Primitive(Primitive::Decimal)));
    let thing = |name| property(&api, "shop.thing", name);
    assert_eq!(thing("price").and_then(|price| price.default.as_deref()), Some("1.50"));
    assert_eq!(thing("count").and_then(|count| count.default.as_deref()), Some("3"));
    assert_eq!(thing("any").map(|any| any.item.clone()), nullable(Type::Any));
    assert_eq!(thing("place").map(|place| place.item.clone()), nullable(Type::Runtime(RuntimeType::Geography)));
    assert_eq!(thing("photo").map(|photo| photo.item.clone()), nullable(Type::Any));
    assert_eq!(thing("clientSecret").map(|secret| secret.secret), Some(true));
    let lines: Vec<_> = api.ledger.entries.iter().map(|entry| entry.construct.as_str()).collect();
    assert_eq!(lines, ["`Edm.PrimitiveType`"]);
}

#[test]
fn annotations_say_who_writes_a_property() {
    let api = read(
        r#"<ComplexType Name="c">
             <Property Name="a" Type="Edm.String"><Annotation Term="Core.Computed"/></Property>
             <Property Name="b" Type="Edm.String"><Annotation Term="Core.Immutable" Bool="true"/></Property>
             <Property Name="d" Type="Edm.String"><Annotation Term="Core.Permissions" EnumMember="Org.OData.Core.V1.Permission/Read"/></Property>
             <Property Name="e" Type="Edm.String"><Annotation Term="Core.Computed" Bool="false"/></Property>
           </ComplexType><EntityContainer Name="C"/>"#,
    );
    let access = |name| property(&api, "shop.c", name).map(|property| property.access);
    assert_eq!(access("a"), Some(Access::ReadOnly));
    assert_eq!(access("b"), Some(Access::Immutable));
    assert_eq!(access("d"), Some(Access::ReadOnly));
    assert_eq!(access("e"), Some(Access::ReadWrite));
}

#[test]
fn types_of_a_schema_that_was_not_read_are_any_json() {
    let text = document(
        r#"<ComplexType Name="c"><Property Name="tag" Type="Core.Tag"/></ComplexType><EntityContainer Name="C"/>"#,
    );
    let (api, said) = read_selected(&text, &[]);
    assert_eq!(said, ["RB0412 types of `Org.OData.Core.V1` are used 1 times, but its document was not read"]);
    assert_eq!(property(&api, "shop.c", "tag").map(|tag| tag.item.clone()), nullable(Type::Any));
}

#[test]
fn the_last_word_of_a_name_makes_it_a_secret() {
    for name in ["token", "clientSecret", "access_token", "APIToken", "PASSWORD", "new-password"] {
        assert!(is_secret_name(name), "{name}");
    }
    for name in ["tokenType", "passwordProfile", "secretary", "cryptoken", "tokens"] {
        assert!(!is_secret_name(name), "{name}");
    }
}

#[test]
fn facets_and_relations_are_told() {
    let api = read(
        r#"<TypeDefinition Name="money" UnderlyingType="Edm.Decimal" Precision="10" Scale="2"/>
           <EntityType Name="thing"><Property Name="price" Type="s.money"/><Property Name="rate" Type="Edm.Decimal" Scale="floating"/>
             <Property Name="code" Type="Edm.Binary" MaxLength="4"/><Property Name="at" Type="Edm.DateTimeOffset" Precision="3"/>
             <Property Name="text" Type="Edm.String" MaxLength="max" Unicode="false"/><Property Name="place" Type="Edm.GeographyPoint" SRID="4326"/>
             <Property Name="id" Type="Edm.String"/><Property Name="ownerId" Type="Edm.String"/>
             <NavigationProperty Name="owner" Type="s.thing" Partner="things"><ReferentialConstraint Property="ownerId" ReferencedProperty="id"/></NavigationProperty>
             <NavigationProperty Name="things" Type="Collection(s.thing)" Partner="owner"/></EntityType>
           <Action Name="pay"><Parameter Name="amount" Type="s.money"/></Action>
           <EntityContainer Name="C"><ActionImport Name="pay" Action="s.pay"/></EntityContainer>"#,
    );
    let said = |name| property(&api, "shop.thing", name).map(|found| found.constraints.join(", "));
    assert_eq!(said("price").as_deref(), Some("at most 10 digits, at most 2 digits after the point"));
    assert_eq!(said("rate").as_deref(), Some("the point may stand anywhere between the digits"));
    assert_eq!(said("code").as_deref(), Some("at most 4 bytes"));
    assert_eq!(said("at").as_deref(), Some("at most 3 digits of a second"));
    assert_eq!(said("text").as_deref(), Some("ASCII characters only"));
    assert_eq!(said("place").as_deref(), Some("coordinates of the reference system 4326"));
    assert_eq!(said("owner").as_deref(), Some("`ownerId` here is `id` there, `things` leads back"));
    let body = api.types.find("POST /pay body").and_then(|id| api.types.structure(id));
    let amount = body.and_then(|body| body.properties.first()).map(|amount| amount.constraints.len());
    assert_eq!(amount, Some(2));
}
