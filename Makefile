# Every target has its one line of help; `make` alone shows them.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test test-spark lint bench serve lock clean

BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what running needs: system libraries (as root, on Debian) and .venv
	@sh scripts/setup.sh run

setup-dev: ## Install what testing needs besides: tools, PostgreSQL, poppler
	@sh scripts/setup.sh dev

demo: setup ## Let an invented zone live through its years, sweep it, and write forms and a workbook to build/demo
	@$(BIN)/dangyuan demo --dir build/demo

test: lint ## Run every check and every test, PostgreSQL included
	@$(BIN)/python -m pytest

test-spark: ## Run the same sweeps on Apache Spark, in local mode (installs Java and Spark, 1 GB)
	@sh scripts/setup.sh spark
	@$(BIN)/python -m pytest tests/spark --numprocesses=0  # one Spark at a time

lint: setup-dev ## Check format, lint, types and who imports whom
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup-dev ## Measure the promises, each as a ratio in one run
	@$(BIN)/python -m benchmarks

serve: demo ## Open the demo zone in the web application, to this machine only
	@$(BIN)/dangyuan serve --db build/demo/dangyuan.db

lock: setup-dev ## Resolve pyproject.toml anew into requirements/*.txt
	@sh scripts/lock.sh

clean: ## Remove what was built or cached; .venv and stores stay
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
