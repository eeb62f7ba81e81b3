# The daily commands. `just` lists them; each also works by itself.

default:
    @just --list

# Write the committed bindings again
bindings:
    cargo run --quiet -- generate specs/vpp-tokens/openapi.yaml --out generated/vpp-tokens --runtime-path runtime
    cargo run --quiet -- generate specs/library/metadata.xml --operations navigation --name library --out generated/library --runtime-path runtime

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
