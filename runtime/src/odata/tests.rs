use super::*;
use crate::{
    Binary, Date, DateTimeOffset, Decimal, DerivedFrom, DescribedEnum, Duration, Flags, Guid, Json, Null, Open,
    TypeName, UnknownValue, WireEnum,
};

/// An entity with a property of each kind.
struct Person;

impl TypeName for Person {
    const TYPE_NAME: &'static str = "shop.person";
}

impl Person {
    const NAME: Property<Self, String> = Property::new("name");
    const AGE: Property<Self, i32> = Property::new("age");
    const BALANCE: Property<Self, Decimal> = Property::new("balance");
    const ACTIVE: Property<Self, bool> = Property::new("active");
    const BORN: Property<Self, Date> = Property::new("born");
    const SEEN: Property<Self, DateTimeOffset> = Property::new("seen");
    const SHIFT: Property<Self, Duration> = Property::new("shift");
    const KEY: Property<Self, Guid> = Property::new("key");
    const PICTURE: Property<Self, Binary> = Property::new("picture");
    const COLOUR: Property<Self, Open<Colour>> = Property::new("colour");
    const COLOURS: Property<Self, Flags<Colour>> = Property::new("colours");
    const TAGS: Property<Self, Vec<String>> = Property::new("tags");
    const BOSS: Property<Self, Person> = Property::new("boss");
    const STAFF: Property<Self, Vec<Person>> = Property::new("staff");
    const OTHER: Property<Self, Json> = Property::new("other");
}

struct Manager;

impl TypeName for Manager {
    const TYPE_NAME: &'static str = "shop.manager";
}

impl DerivedFrom<Person> for Manager {}

impl Manager {
    const LEVEL: Property<Self, i64> = Property::new("level");
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colour {
    Red,
}

impl TypeName for Colour {
    const TYPE_NAME: &'static str = "shop.colour";
}

impl Colour {
    fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
        }
    }
}

impl WireEnum for Colour {
    fn described() -> DescribedEnum<Self> {
        DescribedEnum::new(&[Self::Red], Self::as_str)
    }
}

fn text<T>(expression: &Expression<T>) -> &str {
    expression.as_str()
}

#[test]
fn each_type_has_its_literal() {
    let guid: Option<Guid> = "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c".parse().ok();
    let date: Option<Date> = "2024-02-29".parse().ok();
    let moment: Option<DateTimeOffset> = "2024-02-29T10:00:00+02:00".parse().ok();
    let duration: Option<Duration> = "PT1H30M".parse().ok();
    let decimal: Option<Decimal> = "12.50".parse().ok();
    for (literal, expected) in [
        ("O'Neil''s & co".literal(), "'O''Neil''''s & co'"),
        (String::new().literal(), "''"),
        (guid.literal(), "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c"),
        (date.literal(), "2024-02-29"),
        (moment.literal(), "2024-02-29T10:00:00+02:00"),
        (duration.literal(), "duration'PT1H30M'"),
        (decimal.literal(), "12.50"),
        (Binary::from(vec![0xfb, 0xff, 1, 2]).literal(), "binary'-_8BAg=='"),
        (true.literal(), "true"),
        ((-7_i64).literal(), "-7"),
        (f64::INFINITY.literal(), "INF"),
        (f64::NAN.literal(), "NaN"),
        (Open::Known(Colour::Red).literal(), "'red'"),
        (Open::<Colour>::Unknown(UnknownValue::text("b'l")).literal(), "'b''l'"),
        (qualified(Colour::Red).literal(), "shop.colour'red'"),
        (Json::string("a'b").literal(), "'a''b'"),
        (Json::from_value(&5).literal(), "5"),
        (None::<i32>.literal(), "null"),
        (Null.literal(), "null"),
    ] {
        assert_eq!(literal, expected);
    }
}

