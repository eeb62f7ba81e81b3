//! OData CSDL into the model.
