//! OpenAPI into the model.
