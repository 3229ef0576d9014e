.PHONY: run test axe check bench fmt dist clean-var

run: ; cargo build --release --bin xiaonuan && target/release/xiaonuan serve --demo
test: axe ; cargo test --workspace
axe: ; .ci/axe
check: ; cargo fmt --all --check && cargo clippy --workspace --all-targets -- -D warnings
bench: ; cargo bench --workspace --bench books --bench counter --bench quotes
fmt: ; cargo fmt --all
dist: ; cargo build --profile dist --bin xiaonuan
clean-var: ; rm -rf var