#[test]
fn comparisons_take_values_properties_and_null() {
    let guid = Guid::default();
    for (filter, expected) in [
        (Person::NAME.eq("O'Neil"), "name eq 'O''Neil'"),
        (Person::NAME.ne(Null), "name ne null"),
        (Person::BOSS.eq(Null), "boss eq null"),
        (Person::AGE.gt(5), "age gt 5"),
        (Person::AGE.ge(Person::AGE), "age ge age"),
        (Person::BALANCE.lt(-5), "balance lt -5"),
        (Person::BORN.le(Date::default()), "born le 0001-01-01"),
        (Person::SEEN.lt(now()), "seen lt now()"),
        (Person::KEY.eq(guid), "key eq 00000000-0000-0000-0000-000000000000"),
        (Person::PICTURE.eq(Binary::from(vec![0])), "picture eq binary'AA=='"),
        (Person::COLOUR.eq(Colour::Red), "colour eq 'red'"),
        (Person::COLOUR.eq(qualified(Colour::Red)), "colour eq shop.colour'red'"),
        (Person::COLOUR.is_in([Colour::Red, Colour::Red]), "colour in ('red','red')"),
        (Person::COLOURS.has(Colour::Red), "colours has 'red'"),
        (Person::NAME.is_in(["a", "b'c"]), "name in ('a','b''c')"),
        (Person::NAME.is_in::<&str>([]), "false"),
        (Person::OTHER.eq("a"), "other eq 'a'"),
        (Person::OTHER.eq(5), "other eq 5"),
        (literal(&5).lt(Person::AGE), "5 lt age"),
        (Person::SHIFT.total_seconds().gt(5), "totalseconds(shift) gt 5"),
    ] {
        assert_eq!(text(&filter), expected);
    }
}

#[test]
fn parentheses_stand_where_the_order_needs_them() {
    let (a, b, c) = (Person::AGE.eq(1), Person::AGE.eq(2), Person::AGE.eq(3));
    for (filter, expected) in [
        (a.clone().and(b.clone()).or(c.clone()), "age eq 1 and age eq 2 or age eq 3"),
        (a.clone().or(b.clone()).and(c.clone()), "(age eq 1 or age eq 2) and age eq 3"),
        (a.clone().and(b.clone().or(c.clone())), "age eq 1 and (age eq 2 or age eq 3)"),
        (a.clone().and(b.clone().and(c)), "age eq 1 and age eq 2 and age eq 3"),
        (!a.clone(), "not (age eq 1)"),
        (!Person::NAME.contains("x"), "not contains(name,'x')"),
        (!(!Person::NAME.contains("x")), "not (not contains(name,'x'))"),
        ((!Person::NAME.contains("x")).and(b), "not contains(name,'x') and age eq 2"),
        (a.clone().eq(true), "(age eq 1) eq true"),
        (literal(&true).eq(a.clone()), "true eq (age eq 1)"),
        (Filter::from("x or y").and(a.clone()), "(x or y) and age eq 1"),
        (a.and("x or y"), "age eq 1 and (x or y)"),
        (Person::ACTIVE.into(), "active"),
        (Person::NAME.contains("a").and(Person::ACTIVE), "contains(name,'a') and active"),
        (
            Person::AGE.plus(1).times(2).gt(Person::AGE.minus(Person::AGE.minus(1))),
            "(age add 1) mul 2 gt age sub (age sub 1)",
        ),
        (Person::AGE.times(2).plus(3).eq(7), "age mul 2 add 3 eq 7"),
        (Person::AGE.modulo(2).eq(0), "age mod 2 eq 0"),
    ] {
        assert_eq!(text(&filter), expected);
    }
}

#[test]
fn functions_stand_on_properties_and_on_each_other() {
    for (filter, expected) in [
        (Person::NAME.starts_with("a"), "startswith(name,'a')"),
        (Person::NAME.ends_with(Person::NAME), "endswith(name,name)"),
        (Person::NAME.to_lower().trim().contains("x"), "contains(trim(tolower(name)),'x')"),
        (Person::NAME.length().gt(3), "length(name) gt 3"),
        (Person::NAME.index_of("a").eq(-1), "indexof(name,'a') eq -1"),
        (Person::NAME.substring(1).eq("b"), "substring(name,1) eq 'b'"),
        (Person::NAME.substring_of_length(1, 2).eq("b"), "substring(name,1,2) eq 'b'"),
        (Person::NAME.concat("b").eq("ab"), "concat(name,'b') eq 'ab'"),
        (Person::SEEN.year().eq(2024), "year(seen) eq 2024"),
        (Person::SEEN.date().eq(Date::default()), "date(seen) eq 0001-01-01"),
        (Person::BORN.month().is_in([1, 2]), "month(born) in (1,2)"),
        (Person::BALANCE.round().eq(1), "round(balance) eq 1"),
    ] {
        assert_eq!(text(&filter), expected);
    }
}

