# What one does with this checkout. Everything longer than a line or two is a script in scripts/.
#
# The root package and those in Examples/ and Benchmarks/ share a build folder: see scripts/swift.sh.

ADDR ?= 127.0.0.1:8080
SECONDS ?= 60

export ADDR

.DEFAULT_GOAL := help
.PHONY: help run demo test unit build examples format lint docs bench ratchet fuzz interop clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build and start the add service (ARGS='--rate-limit off'; SERVICE=stringsvc for another), and show how to call it
	@scripts/run.sh

demo: ## Three string services and a gateway under traffic, while instances are killed, added and drained
	@scripts/demo.sh

test: ## Everything that CI checks, on a machine that has nothing but Swift
	@scripts/test.sh

unit: ## The tests of the libraries (FILTER=name runs only some)
	scripts/swift.sh test $(if $(FILTER),--filter '$(FILTER)')

build: ## Build the libraries
	scripts/swift.sh build

examples: ## Build and test the examples
	@scripts/install.sh zlib1g-dev libsqlite3-dev
	scripts/swift.sh test --package-path Examples

format: ## Format the Swift code in place
	@scripts/swift-files.sh | xargs -0 swift format --in-place --parallel

lint: ## Check format, forbidden constructs, imports and file lengths
	@scripts/lint.sh

docs: ## Build the documentation into .build-docs/; a warning is an error
	@scripts/docs.sh

bench: ## Measure against Go kit (ARGS='--only http --rounds 7'; --help tells)
	@python3 scripts/bench.py $(ARGS)

ratchet: ## Fail when a hot path takes more instructions or allocations than it did (ARGS=--record writes them anew)
	@scripts/ratchet.sh $(ARGS)

fuzz: ## Fuzz what reads bytes from the network (TARGET=all SECONDS=60)
	@scripts/fuzz.sh '$(or $(TARGET),all)' '$(SECONDS)'

interop: ## Call the add service from and to Go, Python and C++ (ARGS='--only grpc'; ARGS=--foreign)
	@scripts/interop.sh $(ARGS)

clean: ## Remove everything that was built
	rm -rf .build .build-* Examples/.build Benchmarks/.build Fuzz/artifacts
