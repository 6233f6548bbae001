# The targets of labs. `make` lists them.
SHELL := bash
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: labs
labs: engine build ## set everything up, make the cluster and run the five labs
	bin/labs up
	bin/labs test

.PHONY: build
build: ## build bin/labs
	@mkdir -p bin
	@echo "building bin/labs (minutes the first time, then seconds)"
	@flags=$$(scripts/stamp.sh) && CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "$$flags" -o bin/labs ./cmd/labs

.PHONY: engine
engine: ## make sure that a container engine answers
	@scripts/engine.sh

.PHONY: test-tools
test-tools: ## make sure that what only the tests use is there, shells and xmllint
	@scripts/test-tools.sh

.PHONY: node-image
node-image: engine ## build the kind node image from source, unless it is there
	images/node/build.sh

.PHONY: verify
verify: ## format, vet, staticcheck, unit tests with the race detector: no engine
	@test -z "$$(gofmt -l . | tee /dev/stderr)" || { echo 'run gofmt -w on these files' >&2; exit 1; }
	go vet ./... && go vet -tags e2e ./internal/e2e ./internal/shell && go vet -tags dist ./internal/dist
	scripts/lint.sh
	go test -race ./...

.PHONY: test
test: verify engine test-tools dist-check ## all tests, those on a real cluster included
	bin/labs up --name labs-test
	images/node/test.sh
	go test -tags e2e -count=1 -timeout 60m -v ./internal/e2e ./internal/shell

.PHONY: dist
dist: ## build the files of a release into dist: six programs, checksums, SBOMs
	scripts/dist.sh

.PHONY: dist-check
dist-check: build ## test bin/labs as others get it: alone, static, the same from elsewhere
	scripts/dist.sh --check bin/labs
	go test -tags dist -count=1 ./internal/dist

.PHONY: bench
bench: engine build ## speed and memory beside kind and a bash script, as ratios
	scripts/bench/bench.sh

.PHONY: causes
causes: engine build ## break a real cluster in a hundred ways, and print what labs says of each
	go test -tags e2e -count=1 -v -run '^TestCauses$$' ./internal/e2e

.PHONY: recording
recording: engine build ## record docs/recording.svg on a real cluster
	scripts/record/recording.sh

.PHONY: clean
clean: ## remove what was built; the cluster goes with labs down
	rm -rf bin dist
