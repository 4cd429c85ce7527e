# make demo   install, load the ILO road map, serve the pages, print the address
# make test   install, run every test
# make crash  kill a writer two hundred times and look at what it leaves
PYTHON ?= python3
UV := .made/uv/bin/uv
RBM := .venv/bin/rbm
DEBIAN := chromium curl virtuoso-opensource libapache-jena-java

.PHONY: demo test install check system

demo: install
	$(RBM) demo

test: install system
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/turtlefmt --check ontology shapes tests
	.venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder

# The score of the W3C SHACL suite (w3c/data-shapes), test by test, kept in docs/.
SHACL_SUITE ?= ../shared/w3c/shacl/tests
SPARQL_SUITE ?= ../shared/w3c/sparql11

.PHONY: conformance
conformance: install
	.venv/bin/python tests/w3c.py $(SHACL_SUITE) docs/shacl-conformance.md
	.venv/bin/python tests/protocols.py $(SPARQL_SUITE) docs/sparql-conformance.md docs/sparql-earl.ttl

# What a publication of 100,000 statements costs in a store of SIZE, step by step.
SIZE ?= 1000000

.PHONY: bench-publishing
bench-publishing: install
	.venv/bin/python -m benchmarks.publishing --size $(SIZE) --change 100000 --answers 1200

# A writer killed at 100 random moments and at 100 random steps of its work on files.
.PHONY: crash
crash: install
	RBM_CRASHES=100 .venv/bin/pytest tests/test_sparql_crash.py

# Engines side by side on the same shapes and data; SIZES="100000 1000000 5000000" is the whole race.
SIZES ?= 10000 100000

.PHONY: bench-validation
bench-validation: install
	.made/uv/bin/uv sync --frozen --quiet --group bench
	.venv/bin/python benchmarks/validation/race.py $(SIZES)

# An import of 10,000 statements into a store of 5 million, checked for itself.
.PHONY: bench-increment
bench-increment: install
	.venv/bin/python benchmarks/validation/increment.py 5000000 10000

# Reads growing IATI files and every RDF syntax, against a plain rdflib loop.
.PHONY: bench-loading
bench-loading: install
	.venv/bin/python benchmarks/loading.py

# Reads growing workbooks by a mapping, against a plain rdflib loop.
.PHONY: bench-tables
bench-tables: install
	.venv/bin/python benchmarks/tables.py

# Every real table row for row, both engines on every real file, the walk with a whole workbook;
# needs the reference files beside the project.
.PHONY: test-slow
test-slow: install
	RBM_SLOW=1 .venv/bin/pytest tests/test_loaders_mapping.py tests/test_shapes_real.py \
	  tests/test_webapp_desk_walk.py

# Every page in both themes, in English, Chinese and Arabic, on a phone and on a desk: axe, overflow.
.PHONY: test-dresses
test-dresses: install system
	RBM_SLOW=1 .venv/bin/pytest tests/test_webapp_dresses.py

# What the rules find in each real file, as docs/findings.md has it.
.PHONY: findings
findings: install
	.venv/bin/python -m benchmarks.findings ../shared/data

# Every question of the catalogue, about one thing and about the whole store.
.PHONY: bench-questions
bench-questions: install
	.venv/bin/python -m benchmarks.questions --triples $(SIZE)

# The same data and questions in this store, in Virtuoso and in Jena TDB2.
.PHONY: bench-stores
bench-stores: install system
	.venv/bin/python -m benchmarks.stores --triples $(SIZE) --report docs/benchmarks-stores.md

# Requests per second beside rdflib-endpoint and the bare engine; needs wrk.
.PHONY: bench-serving
bench-serving: install
	$(UV) sync --frozen --quiet --group bench
	.venv/bin/python -m benchmarks.serving --report docs/benchmarks-serving.md

# Mixed reads with a publication every 20 seconds.
.PHONY: soak
soak: install
	.venv/bin/python -m benchmarks.soak --minutes 30

# Every real file beside the project in one store, to look at and to measure the pages with.
FILES ?= ../shared/data
EVERYTHING := .made/everything
LOAD := $(RBM) --data $(EVERYTHING) load --no-check --by make

.PHONY: everything bench-pages screenshots
everything: install
	rm -rf $(EVERYTHING)
	$(RBM) --data $(EVERYTHING) demo --no-serve
	$(LOAD) --tables $(FILES)/unhcr/mappings $(FILES)/unhcr/*.xlsx $(FILES)/unhcr/mappings/*.csv
	$(LOAD) $(FILES)/iati/real $(FILES)/sdg
	-$(LOAD) $(FILES)/stratml/real/stratml-committee-2011-annual-report.xml

# Weight and server time of every page, with everything loaded (make everything).
bench-pages: install
	.venv/bin/python -m benchmarks.pages --data $(EVERYTHING)

# The linkage matrix at 5,000 plans by 20,000 shared things, beside a bare sparse product.
.PHONY: bench-matrix
bench-matrix: install
	.venv/bin/python -m benchmarks.matrix

# Every page at three widths, in both themes, in English, Chinese and Arabic, to be looked at.
screenshots: install system
	.venv/bin/python -m tests.screenshots --output .made/screenshots

install: .made/installed

.made/installed: uv.lock pyproject.toml $(wildcard webapp/editor/*) | $(UV)
	$(UV) sync --frozen --quiet
	touch $@

$(UV):
	$(PYTHON) -m venv .made/uv
	.made/uv/bin/pip install --quiet uv==0.13.9

# The tests open a real browser and real SPARQL servers; Debian's packages bring them.
system:
	@for package in $(DEBIAN); do \
	  dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	  $$sudo apt-get install -y -qq --no-install-recommends $$missing; fi

# The documents that are written from the product itself.
.PHONY: docs
docs: install
	$(RBM) ontology coverage -o docs/ontology-coverage.md
	$(RBM) ontology counts -o docs/ontology-counts.md
