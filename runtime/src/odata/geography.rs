//! GeoJSON as literals of URLs: `geography'SRID=4326;Point(7.1 50.7)'` (OData ABNF, `geographyPoint` and so on).

use serde_json::Value;

use crate::Json;
use crate::error::{Error, Result};

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
    fn what_is_no_shape_is_refused() {
        for json in ["1", "{}", r#"{"type":"Point","coordinates":["x"]}"#, r#"{"type":"Circle","coordinates":[1,2]}"#] {
            assert!(of(json).contains("neither GeoJSON"), "{json}");
        }
    }
}
