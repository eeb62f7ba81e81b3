//! Writes a client for each case that is called over loopback.

fn main() {
    for case in ["discriminator", "forms", "multipart", "parameters", "security"] {
        rest_bindgen::Builder::new(format!("../cases/{case}/input.yaml")).file_name(format!("{case}.rs")).run_or_exit();
    }
}
