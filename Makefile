# The one list of commands: people, .ci/run and the workflow call the same targets.
VENV := .venv
PEERS := .venv-peers
LOAD := .venv-load
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$name; break; }; done)

.PHONY: help demo test lint eval serve peers summaries load clean
.DEFAULT_GOAL := help

help:  ## what there is
	@grep -hE '^[a-z]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+): .*## /  make \1|/' | column -t -s '|'

demo: $(VENV)/.installed  ## install (without torch) and show what the product does
	$(BIN)/rag demo

test: $(VENV)/.developing  ## all tests
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.developing  ## format, rules, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: $(VENV)/.installed  ## every suite against its baseline, without network or model
	@status=0; for suite in answers summaries comparisons; do \
	  RAG_HOME=$(VENV)/evaluation $(BIN)/rag eval run $$suite --against baseline $(ARGS) || status=1; done; exit $$status

serve: $(VENV)/.installed  ## the HTTP service on loopback
	$(BIN)/rag serve

peers: $(VENV)/.installed $(PEERS)/.installed  ## retrieval beside LangChain, LlamaIndex, Haystack and txtai (half an hour)
	nice -n 10 $(PEERS)/bin/python -m benchmarks.peers $(ARGS)

summaries: $(VENV)/.installed $(PEERS)/.installed  ## summaries beside the leading sentences, TextRank and LexRank (two minutes)
	nice -n 10 $(BIN)/python -m benchmarks.summaries $(ARGS)

load: $(VENV)/.developing $(LOAD)/.installed  ## the service under load: 1,000 reports, 50 questions a second and ten times that (half an hour)
	$(BIN)/python -m benchmarks.load --python $(LOAD)/bin/python $(ARGS)

clean:  ## remove the environment and everything built
	rm -rf $(VENV) $(PEERS) $(LOAD) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find rag tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found; install one, or: make PYTHON=/path/to/python3.12 …" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt pip

$(PEERS)/.installed: benchmarks/peers/requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 2; }
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --disable-pip-version-check --quiet -r benchmarks/peers/requirements.txt
	@touch $@

$(LOAD)/.installed: benchmarks/load/requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 2; }
	test -x $(LOAD)/bin/python || $(PYTHON) -m venv $(LOAD)
	$(LOAD)/bin/python -m pip install --disable-pip-version-check --quiet -r benchmarks/load/requirements.txt
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing report-rag (some minutes the first time) …"
	$(PIP) -e .
	@touch $@

$(VENV)/.developing: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing what the tests need, torch among it (some minutes the first time) …"
	$(PIP) -e '.[transformers]' --group dev
	@touch $@ $(VENV)/.installed
