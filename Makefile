SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3.11
READY := .venv/.ready

# DVC runs `python` of the PATH; nothing at run time speaks to the network.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export HF_HUB_OFFLINE ?= 1
export HF_HUB_DISABLE_TELEMETRY := 1
export DO_NOT_TRACK := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: help setup repro test test-full lint lock docs

help:  ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(READY)  ## Make .venv from the lock file.

# The lock holds every package with its hash but torch, whose build (CPU or CUDA) is the machine's choice.
$(READY): requirements.lock pyproject.toml
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --no-deps --require-hashes -r requirements.lock
	.venv/bin/pip install --quiet torch==2.13.0
	.venv/bin/pip install --quiet --no-deps --no-build-isolation -e .
	.venv/bin/pip check
	touch $(READY)

repro: setup  ## Run the whole pipeline: corpus and articles to model, figures and reports.
	dvc repro

lint: setup  ## Check style and types.
	ruff format --check .
	ruff check .
	mypy

test: setup lint  ## Run the tests, a whole pipeline run on the fixture corpus among them.
	pytest -m "not full"

test-full: setup  ## Run also what takes long: the real `make repro` on a clean clone.
	pytest -m "full"

docs: setup  ## Write the corpus's data sheet and the results page from the data and the metrics.
	python -m pipeline.datasheet data/corpus data/actors.jsonl docs/corpus.md
	python -m pipeline.results metrics README.md docs/results.md

lock:  ## Resolve pyproject.toml anew into requirements.lock (needs an installed .venv).
	pip-compile --quiet --upgrade --all-extras --strip-extras --allow-unsafe --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
	  --unsafe-package torch -o requirements.lock pyproject.toml
	sed -i '/^torch==/,/^[^ ]/{/^torch==/d;/^ /d}' requirements.lock
