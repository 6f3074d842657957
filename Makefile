# The commands of this project. `make help` lists them. PYTHON=python3.12 chooses another interpreter.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
export PYTHON

.PHONY: help setup demo test prove bench check format wheels clean

help:
	@echo 'make demo    set up, build a synthetic desk, run a team'\''s main job, say where the documents are'
	@echo 'make test    set up, run every test (IOMDESK_SEED=n repeats a run)'
	@echo 'make prove   the same tests and the long ones at their large counts; takes hours'
	@echo 'make bench   speed as ratios against the bare work'
	@echo 'make check   style, types, the arrows between rooms, house rules, dependencies'
	@echo 'make format  put the code into the house style'
	@echo 'make wheels  ask the package index again which platforms the locked packages have wheels for'
	@echo 'make clean   remove everything the other commands made'

setup:
	@bash .ci/setup

demo: setup
	@rm -rf demo-desk
	@$(BIN)/iomdesk demo demo-desk

test: setup
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

prove: setup
	@IOMDESK_SCALE=prove $(BIN)/python -m pytest -n $(WORKERS) --timeout 7200 $(ARGS)

bench: setup
	@$(BIN)/python -m tests.benchmarks $(ARGS)

check: setup
	@bash .ci/check

format: setup
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

wheels: setup
	@$(BIN)/python .ci/wheels.py

clean:
	@rm -rf .venv build dist demo-desk *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
