//! Places as GeoJSON (RFC 7946, OData JSON Format 4.01, section 7.1), and as literals of URLs:
//! `geography'SRID=4326;Point(7.1 50.7)'` (OData ABNF, `geographyPoint` and so on).

use std::{fmt, str::FromStr};

use serde_json::{Value, json};

use super::literal::Literal;
use crate::error::{Error, Result};
use crate::{Decode, DecodeResult, Encode, Json, Reader, ValueError, Writer};

/// A position: longitude and latitude on the globe, x and y on a plane, and what else the reference system has.
pub type Position = Vec<f64>;

/// A shape and its positions.
#[derive(Clone, Debug, PartialEq)]
pub enum GeoShape {
    /// One position.
    Point(Position),
    /// Several positions.
    MultiPoint(Vec<Position>),
    /// A line over two positions or more.
    LineString(Vec<Position>),
    /// Several lines.
    MultiLineString(Vec<Vec<Position>>),
    /// Closed lines: the first is the outer edge, the others are those of holes.
    Polygon(Vec<Vec<Position>>),
    /// Several of them.
    MultiPolygon(Vec<Vec<Vec<Position>>>),
    /// Shapes of any kind.
    Collection(Vec<Self>),
}

impl GeoShape {
    /// As GeoJSON.
    fn to_value(&self) -> Value {
        match self {
            Self::Point(at) => json!({ "type": "Point", "coordinates": at }),
            Self::MultiPoint(at) => json!({ "type": "MultiPoint", "coordinates": at }),
            Self::LineString(at) => json!({ "type": "LineString", "coordinates": at }),
            Self::MultiLineString(at) => json!({ "type": "MultiLineString", "coordinates": at }),
            Self::Polygon(at) => json!({ "type": "Polygon", "coordinates": at }),
            Self::MultiPolygon(at) => json!({ "type": "MultiPolygon", "coordinates": at }),
            Self::Collection(shapes) => {
                let shapes: Vec<Value> = shapes.iter().map(Self::to_value).collect();
                json!({ "type": "GeometryCollection", "geometries": shapes })
            }
        }
    }

    fn of(value: &Value, depth: usize) -> Option<Self> {
        let at = value.get("coordinates");
        Some(match value.get("type")?.as_str()? {
            "Point" => Self::Point(position_of(at?)?),
            "MultiPoint" => Self::MultiPoint(list_of(at?, position_of)?),
            "LineString" => Self::LineString(list_of(at?, position_of)?),
            "MultiLineString" => Self::MultiLineString(list_of(at?, |line| list_of(line, position_of))?),
            "Polygon" => Self::Polygon(list_of(at?, |line| list_of(line, position_of))?),
            "MultiPolygon" => {
                Self::MultiPolygon(list_of(at?, |polygon| list_of(polygon, |line| list_of(line, position_of)))?)
            }
            "GeometryCollection" if depth < DEPTH => {
                Self::Collection(list_of(value.get("geometries")?, |shape| Self::of(shape, depth + 1))?)
            }
            _ => return None,
        })
    }
}

fn list_of<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}

fn position_of(value: &Value) -> Option<Position> {
    list_of(value, Value::as_f64).filter(|numbers| numbers.len() >= 2)
}

