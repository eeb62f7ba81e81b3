//! Writes the JavaScript around a module of WebAssembly, for Node: `bindgen in.wasm out/`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(module), Some(out)) = (arguments.next(), arguments.next()) else { return Err("in.wasm out/".into()) };
    wasm_bindgen_cli_support::Bindgen::new().input_path(module).nodejs(true)?.generate(out)?;
    Ok(())
}
