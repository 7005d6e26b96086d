# The commands of the project: each installs what it lacks, says so in a line, builds and goes.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:

TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
BINDINGS := $(TARGET)/bindings
UNITS := $(wildcard src-tauri/cli/systemd/*.service)
UI_SOURCES := $(shell find ui/src icons -type f 2>/dev/null) $(wildcard ui/*.ts ui/*.js ui/*.json ui/index.html)
DESKTOP_PACKAGES := libwebkit2gtk-4.1-dev pkg-config
TEST_PACKAGES := xvfb dbus webkit2gtk-driver gnome-keyring chromium fonts-dejavu-core librsvg2-common
TEST_PROGRAMS := Xvfb dbus-daemon WebKitWebDriver gnome-keyring-daemon
BROWSERS := chromium chromium-browser google-chrome
DENY_VERSION := 0.20.2
DENY := $(or $(shell command -v cargo-deny),$(TARGET)/tools/bin/cargo-deny)

# $(call say,WORDS) heads a step; $(call require,PROGRAM,WHERE FROM) ends where it is missing.
say = @printf '\n== %s\n' '$(1)'
require = @command -v $(1) >/dev/null || { echo '$(1) is missing: $(2)' >&2; exit 1; }

# $(call install,PACKAGES,WHY) installs what the system lacks, where it is Debian's kind.
install = command -v apt-get >/dev/null || { \
	  echo 'Missing: $(1) (Debian names; $(2)). Install them, then run this again.' >&2; exit 1; }; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	echo "Installing $(1): $(2)$${sudo:+; sudo may ask for a password}."; \
	$$sudo apt-get update -qq; \
	$$sudo env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends $(1) >/dev/null

.PHONY: help run run-window run-terminal test package bench lint bindings clean
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## Build Tidewatch and open its window (without a display: the monitor in the terminal)
	@if [ -n "$${DISPLAY-}$${WAYLAND_DISPLAY-}" ]; then $(MAKE) run-window; else \
	  echo 'There is no display here: the monitor runs in this terminal, with a sample job.'; \
	  $(MAKE) run-terminal; fi

run-window: rust desktop-packages ui/dist/index.html
	cargo build --locked --release -p tidewatch-desktop --bins
	exec $(TARGET)/release/tidewatch-desktop $(ARGS)

run-terminal: rust
	cargo build --locked --release -p tidewatch-cli
	exec $(TARGET)/release/tidewatch scheduler --create-test $(ARGS)

test: lint test-ui test-rust ## Lint, test and build everything
	@printf '\nAll checks passed.\n'

# Both programs in one call: what they share is built once, with the features of both.
package: rust desktop-packages ui/dist/index.html ## Build the Debian package: desktop, command line, units
	@command -v dpkg-shlibdeps >/dev/null || { $(call install,dpkg-dev,the package is built with it); }
	cargo build --locked --release -p tidewatch-desktop -p tidewatch-cli
	src-tauri/package/build.sh $(TARGET)

bench: rust ## Measure feeds: cold, unchanged, partly new
	cargo bench --locked -p tidewatch-cli --bench feeds $(ARGS)

lint: lint-ui lint-rust lint-deny lint-units ## Formatting, lints, licences, unit files

bindings: rust desktop-packages ui/dist/index.html ## Write the TypeScript types of the UI anew from the Rust ones
	@rm -rf ui/src/bindings
	cargo test --locked --quiet --lib export_bindings_
	cargo test --locked --quiet -p tidewatch-desktop --bins export_bindings_

clean: ## Delete what was built and installed here
	cargo clean
	rm -rf ui/dist ui/node_modules src-tauri/gen src-tauri/permissions

# ---- Rust

.PHONY: rust rust-tools lint-rust lint-deny test-rust
rust:
	$(call require,cargo,install Rust with rustup)

rust-tools: rust
	@cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 || { \
	  echo 'Adding rustfmt and clippy to the Rust toolchain.'; \
	  rustup --quiet component add rustfmt clippy; }

lint-rust: rust-tools desktop-packages ui/dist/index.html
	$(call say,Rust: format and lints)
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --all-targets -p tidewatch-desktop -- -D warnings

lint-deny: rust $(DENY)
	$(call say,Dependencies: bans$(comma) licences$(comma) sources)
	$(DENY) --locked --log-level error --config .deny.toml check --hide-inclusion-graph bans licenses sources

# The types are exported by tests: a fresh copy is compared with the committed one. The window's
# tests run the command line beside it.
test-rust: rust desktop-packages test-packages ui/dist/index.html
	$(call say,Rust: tests)
	@rm -rf $(BINDINGS) && mkdir -p $(BINDINGS)
	TS_RS_EXPORT_DIR=$(BINDINGS) cargo test --locked
	$(call say,Window: tests on a private display)
	cargo build --locked -p tidewatch-cli
	TS_RS_EXPORT_DIR=$(BINDINGS) cargo test --locked -p tidewatch-desktop
	@diff -r ui/src/bindings $(BINDINGS) || { \
	  echo 'ui/src/bindings is not what the Rust types say: run `make bindings`.' >&2; exit 1; }

# Unoptimised: it runs for seconds, and building it is what takes the time.
$(TARGET)/tools/bin/cargo-deny:
	@echo 'Installing cargo-deny into $(TARGET)/tools (some minutes, once).'
	CARGO_PROFILE_DEV_DEBUG=0 CARGO_TARGET_DIR=$(TARGET)/tools/build \
	  cargo install cargo-deny --quiet --locked --debug --version $(DENY_VERSION) --root $(TARGET)/tools
	@rm -rf $(TARGET)/tools/build

# ---- UI

.PHONY: lint-ui test-ui
lint-ui: ui/node_modules/.package-lock.json
	$(call say,UI: lints and types)
	@! grep -n '"resolved"' ui/package-lock.json || { \
	  echo 'ui/package-lock.json names a registry: keep ui/.npmrc and install again.' >&2; exit 1; }
	@cd ui && npm run --silent lint
	@cd ui && npm run --silent check

test-ui: ui/dist/index.html test-packages
	$(call say,UI: tests)
	@cd ui && npm run --silent test
	$(call say,UI: tests in a browser)
	@cd ui && npm run --silent test:e2e

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	$(call require,npm,install Node 20.19 or later)
	@echo 'Installing the packages of the UI.'
	@cd ui && npm ci --loglevel error
	@touch $@

ui/dist/index.html: ui/node_modules/.package-lock.json $(UI_SOURCES)
	@echo 'Building the UI.'
	@cd ui && npm run --silent build

# ---- What the system must have

.PHONY: desktop-packages test-packages lint-units
desktop-packages:
	@pkg-config --exists webkit2gtk-4.1 2>/dev/null || { \
	  $(call install,$(DESKTOP_PACKAGES),the window is built with them); }

# A display, a bus and a driver for the real window; a browser for the pages.
test-packages:
	@for program in $(TEST_PROGRAMS); do command -v $$program >/dev/null || missing=1; done; \
	[ -n "$${CHROMIUM-}" ] || command -v $(BROWSERS) >/dev/null || missing=1; \
	[ -z "$${missing-}" ] || { $(call install,$(TEST_PACKAGES),the window is tested with them); }

# verify only warns about a misspelt key, so anything it says is an error here.
lint-units:
	$(call say,systemd units)
	@command -v systemd-analyze >/dev/null || { echo 'Skipped: systemd-analyze is not here.'; exit 0; }; \
	units=$$(mktemp -d); trap 'rm -rf "$$units"' EXIT; \
	for unit in $(UNITS); do \
	  sed 's#=/usr/bin/tidewatch#=/bin/true#' "$$unit" > "$$units/$${unit##*/}"; \
	  said=$$(systemd-analyze verify --recursive-errors=no --man=no "$$units/$${unit##*/}" 2>&1) || true; \
	  [ -z "$$said" ] || { echo "$$unit: $$said" >&2; exit 1; }; \
	  systemd-analyze --help | grep -e --offline >/dev/null || { echo 'Skipped: the exposure level needs systemd 250.'; continue; }; \
	  systemd-analyze security --offline=true --threshold=20 --no-pager "$$unit" | tail -n 1 || { \
	    echo "$$unit: its exposure level must stay under 2.0." >&2; exit 1; }; \
	done

comma := ,