/// The types of places, which differ in what a literal says of them.
macro_rules! places {
    ($($name:ident $prefix:literal $what:literal),*) => {$(
        #[doc = $what]
        ///
        /// It is kept as the JSON that was received, whatever else that says; [`shape`](Self::shape) reads it.
        #[derive(Clone, Default, PartialEq)]
        pub struct $name(Json);

        impl $name {
            /// A shape in the reference system that goes without saying.
            #[must_use]
            pub fn new(shape: &GeoShape) -> Self {
                Self(shape.to_value().into())
            }

            /// One position; on the globe longitude and latitude, in this order.
            #[must_use]
            pub fn point(x: f64, y: f64) -> Self {
                Self::new(&GeoShape::Point(vec![x, y]))
            }

            /// The same positions in a reference system, by its number (EPSG).
            #[must_use]
            pub fn in_system(self, srid: u32) -> Self {
                let Ok(Value::Object(mut members)) = self.0.to_value() else { return self };
                let name = json!({ "name": format!("EPSG:{srid}") });
                members.insert("crs".to_owned(), json!({ "type": "name", "properties": name }));
                Self(Value::Object(members).into())
            }

            /// The shape; `None` where a service sent something else.
            #[must_use]
            pub fn shape(&self) -> Option<GeoShape> {
                GeoShape::of(&self.0.to_value().ok()?, 0)
            }

            /// The number of the reference system, where the value says it.
            #[must_use]
            pub fn srid(&self) -> Option<u32> {
                system(&self.0.to_value().ok()?)?.parse().ok()
            }

            /// The JSON.
            #[must_use]
            pub fn as_json(&self) -> &Json {
                &self.0
            }
        }

        /// What is neither GeoJSON nor the text of a literal is refused.
        impl TryFrom<Json> for $name {
            type Error = ValueError;

            fn try_from(json: Json) -> std::result::Result<Self, ValueError> {
                match literal($prefix, &json) {
                    Ok(_) => Ok(Self(json)),
                    Err(_) => Err(ValueError::new("GeoJSON", json.as_str())),
                }
            }
        }

        impl FromStr for $name {
            type Err = ValueError;

            fn from_str(text: &str) -> std::result::Result<Self, ValueError> {
                let json: Json = text.parse().map_err(|_| ValueError::new("GeoJSON", text))?;
                json.try_into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, out)
            }
        }

        /// Whatever a service sends is kept.
        impl Decode for $name {
            fn decode(json: &mut Reader<'_>) -> DecodeResult<Self> {
                Ok(Self(Json::decode(json)?))
            }
        }

        impl Encode for $name {
            fn encode(&self, out: &mut Writer) {
                self.0.encode(out);
            }
        }

        impl Literal for $name {
            fn literal(&self) -> String {
                // What a service sent and is no GeoJSON it may understand when it comes back.
                literal($prefix, &self.0)
                    .unwrap_or_else(|_| format!("{}'{}'", $prefix, self.0.as_str().replace('\'', "''")))
            }
        }
    )*};
}

places! {
    Geography "geography" "A place on the globe (`Edm.Geography` and those derived from it).",
    Geometry "geometry" "A place on a plane (`Edm.Geometry` and those derived from it)."
}

/// A value of a geographic type as its literal. A text is taken as what stands between the quotes.
///
/// # Errors
/// When the value is neither GeoJSON nor a text.
pub(crate) fn literal(prefix: &str, value: &Json) -> Result<String> {
    let read = value.to_value().map_err(|_| unfit())?;
    let text = match &read {
        Value::Null => return Ok("null".to_owned()),
        Value::String(text) => text.replace('\'', "''"),
        read => {
            let system = system(read).unwrap_or(if prefix == "geography" { "4326" } else { "0" });
            format!("SRID={system};{}", shape(read, 0).ok_or_else(unfit)?)
        }
    };
    Ok(format!("{prefix}'{text}'"))
}

fn unfit() -> Error {
    Error::usage("a geographic value is neither GeoJSON nor the text of a literal")
}

