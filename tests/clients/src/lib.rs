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

/// Values with constraints.
pub mod constraints {
    include!(concat!(env!("OUT_DIR"), "/constraints.rs"));
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

/// Every style of a parameter.
pub mod parameters {
    include!(concat!(env!("OUT_DIR"), "/parameters.rs"));
}