#[test]
fn paths_and_collections() {
    for (filter, expected) in [
        (Person::BOSS.then(Person::NAME).eq("a"), "boss/name eq 'a'"),
        (
            Person::BOSS.then(Person::BOSS).cast::<Manager>().then(Manager::LEVEL).gt(1),
            "boss/boss/shop.manager/level gt 1",
        ),
        (Person::BOSS.is_of::<Manager>(), "isof(boss,shop.manager)"),
        (Person::TAGS.any(|tag| tag.eq("a")), "tags/any(x:x eq 'a')"),
        (Person::TAGS.is_not_empty(), "tags/any()"),
        (Person::STAFF.count().gt(5), "staff/$count gt 5"),
        (Person::STAFF.all(|one| one.then(Person::ACTIVE)), "staff/all(x:x/active)"),
        (Property::<Person, Person>::it().then(Person::NAME).eq("a"), "$it/name eq 'a'"),
        (
            Person::STAFF.any(|one| {
                one.clone().then(Person::STAFF).any(|two| two.then(Person::NAME).eq(one.then(Person::NAME)))
            }),
            "staff/any(x:x/staff/any(y:y/name eq x/name))",
        ),
    ] {
        assert_eq!(text(&filter), expected);
    }
    assert_eq!(text(&Person::TAGS.any(|tag| tag.eq("again"))), "tags/any(x:x eq 'again')");
}

#[test]
fn lists_of_texts_of_properties_and_of_both() {
    fn select<Form>(list: impl ListOf<Name, Form>) -> String {
        joined(list)
    }
    fn order<Form>(list: impl ListOf<Order, Form>) -> String {
        joined(list)
    }
    fn expand<Form>(list: impl ListOf<Expand, Form>) -> String {
        joined(list)
    }
    assert_eq!(select(["a", "b"]), "a,b");
    assert_eq!(select(vec![String::from("a")]), "a");
    assert_eq!(select(["a", "b"].iter()), "a,b");
    assert_eq!(select((Person::NAME, Person::AGE, "x")), "name,age,x");
    assert_eq!(select([Person::NAME.name(), Person::AGE.name()]), "name,age");
    assert_eq!(select((Person::NAME,)), "name");
    assert_eq!(order([Person::NAME.desc(), Person::AGE.asc()]), "name desc,age");
    assert_eq!(order((Person::STAFF.count().desc(), Person::AGE, "x desc")), "staff/$count desc,age,x desc");
    assert_eq!(expand([Person::BOSS]), "boss");
    let staff = Expand::new(Person::STAFF).select((Person::NAME, Person::AGE)).filter(Person::NAME.eq("a;b)")).top(3);
    let staff = staff.skip(1).count().search("\"a\"").order_by([Person::AGE.desc()]).levels(2);
    let staff = staff.expand([Expand::new(Person::BOSS).cast::<Manager>().select([Manager::LEVEL]).all_levels()]);
    assert_eq!(
        expand((staff, "x", Expand::new(Person::STAFF).references(), Expand::new(Person::STAFF).count_only())),
        "staff($select=name,age;$filter=name eq 'a;b)';$top=3;$skip=1;$count=true;$search=\"a\";$orderby=age desc;\
         $levels=2;$expand=boss/shop.manager($select=level;$levels=max)),x,staff/$ref,staff/$count"
    );
}

#[test]
fn places_are_measured_and_compared() {
    let centre: Property<(), Geography> = Property::new("centre");
    let here = Geography::point(7.1, 50.7);
    let near = centre.clone().distance(&here).lt(1000.0);
    assert_eq!(near.as_str(), "geo.distance(centre,geography'SRID=4326;Point(7.1 50.7)') lt 1000");
    let square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]].map(Vec::from).to_vec();
    let square = Geometry::new(&GeoShape::Polygon(vec![square])).in_system(3857);
    let inside = Property::<(), Geometry>::new("plot").intersects(square);
    assert_eq!(inside.as_str(), "geo.intersects(plot,geometry'SRID=3857;Polygon((0.0 0.0,1.0 0.0,1.0 1.0,0.0 0.0))')");
    assert_eq!(Property::<(), Geography>::new("way").length().gt(5.5).as_str(), "geo.length(way) gt 5.5");
    assert_eq!(centre.eq(Null).as_str(), "centre eq null");
}
