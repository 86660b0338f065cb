# Every target stands alone and installs or builds what it needs.
.DEFAULT_GOAL := help
.PHONY: help run demo build test race bench bench-against triage-eval check screens gen clean
SHELL := /bin/bash

PROGRAM := bin/yanhe
OLD ?= HEAD~1
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.7.0
TEST_FLAGS ?= -timeout 15m
# Go modules of their own, which the product does not carry.
OTHER_MODULES := $(patsubst %/go.mod,%,$(shell find backend -name go.mod))
# Where several goroutines meet.
RACE ?= ./backend/docstore/... ./backend/booking/... ./backend/notice/... ./backend/httpapi/...

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: build preview ## build everything and serve it with development settings; data goes to ./data
	YANHE_PREVIEW=$$(test -d miniprogram/dist-preview && echo miniprogram/dist-preview) $(PROGRAM) serve

demo: build ## start a server on a free port and drive the whole journey through it
	$(PROGRAM) demo --start

build: console $(PROGRAM) ## build the program with the console inside: bin/yanhe

.PHONY: $(PROGRAM)
$(PROGRAM):
	go build -o $@ ./backend/cmd/yanhe

# The console is built when its sources are newer than the last build. Without
# Node.js the program is built all the same, and says that it has no console.
.PHONY: console
console:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory admin/dist/index.html; \
	else echo "no Node.js: the console is left out"; fi

CONSOLE_SOURCES := $(shell find admin/src admin/public i18n -type f) admin/index.html admin/vite.config.ts
admin/dist/index.html: admin/node_modules/.package-lock.json $(CONSOLE_SOURCES)
	cd admin && npm run build

# The mini-program in a browser, when there is Node.js.
.PHONY: preview
preview:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory miniprogram/dist-preview/index.html; \
	else echo "no Node.js: the preview of the mini-program is left out"; fi

PREVIEW_SOURCES := $(shell find miniprogram/src miniprogram/preview i18n -type f ! -name catalog.ts) miniprogram/build.mjs
miniprogram/dist-preview/index.html: miniprogram/node_modules/.package-lock.json $(PREVIEW_SOURCES)
	cd miniprogram && npm run preview:build

%/node_modules/.package-lock.json: %/package-lock.json
	cd $* && npm ci && touch node_modules/.package-lock.json

check: ## format, vet, staticcheck and known vulnerabilities
	@unformatted=$$(gofmt -l admin backend i18n); \
	if [ -n "$$unformatted" ]; then echo "gofmt these:"; echo "$$unformatted"; exit 1; fi
	go vet ./... && go run $(STATICCHECK) ./...
	set -e; for module in $(OTHER_MODULES); do (cd $$module && go vet ./... && go run $(STATICCHECK) ./...); done
	.ci/vulnerabilities

test: ## everything that must pass: checks, both front ends, all Go tests, Redis included
	.ci/install-tools
	$(MAKE) --no-print-directory check
	$(MAKE) --no-print-directory admin/node_modules/.package-lock.json miniprogram/node_modules/.package-lock.json
	cd admin && npm run check
	cd miniprogram && npm run check
	set -e; for module in $(OTHER_MODULES); do echo "module $$module"; (cd $$module && go test $(TEST_FLAGS) ./...); done
	.ci/with-redis go test $(TEST_FLAGS) ./...

race: ## the race detector where several goroutines meet
	.ci/install-tools
	.ci/with-redis go test -race $(TEST_FLAGS) $(RACE)

bench: build ## the table of measurements in the README
	$(PROGRAM) bench

bench-against: build ## filing and queue of this build and of revision OLD (default: the commit before), in turns
	git worktree add --force out/old $(OLD) && cd out/old && go build -o ../yanhe-old ./backend/cmd/yanhe
	git worktree remove --force out/old
	for turn in 1 2; do for one in out/yanhe-old $(PROGRAM); do echo "== $$one"; $$one bench --only filing,lists 2>/dev/null | grep -E "filing through|queue"; done; done

triage-eval: ## how often triage is right: cross-validated, and on texts it never saw
	go run ./backend/cmd/yanhe triage-eval

screens: console ## pictures of every screen of the console, in Chinese and English, to out/screens
	cd admin && npm run screens

gen: ## write what is made from code: the README's diagram, the MongoDB commands, triage's model
	go test ./backend/house/generated -update
	go run ./backend/triage/train backend/triage/model.bin

clean: ## remove what was built; data stays
	rm -rf bin out admin/dist/assets admin/dist/index.html miniprogram/dist miniprogram/dist-preview
