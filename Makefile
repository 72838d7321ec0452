# Everything a developer or CI runs. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .build-venv
DEBUG := .build/debug
RELEASE := .build-release/release
# A static runtime: the binary runs on a host without Swift.
RELEASE_FLAGS := -c release --static-swift-stdlib --scratch-path .build-release
# Test targets that talk to others or wait, apart from those that compute; those that start hundreds of
# commands, and those with servers of their own, apart from both: on few cores they would time each other out, and
# one counts the descriptors of its whole process.
TALKING := AgentHTTPTests|FlagClientTests
COMMANDING := CommandsTests
CONNECTING := RedisClientTests
STORING := MemoryStoreTests|RedisStoreTests|SQLiteStoreTests
export TALKING COMMANDING CONNECTING STORING VENV
# So many tests at once: by default all of them begin together, each with processes of its own.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8
# Files of Python tests at once: most of them wait for an agent or a store.
export PYTEST_PROCESSES ?= 3

# Test targets that map memory, share it between threads, or read what others wrote: those that compute, apart from those
# that wait for others, as above.
SANITIZED := FlagModelTests|FlagSnapshotTests|TelemetryTests
# Those of them that have more than one thread.
THREADED := FlagSnapshotTests|TelemetryTests

# How long `make fuzz` takes for each target; `make test` fuzzes for a few seconds.
FUZZ_SECONDS ?= 600

.PHONY: help run test fuzz fuzzer sanitize demo bench simulate format lint client release clean dependencies \
	build-tests python-environment

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dependencies: ## install what is missing from Debian (asks sudo unless root)
	@.ci/dependencies

python-environment: dependencies
	@.ci/python-environment $(PYTHON) $(VENV) Tests/python/requirements.txt

run: dependencies ## an agent on a private embedded store with an example feature, until Ctrl-C
	swift build --product flagpost
	examples/run.sh $(DEBUG)/flagpost

build-tests: dependencies
	swift build --build-tests

test: ## every test, Swift and Python; each step says how long it took
	@.ci/test

fuzzer: build-tests
	Tests/Fuzz/build.sh

fuzz: fuzzer ## every fuzz target for FUZZ_SECONDS (600)
	Tests/Fuzz/run.sh $(FUZZ_SECONDS)

sanitize: dependencies ## tests of memory and concurrency under the address and the thread sanitizer; takes 25 minutes
	Tests/Sanitizers/run.sh address '^($(SANITIZED))\.' '^($(TALKING))\.' '^($(CONNECTING))\.'
	Tests/Sanitizers/run.sh thread '^($(THREADED))\.' '^($(TALKING))\.' '^($(CONNECTING))\.'

client: python-environment ## libflagpost.so (Embedded Swift), and the Python client in place
	clients/build-library.sh
	PYTHON=$(PYTHON) clients/python/build.sh

release: dependencies ## the static, stripped binary
	swift build $(RELEASE_FLAGS) --product flagpost
	strip -o $(RELEASE)/flagpost.stripped $(RELEASE)/flagpost
	@ls -l $(RELEASE)/flagpost.stripped

demo: release client ## the story in one terminal: two hosts, a bad candidate, the trip, the kill
	$(VENV)/bin/python examples/demo/demo.py --flagpost $(RELEASE)/flagpost.stripped

bench: release client ## the figures of docs/performance.md; takes half an hour and wants a quiet machine
	@.ci/python-environment $(PYTHON) $(VENV) Benchmarks/peers/requirements.txt
	swift build $(RELEASE_FLAGS) --product evaluation-benchmark
	swift build $(RELEASE_FLAGS) --product benchmark-publisher
	swift build $(RELEASE_FLAGS) --product store-benchmark
	$(VENV)/bin/python Benchmarks/run.py --flagpost $(RELEASE)/flagpost.stripped --bin $(RELEASE)

simulate: dependencies ## the guards' acceptance rows through the real engine (docs/guards.md)
	swift build -c release --scratch-path .build-release --product guard-simulation
	$(RELEASE)/guard-simulation

format: ## format all Swift sources
	swift format --in-place --recursive Sources Tests Benchmarks Package.swift

lint: ## the format, and the direction of the dependencies
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift
	.ci/check-layers

clean: ## remove everything built
	rm -rf .build .build-* clients/python/build clients/python/dist
	find clients -name '*.so*' -delete
