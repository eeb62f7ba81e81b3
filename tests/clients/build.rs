//! Writes a client for each case that is called over loopback.

use rest_bindgen::config::OperationSurface;

fn main() {
    let constrained = rest_bindgen::Builder::new("../cases/constraints/input.yaml").validate();
    constrained.file_name("constraints.rs").run_or_exit();
    let arguments = rest_bindgen::Builder::new("../cases/constrained-arguments/input.yaml").validate();
    arguments.file_name("constrained_arguments.rs").run_or_exit();
    let conditions = rest_bindgen::Builder::new("../cases/conditions/input.yaml").validate();
    conditions.file_name("conditions.rs").run_or_exit();
    let facets = rest_bindgen::Builder::new("../cases/facets/input.xml").validate();
    facets.file_name("facets.rs").run_or_exit();
    let facets = rest_bindgen::Builder::new("../cases/facets-in-openapi/input.yaml").validate();
    facets.file_name("facets_in_openapi.rs").run_or_exit();
    for (file, operations) in [("paths", OperationSurface::Paths), ("navigation", OperationSurface::Navigation)] {
        let literals = rest_bindgen::Builder::new("../cases/odata-literals/input.xml").operations(operations);
        literals.file_name(format!("literals_by_{file}.rs")).run_or_exit();
    }
    let incoming = rest_bindgen::Builder::new("../cases/incoming/input.yaml").webhooks().callbacks();
    incoming.file_name("incoming.rs").run_or_exit();
    rest_bindgen::Builder::new("../cases/large-integers/input.json").file_name("large_integers.rs").run_or_exit();
    for case in [
        "answers-without-bodies",
        "collection-formats",
        "media-type-ranges",
        "odd-paths",
        "parts-by-position",
        "scalar-bodies",
        "sequences-in-requests",
        "styles-of-3-2",
        "texts-with-types",
        "variables-without-defaults",
    ] {
        let file = format!("{}.rs", case.replace('-', "_"));
        rest_bindgen::Builder::new(format!("../cases/issue-{case}/input.yaml")).file_name(file).run_or_exit();
    }
    for case in ["additional-operations"].into_iter().chain([
        "defaults",
        "discriminator",
        "error-media-types",
        "forms",
        "large-values",
        "mixed-values",
        "multipart",
        "one-way",
        "parameters",
        "quoted-numbers",
        "security",
        "servers",
        "stream-member",
    ]) {
        let file = format!("{}.rs", case.replace('-', "_"));
        rest_bindgen::Builder::new(format!("../cases/{case}/input.yaml")).file_name(file).run_or_exit();
    }
}
