//! The command line. See `rest-bindgen --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    rest_bindgen::cli::main()
}
