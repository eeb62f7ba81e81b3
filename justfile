# The daily commands. `just` lists them; each also works by itself.

default:
    @just --list

# Write the committed bindings again
bindings:
    cargo run --quiet -- generate specs/vpp-tokens/openapi.yaml --out generated/vpp-tokens --runtime-path runtime
    cargo run --quiet -- generate specs/library/metadata.xml --operations navigation --name library --out generated/library --runtime-path runtime
    REST_BINDGEN_UPDATE=1 cargo test --package rest-bindgen --test wire the_client_is_what_the_generator_writes

# All tests
test:
    cargo test --workspace

# What CI runs
ci:
    bash .ci/run

# Format and lint
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# Read changed snapshots, one by one
review:
    cargo insta review

# Measure; see benches/README.md
bench:
    cargo bench --package rest-bindgen
