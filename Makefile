# SPDX-License-Identifier: Apache-2.0
MVN := mvn --batch-mode --no-transfer-progress
SKIP := $(if $(filter 1,$(WINNOW_SKIP_ITS)),-DskipITs)

.DEFAULT_GOAL := help
.PHONY: help deps build dist dist-test dogfood image image-test demo test verify perf soak sweep rare-paths faults kernel-matrix kubernetes-test clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install what is missing (Debian and its relatives, as root)
	@deploy/install-dependencies

build: deps ## compile everything, run no test
	@echo 'Building (the first time takes some minutes)'
	@GNUMAKEFLAGS=--silent $(MVN) --quiet package -DskipTests -DskipITs

# the newest of these JDKs gives the runtime that is shipped; without one, the JDK that builds
RUNTIME_JDK ?= $(patsubst %/bin/jlink,%,$(lastword $(sort $(wildcard /usr/lib/jvm/*2[5-9]*/bin/jlink))))
dist: deps ## a tarball and a Debian package, with its own Java runtime, in deploy/dist/target; the same bytes from the same commit
	@$(MVN) --quiet package -Pdist --projects deploy/dist --also-make -DskipTests -DskipITs \
		-Dwinnow.dist.time=$$(TZ=UTC git log -1 --format=%cd --date=format-local:%Y-%m-%dT%H:%M:%SZ) \
		$(if $(RUNTIME_JDK),-Dwinnow.runtime.jdk=$(RUNTIME_JDK))
	@ls -sh1 deploy/dist/target/winnow-*.tar.gz

dist-test: dist ## build it twice, install the Debian package on a clean Debian, boot it with systemd, purge it (root, some minutes)
	@deploy/dist/twice
	@deploy/install-dependencies dist-test
	@deploy/dist/test

dogfood: build dist ## Winnow learns its own two services on a clean Debian, and writes what they need: drop-ins of the units (root, minutes)
	@deploy/install-dependencies dist-test
	@deploy/dist/dogfood

image: dist ## an OCI image of it, on a few packages of Debian; the same bytes from the same commit and packages (root)
	@deploy/install-dependencies image
	@deploy/image/build

image-test: image ## the image: its parts and licences, its bytes built twice; under Docker by compose (root)
	@deploy/install-dependencies image-test
	@deploy/image/test
	@deploy/compose/test

demo: build ## watch a real container, profile it, confine it, catch what it then does otherwise (root)
	@deploy/demo/run

test: deps ## all tests (root, BPF, runc; WINNOW_SKIP_ITS=1 leaves out those that need them)
	@.ci/check-links
	@.ci/check-words
	@.ci/check-host $(if $(SKIP),--skip-its)
	$(MVN) checkstyle:check@style
	@$(if $(SKIP),true,deploy/install-dependencies kernel-matrix)
	@rm -rf */target/*-reports */*/target/*-reports
	$(MVN) verify -Pbugs $(SKIP)

verify: ## what CI runs: all tests, none of them skipped
	@.ci/run

perf: build dist ## benchmarks: ratios measured side by side in one run; start and memory of the package (root)
	@perf/run

sweep: build ## 53 programs under Docker and podman, learned and confined; writes deploy/SWEEP.md (root, an hour, goes on where it was)
	@deploy/install-dependencies sweep
	@deploy/sweep/run $(SWEEP)

rare-paths: build ## servers that are learned with a short load and driven through rare paths; writes deploy/RAREPATHS.md (root, 12 minutes)
	@deploy/install-dependencies sweep
	@deploy/sweep/rare $(RARE)

MINUTES ?= 60
soak: build ## a day of a service in MINUTES=60: containers, violations, floods, the broker away; a verdict (root)
	@perf/soak $(MINUTES)

faults: build ## the tests of faults with more rounds than in `make test`; writes docs/faults.md (root, hours; FAULTS="2 9", ROUNDS=20 for less)
	@ROUNDS=$(ROUNDS) deploy/faults/run $(FAULTS)

kernel-matrix: deps ## boot Debian's kernels in QEMU, run the tracer's tests in each, print a table (root)
	@deploy/install-dependencies kernel-matrix
	@$(MAKE) --no-print-directory -C collector-native
	@collector-native/matrix/run

kubernetes-test: build image ## a node of a real cluster: pods of each kind of owner, the API server away and refusing; the chart (root; the first time it builds Kubernetes)
	@deploy/install-dependencies kubernetes-test
	@deploy/kubernetes/test
	@deploy/kubernetes/chart

clean: ## remove what was built
	@$(MVN) --quiet clean
