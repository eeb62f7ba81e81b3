//! The clients of some of the cases, for tests of what goes over the wire.

/// Bases whose values say what they are.
pub mod discriminator {
    include!(concat!(env!("OUT_DIR"), "/discriminator.rs"));
}

/// Methods beside the common ones.
pub mod additional_operations {
    include!(concat!(env!("OUT_DIR"), "/additional_operations.rs"));
}

/// What a service sends by itself.
pub mod incoming {
    include!(concat!(env!("OUT_DIR"), "/incoming.rs"));
}

/// Integers that no integer type holds.
pub mod large_integers {
    include!(concat!(env!("OUT_DIR"), "/large_integers.rs"));
}

/// Structures that nest deeply.
pub mod large_values {
    include!(concat!(env!("OUT_DIR"), "/large_values.rs"));
}

/// Values that are listed, of several kinds.
pub mod mixed_values {
    include!(concat!(env!("OUT_DIR"), "/mixed_values.rs"));
}

/// Members that are required on one way.
pub mod one_way {
    include!(concat!(env!("OUT_DIR"), "/one_way.rs"));
}

/// Members with defaults.
pub mod defaults {
    include!(concat!(env!("OUT_DIR"), "/defaults.rs"));
}

/// Values with constraints.
pub mod constraints {
    include!(concat!(env!("OUT_DIR"), "/constraints.rs"));
}

/// Values with constraints that other schemas say.
pub mod conditions {
    include!(concat!(env!("OUT_DIR"), "/conditions.rs"));
}

/// Numbers that are texts on the wire.
pub mod quoted_numbers {
    include!(concat!(env!("OUT_DIR"), "/quoted_numbers.rs"));
}

/// Errors of media types of their own.
pub mod error_media_types {
    include!(concat!(env!("OUT_DIR"), "/error_media_types.rs"));
}

/// Answers that come at once or as a stream.
pub mod stream_member {
    include!(concat!(env!("OUT_DIR"), "/stream_member.rs"));
}

/// Several forms of bodies and answers, and streams.
pub mod forms {
    include!(concat!(env!("OUT_DIR"), "/forms.rs"));
}

/// Bodies of several parts, and forms with styles.
pub mod multipart {
    include!(concat!(env!("OUT_DIR"), "/multipart.rs"));
}

/// What operations ask of their callers.
pub mod security {
    include!(concat!(env!("OUT_DIR"), "/security.rs"));
}

/// Formats of lists of Swagger 2.0.
pub mod collection_formats {
    include!(concat!(env!("OUT_DIR"), "/collection_formats.rs"));
}

/// Media types of which a request has one.
pub mod media_type_ranges {
    include!(concat!(env!("OUT_DIR"), "/media_type_ranges.rs"));
}

/// Styles of OpenAPI 3.2.
pub mod styles_of_3_2 {
    include!(concat!(env!("OUT_DIR"), "/styles_of_3_2.rs"));
}

/// Every style of a parameter.
pub mod parameters {
    include!(concat!(env!("OUT_DIR"), "/parameters.rs"));
}

/// Facets and validation terms of OData.
pub mod facets {
    include!(concat!(env!("OUT_DIR"), "/facets.rs"));
}

/// Facets of OData as converters write them in OpenAPI.
pub mod facets_in_openapi {
    include!(concat!(env!("OUT_DIR"), "/facets_in_openapi.rs"));
}

/// Literals of every type in paths, and nulls.
pub mod literals_by_paths {
    include!(concat!(env!("OUT_DIR"), "/literals_by_paths.rs"));
}

/// The same by navigation.
pub mod literals_by_navigation {
    include!(concat!(env!("OUT_DIR"), "/literals_by_navigation.rs"));
}

/// Base URLs with variables.
pub mod servers {
    include!(concat!(env!("OUT_DIR"), "/servers.rs"));
}

/// Paths that are not as the specification wants them.
pub mod odd_paths {
    include!(concat!(env!("OUT_DIR"), "/odd_paths.rs"));
}

/// Answers that cannot have the bodies that are described.
pub mod answers_without_bodies {
    include!(concat!(env!("OUT_DIR"), "/answers_without_bodies.rs"));
}

/// Bodies that are one value.
pub mod scalar_bodies {
    include!(concat!(env!("OUT_DIR"), "/scalar_bodies.rs"));
}

/// Servers that only the user knows.
pub mod variables_without_defaults {
    include!(concat!(env!("OUT_DIR"), "/variables_without_defaults.rs"));
}

/// Parts that have no names, and styles of those that have.
pub mod parts_by_position {
    include!(concat!(env!("OUT_DIR"), "/parts_by_position.rs"));
}

/// Values that are sent one after another.
pub mod sequences_in_requests {
    include!(concat!(env!("OUT_DIR"), "/sequences_in_requests.rs"));
}

/// Texts of numbers and members of enumerations.
pub mod texts_with_types {
    include!(concat!(env!("OUT_DIR"), "/texts_with_types.rs"));
}

/// Arguments with constraints.
pub mod constrained_arguments {
    include!(concat!(env!("OUT_DIR"), "/constrained_arguments.rs"));
}