/// The digits of `EPSG:4326`, which OData writes as the name of `crs` (JSON Format 4.01, section 7.1).
fn system(value: &Value) -> Option<&str> {
    let name = value.get("crs")?.get("properties")?.get("name")?.as_str()?;
    let digits = name.rsplit(':').next()?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// More collections inside each other than this are refused.
const DEPTH: usize = 16;

fn shape(value: &Value, depth: usize) -> Option<String> {
    let kind = value.get("type")?.as_str()?;
    if kind == "GeometryCollection" {
        let inner = value.get("geometries")?.as_array().filter(|_| depth < DEPTH)?;
        let inner: Option<Vec<String>> = inner.iter().map(|one| shape(one, depth + 1)).collect();
        return Some(format!("Collection({})", inner?.join(",")));
    }
    let levels = match kind {
        "Point" => 0,
        "LineString" | "MultiPoint" => 1,
        "Polygon" | "MultiLineString" => 2,
        "MultiPolygon" => 3,
        _ => return None,
    };
    let coordinates = value.get("coordinates")?;
    let inside = match (kind, coordinates.as_array()) {
        ("Point", _) => position(coordinates)?,
        // Each point of several is in parentheses, those of a line are not.
        ("MultiPoint", Some(points)) => {
            let points: Option<Vec<String>> = points.iter().map(|one| Some(format!("({})", position(one)?))).collect();
            points?.join(",")
        }
        _ => nested(coordinates, levels)?,
    };
    Some(format!("{kind}({inside})"))
}

/// Lists of positions to a depth; lists of lists are in parentheses.
fn nested(value: &Value, levels: usize) -> Option<String> {
    let inner: Option<Vec<String>> = value
        .as_array()?
        .iter()
        .map(|one| if levels > 1 { Some(format!("({})", nested(one, levels - 1)?)) } else { position(one) })
        .collect();
    Some(inner?.join(","))
}

/// Longitude and latitude, and what else there is.
fn position(value: &Value) -> Option<String> {
    let numbers = value.as_array().filter(|numbers| numbers.len() >= 2)?;
    let numbers: Option<Vec<String>> =
        numbers.iter().map(|number| number.is_number().then(|| number.to_string())).collect();
    Some(numbers?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> String {
        json.parse::<Json>()
            .map_err(|error| error.to_string())
            .and_then(|json| literal("geography", &json).map_err(|error| error.to_string()))
            .unwrap_or_else(|error| error)
    }

    #[test]
    fn every_shape_has_its_literal() {
        let crs =
            r#"{"type":"Point","coordinates":[1,-2.5,3],"crs":{"type":"name","properties":{"name":"EPSG:3857"}}}"#;
        assert_eq!(of(crs), "geography'SRID=3857;Point(1 -2.5 3)'");
        let line = r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#;
        assert_eq!(of(line), "geography'SRID=4326;LineString(1 2,3 4)'");
        let points = r#"{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}"#;
        assert_eq!(of(points), "geography'SRID=4326;MultiPoint((1 2),(3 4))'");
        let polygon = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]],[[2,2],[3,3],[2,2]]]}"#;
        assert_eq!(of(polygon), "geography'SRID=4326;Polygon((0 0,1 0,0 0),(2 2,3 3,2 2))'");
        let polygons = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[0,0]]]]}"#;
        assert_eq!(of(polygons), "geography'SRID=4326;MultiPolygon(((0 0,1 0,0 0)))'");
        let several = format!(r#"{{"type":"GeometryCollection","geometries":[{line},{points}]}}"#);
        assert_eq!(of(&several), "geography'SRID=4326;Collection(LineString(1 2,3 4),MultiPoint((1 2),(3 4)))'");
        assert_eq!(of(r#""SRID=0;Point(1 2)""#), "geography'SRID=0;Point(1 2)'");
        assert_eq!(of("null"), "null");
    }

    #[test]
    fn shapes_are_read_and_made() -> std::result::Result<(), ValueError> {
        let square = vec![vec![0.0, 0.0], vec![1.0, 0.0], vec![0.0, 1.5], vec![0.0, 0.0]];
        let shapes = [
            GeoShape::Point(vec![7.1, 50.7, 20.0]),
            GeoShape::MultiPoint(square.clone()),
            GeoShape::LineString(square.clone()),
            GeoShape::MultiLineString(vec![square.clone()]),
            GeoShape::Polygon(vec![square.clone()]),
            GeoShape::MultiPolygon(vec![vec![square.clone()]]),
        ];
        for shape in shapes.iter().chain([&GeoShape::Collection(shapes.to_vec())]) {
            let place = Geometry::new(shape);
            assert_eq!(place.shape().as_ref(), Some(shape));
            assert_eq!(place.to_string().parse::<Geometry>()?, place);
        }
        let place = Geography::point(7.1, 50.7);
        assert_eq!((place.literal(), place.srid()), ("geography'SRID=4326;Point(7.1 50.7)'".to_owned(), None));
        let place = Geometry::point(1.0, 2.0).in_system(3857);
        assert_eq!((place.literal(), place.srid()), ("geometry'SRID=3857;Point(1.0 2.0)'".to_owned(), Some(3857)));
        Ok(())
    }

    #[test]
    fn what_a_service_sends_is_kept() {
        let text = r#"{"type":"Circle","radius":1.10,"at":"it's"}"#;
        let place = crate::from_str::<Geography>(text).unwrap_or_default();
        assert_eq!((crate::to_string(&place), place.shape()), (text.to_owned(), None));
        assert_eq!(place.literal(), r#"geography'{"type":"Circle","radius":1.10,"at":"it''s"}'"#);
        assert!(text.parse::<Geography>().is_err_and(|error| error.to_string().contains("expected GeoJSON")));
    }

    #[test]
    fn what_is_no_shape_is_refused() {
        for json in ["1", "{}", r#"{"type":"Point","coordinates":["x"]}"#, r#"{"type":"Circle","coordinates":[1,2]}"#] {
            assert!(of(json).contains("neither GeoJSON"), "{json}");
        }
    }
}
