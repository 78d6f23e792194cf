# make run    everything from nothing: local cloud, demo organisation, main job, portal; Ctrl-C stops it and keeps the data
# make test   everything that is checked
# make test-faults, make test-mutants   thousands of histories under faults; bugs that are planted and must be seen
# make bench  everything that is measured (docs/performance.md); BENCHES="import lists" measures only those
# All that is installed goes into a cache outside this folder: $PACKHOUSE_CACHE, or ~/.cache/packhouse.

export PACKHOUSE_CACHE := $(or $(PACKHOUSE_CACHE),$(HOME)/.cache/packhouse)
export CARGO_TARGET_DIR := $(or $(CARGO_TARGET_DIR),$(PACKHOUSE_CACHE)/target)
export SAM_CLI_TELEMETRY := 0
export ROWS LINES MAIL_DOMAIN PORTAL_URL ALARM_MAIL PORTAL_DOMAIN CERTIFICATE_ARN FIREWALL
SHELL := /bin/bash -euo pipefail

CACHE := $(PACKHOUSE_CACHE)
PYTHON := $(CACHE)/cloud/bin/python
SAM := $(CACHE)/sam/bin/sam
TEMPLATES := $(wildcard infra/*.yaml)
NODE_MODULES := $(CACHE)/web-$(firstword $(shell cksum web/package-lock.json))/node_modules
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print)

.PHONY: run up down reset codes build web deploy test bench bench-large-file bench-peers fmt fmt-check web-packages audit fuzz-api lint lint-rust lint-web lint-infra test-rust test-papers test-faults test-mutants test-web test-deployed clean

## the local cloud

run: build web | $(CACHE)/cloud/.ready $(CACHE)/sam/.ready
	@exec $(PYTHON) infra/local/run.py run

up: build web | $(CACHE)/cloud/.ready $(CACHE)/sam/.ready
	@$(PYTHON) infra/local/run.py up

down: | $(CACHE)/cloud/.ready
	@$(PYTHON) infra/local/run.py down

reset: down
	@rm -rf .local

codes:
	@$(PYTHON) infra/local/codes.py

## building

# The tests build all targets, and with their features: the same then serves both, and nothing is compiled twice.
TARGETS ?= --bins --example history

build:
	@infra/local/build.sh $(TARGETS)

web: web/dist/index.html

web/dist/index.html: $(WEB_SOURCES) | web-packages
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

## AWS: make deploy MAIL_DOMAIN=example.com PORTAL_URL=https://portal.example.com ALARM_MAIL=ops@example.com [ARCHITECTURE=x86_64]

ARCHITECTURE ?= arm64
WATCH_SIGN_INS ?= yes

deploy: web | $(CACHE)/cloud/.ready $(CACHE)/sam/.ready
	@: $${MAIL_DOMAIN:?} $${PORTAL_URL:?} $${ALARM_MAIL:?}
	@PATH=$(CACHE)/sam/bin:$$PATH cargo lambda build --release --$(subst _,-,$(ARCHITECTURE)) --workspace --lambda-dir build/lambda
	@$(SAM) deploy --config-file samplconfig.toml --parameter-overrides Architecture=$(ARCHITECTURE) \
		MailDomain=$(MAIL_DOMAIN) MailFrom=orders@$(MAIL_DOMAIN) PortalUrl=$(PORTAL_URL) AlarmMail=$(ALARM_MAIL) WatchSignIns=$(WATCH_SIGN_INS)
	@$(PYTHON) infra/publish.py

## checking

test: fmt-check lint audit test-rust test-papers test-web test-deployed

fmt:
	@cargo fmt --all

fmt-check:
	@cargo fmt --all --check

lint: lint-rust lint-web lint-infra

lint-rust:
	@cargo clippy --workspace --all-targets --quiet -- -D warnings

lint-web: | web-packages
	@cd web && npm run --silent lint && npm run --silent typecheck

lint-infra: | $(CACHE)/checks/.ready $(CACHE)/sam/.ready $(CACHE)/cloud/.ready
	@$(CACHE)/checks/bin/cfn-lint $(TEMPLATES)
	@$(SAM) validate --config-file samplconfig.toml
	@$(CACHE)/checks/bin/checkov --config-file infra/local/checkov.yaml --directory infra
	@$(PYTHON) -m pytest --quiet tests/infra

# What we depend on: licences, sources, known faults. What cannot be asked (no network, no tool) is said in a line and passed over.
audit: | web-packages
	@$(MAKE) --silent $(CACHE)/audit/.ready >/dev/null 2>&1 || true
	@infra/local/audit.sh

test-rust:
	@if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --workspace --no-fail-fast --status-level fail; else cargo test --workspace --quiet; fi

# Random histories, from another seed each time (FAULT_FIRST=… for a certain one, FAULT_HISTORIES=… for more), and a death at each call
# of a journey.
test-faults: export FAULT_HISTORIES ?= 10000
test-faults: export FAULT_FIRST ?= $(shell date +%s)
test-faults: export KILL_STRIDE ?= 1
test-faults: export RACES ?= 1000
test-faults:
	@echo "$$FAULT_HISTORIES histories from seed $$FAULT_FIRST on"
	@cargo test --quiet --workspace --test faults -- --nocapture

# MUTANTS="rounded overtake" plants only those with one of the words in their names.
test-mutants: | $(CACHE)/checks/.ready
	@$(CACHE)/checks/bin/python tests/mutants/plant.py build/mutants $(MUTANTS)

# Labels, texts and the file itself, as a scanner, a reader and a checker find them that are not ours; SHEETS=10000 for many.
test-papers: export SHEETS ?= 140
test-papers: | $(CACHE)/papers/.ready
	@cargo build --quiet --workspace --all-targets
	@$(CACHE)/papers/bin/python -m pytest --quiet tests/papers

test-web: | web-packages
	@cd web && npm test --silent

# A second local cloud beside a developer's own, with policies enforced; thrown away afterwards.
test-deployed: TARGETS := --all-targets
test-deployed: export PACKHOUSE_LOCAL := $(CURDIR)/build/test-cloud
test-deployed: export PACKHOUSE_ENFORCE_IAM := true
test-deployed: export HISTORY_DAYS := 4
test-deployed: export PORTAL_RUN_JSON := $(CURDIR)/build/test-cloud/run.json
test-deployed: build web | $(CACHE)/cloud/.ready $(CACHE)/sam/.ready $(CACHE)/fuzz/.ready
	@command -v chromium >/dev/null || { sudo=$$([ $$(id -u) = 0 ] || echo sudo); $$sudo apt-get -qq update && $$sudo apt-get -qq install -y chromium >/dev/null; }
	@$(PYTHON) infra/local/cloud.py reset
	@trap '$(PYTHON) infra/local/run.py down' EXIT; \
		$(PYTHON) infra/local/run.py up && $(PYTHON) -m pytest --quiet tests/deployed && (cd web && npm run --silent e2e)

# Schemathesis for ten minutes (or SECONDS=…) against a local cloud of its own.
fuzz-api: export PACKHOUSE_LOCAL := $(CURDIR)/build/fuzz-cloud
fuzz-api: export FUZZ_SECONDS := $(or $(SECONDS),600)
fuzz-api: export FUZZ_SEED ?=
fuzz-api: build web | $(CACHE)/cloud/.ready $(CACHE)/sam/.ready $(CACHE)/fuzz/.ready
	@trap '$(PYTHON) infra/local/run.py down' EXIT; \
		$(PYTHON) infra/local/run.py up && $(PYTHON) -m pytest --quiet -s tests/deployed/test_fuzz.py

## measuring, beside a table of goals

BENCHES ?=

# The functions as they are built for AWS, but for this machine's processor; a figure that is bad fails nothing.
bench: | web-packages
	@[ -d $(CACHE)/lighthouse/node_modules/lighthouse ] || npm install --silent --no-audit --no-fund --prefix $(CACHE)/lighthouse --cache $(CACHE)/npm lighthouse@12.8.2
	@cargo build --quiet --release --workspace --bins
	@cargo build --quiet --release --package system-tests --example bench
	@$(CARGO_TARGET_DIR)/release/examples/bench $(CACHE)/bench .local/bench.json $(BENCHES)

# A file of a million rows through the local cloud that is up; ROWS=… for less.
bench-large-file: | $(CACHE)/cloud/.ready
	@$(PYTHON) tests/bench/large_file.py

# Others that do the same, on the data sets of `make bench`.
bench-peers: | $(CACHE)/peers/.ready
	@cargo build --quiet --release --package system-tests --example bench
	@[ -d $(CACHE)/peers/node_modules/papaparse ] || npm install --silent --no-audit --no-fund --prefix $(CACHE)/peers --cache $(CACHE)/npm papaparse@5.7.1
	@$(CACHE)/peers/bin/python tests/bench/peers/run.py $(CARGO_TARGET_DIR)/release/examples/bench $(CACHE)/bench $(CACHE)/peers

clean: reset
	@rm -rf build web/dist web/node_modules

## installing, quietly, once

$(CACHE)/%/.ready: infra/local/requirements/%.txt
	@echo "Installing $* into $(CACHE)"
	@python3 -m venv $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

$(NODE_MODULES):
	@echo "Installing the portal's packages into $(CACHE)"
	@mkdir -p $(@D) && cp web/package.json web/package-lock.json $(@D)
	# Not `npm ci`: it wants the native packages of every other system in the lock file, which not every registry has.
	@cd $(@D) && npm install --no-save --silent --no-audit --no-fund --cache $(CACHE)/npm

# A folder that somebody filled with npm is left alone.
web-packages: | $(NODE_MODULES)
	@[ -d web/node_modules -a ! -L web/node_modules ] || ln -sfn $(NODE_MODULES) web/node_modules
