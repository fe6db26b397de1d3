# make run      installs what is missing, builds, and starts Qhana with demo data on http://localhost:8080
# make test     everything that must hold: formatting, vet, staticcheck, Go tests with the race detector, browser tests
# make bench    measures against PostgreSQL's own commit rate on this machine, the desk on a million cases (10 GB of disk), the record on a million acts
# A step runs again only when what it is made from has changed.

SHELL := /bin/sh
GO ?= go
NPM ?= npm
NODE ?= node
PKG ?= ./...

FRONTEND := $(if $(wildcard web/package.json),build/web.stamp)
FRONT := $(shell find web -name node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)
GOFILES := $(shell find cmd internal -name '*.go' -not -name '*_test.go' 2>/dev/null)
EMBEDDED := $(shell find internal migrations templates workflows -type f -not -name '*.go' 2>/dev/null)

.PHONY: pdfa run build test lint gotest plaintest e2e bench screenshots clean help
help:
	@sed -n '1,4s/^# //p' Makefile

run: build
	@scripts/need.sh postgres
	@exec bin/qhana demo

build: bin/qhana

bin/qhana: go.mod go.sum $(GOFILES) $(EMBEDDED) $(FRONTEND)
	@scripts/need.sh go
	$(GO) build -trimpath -o $@ ./cmd/qhana
	@touch $@

# The front end: styles and scripts from npm's packages into web/dist, which the binary embeds.
build/web.stamp: build/web-npm.stamp $(FRONT)
	$(NPM) --prefix web run --silent build
	@touch $@

build/web-npm.stamp: web/package.json web/package-lock.json
	@scripts/need.sh node
	$(NPM) --prefix web ci --no-audit --no-fund --loglevel=error
	@mkdir -p build && touch $@

build/e2e-npm.stamp: e2e/package.json e2e/package-lock.json
	@scripts/need.sh node
	$(NPM) --prefix e2e ci --no-audit --no-fund --loglevel=error
	@mkdir -p build && touch $@

# The Go tests wait for processes now and then: what else needs no browser is made beside them, and what the browser tests need.
test: $(FRONTEND)
	@scripts/need.sh go node
	@MAKE="$(MAKE)" $(NODE) scripts/beside.mjs gotest "lint plaintest build build/e2e-npm.stamp"
	@$(MAKE) --no-print-directory e2e

lint: $(FRONTEND)
	@scripts/need.sh go
	@unformatted=$$(gofmt -l cmd internal interop migrations templates web workflows); \
		if [ -n "$$unformatted" ]; then echo "not gofmt'ed:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet -trimpath ./... # as the program is built, so that nothing is compiled twice
	GOFLAGS=-trimpath $(GO) tool staticcheck ./...

gotest: $(FRONTEND)
	@scripts/need.sh go node postgres compiler poppler
	$(NODE) scripts/gotest.mjs -race -parallel 4 -timeout 40m $(PKG) # many tests wait for processes more than they compute

# Every state machine and a million terms, which the race detector would make ten times as long.
plaintest: $(FRONTEND)
	@scripts/need.sh go
	$(GO) test -trimpath -timeout 40m ./internal/statute

e2e: build build/e2e-npm.stamp
	@scripts/need.sh postgres chromium
	$(NODE) e2e/run.mjs

# The browser tests take the pictures of the README as they go.
screenshots: e2e
	@mkdir -p docs/screenshots && cp build/screenshots/*.png docs/screenshots/

bench: build
	@scripts/need.sh postgres
	bin/qhana bench

# The letters against veraPDF, which needs Java and Maven; make test holds what it found to matter.
pdfa:
	rm -rf build/pdfa && mkdir -p build/pdfa
	QHANA_PDFA=$(CURDIR)/build/pdfa go test -count=1 -run TestArchives ./internal/letter
	mvn -q -B -f internal/letter/testdata/verapdf dependency:build-classpath -Dmdep.outputFile=$(CURDIR)/build/verapdf.cp
	java -cp $$(cat build/verapdf.cp) internal/letter/testdata/verapdf/Check.java build/pdfa/*.pdf

clean:
	rm -rf bin build web/dist web/node_modules e2e/node_modules
