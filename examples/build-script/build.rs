//! Writes the client of VPP tokens into `OUT_DIR`.

fn main() {
    rest_bindgen::Builder::new("../../specs/vpp-tokens/openapi.yaml")
        .include("/deviceAppManagement/vppTokens/**")
        .run_or_exit();
}
