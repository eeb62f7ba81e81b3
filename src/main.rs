//! The command line. See `rest-bindgen --help`.

use std::process::ExitCode;

/// Tokens are many small values: with the allocator of the C library, generating takes a third more time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rest_bindgen::cli::main()
}
