# Everything a developer does here; `make help` lists it.
.DEFAULT_GOAL := help
BIN := .venv/bin
AWS_VARIABLES := $(filter AWS_%,$(.VARIABLES))

# Nothing here uses a real account: what the user's shell says about one does not reach the tools.
# SAM starts make itself, which is no part of this one.
CLEAN := env $(patsubst %,-u %,$(AWS_VARIABLES) MAKEFLAGS MAKELEVEL MFLAGS) SAM_CLI_TELEMETRY=0

# A proxy of the user never stands before this machine's own addresses.
ifneq ($(or $(no_proxy),$(NO_PROXY)),*)
export no_proxy := $(or $(no_proxy),$(NO_PROXY)),127.0.0.1,localhost
export NO_PROXY := $(no_proxy)
endif

PYTEST := $(CLEAN) $(BIN)/pytest
ENVIRONMENTS := default staging prod local

.PHONY: help venv up worker down test check lint types layers templates unit mutants integration labs build size sam-local-smoke docs stack-lock clean lock bench kill-loop

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

# .venv, made or brought up to date: every target needs it.
venv:
	@tools/prepare_venv

# The command line itself reports real AWS variables and ignores them, so it sees them.
up: venv ## run the product at http://127.0.0.1:3000
	@$(BIN)/callnotes up

# With the local cloud's own keys; SLOW=20 makes each record take that many seconds.
worker: venv ## file closed escalations, as the worker outside AWS does (ONCE=1: one task)
	@$(BIN)/callnotes status --json >/dev/null || { $(BIN)/callnotes status; exit 3; }
	@$(CLEAN) AWS_CONFIG_FILE=.callnotes/aws-config AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PROFILE=callnotes-local \
	  $(BIN)/python -m workers.file_escalations --records .callnotes/records $(if $(ONCE),--once) $(if $(SLOW),--seconds $(SLOW)) \
	  --activity "$$($(BIN)/callnotes status --json | $(BIN)/python -c 'import json, sys; print(json.load(sys.stdin)["outputs"]["FilingActivityArn"])')"

down: venv ## stop it; its notes are kept
	@$(BIN)/callnotes down

# Which tests share a worker: tests/workers.py.
test: check ## run everything, on two workers (WORKERS=0: one after another)
	$(PYTEST) --numprocesses $(or $(WORKERS),2) --no-loadscope-reorder --cov --durations=10

check: lint types layers templates ## the static checks: lint, types, layers, templates

# Style, complexity, security of the code.
lint: venv
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: venv
	@$(BIN)/mypy

# Who may import whom.
layers: venv
	@$(BIN)/lint-imports --no-cache

# Template and samconfig, as written and as transformed.
templates: venv
	@$(CLEAN) $(BIN)/python -m tools.check_templates

unit: venv ## the quick tests
	@$(PYTEST) tests/unit tests/adapters tests/delivery tests/faults tests/costs tests/history tests/events tests/simulation tests/quiz --cov

# In copies of the checkout, for ten minutes at most; SEED makes a sample again.
mutants: venv ## change the code in small ways: the quick tests notice 90 %
	@$(CLEAN) $(BIN)/python -m tools.measure_mutants $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT))

integration: venv ## the tests against the deployed stack
	@$(PYTEST) tests/integration tests/security

labs: venv ## the labs: checks fail on start and wrong solution, pass on the solution
	@$(PYTEST) tests/labs

# Both run on a local cloud of their own, beside yours.
bench: venv ## time a warm GET beside a direct read of the table
	@$(CLEAN) $(BIN)/python -m benchmarks.warm_get $(if $(REQUESTS),--requests $(REQUESTS))

kill-loop: venv ## kill everything while notes are written, KILLS times (NOTES there before), and balance the account
	@$(CLEAN) $(BIN)/python -m benchmarks.kill_loop --kills $(or $(KILLS),20) --notes $(or $(NOTES),0)

build: venv ## what ships, by SAM, with the size of each part
	@$(CLEAN) PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/sam build --parallel
	@$(BIN)/python -m tools.measure_artifacts

# Lines of app, kit, labs, tests, tools and template; fails when the kit is above its limit.
size: venv
	@$(BIN)/python -m tools.measure_size

sam-local-smoke: venv ## sam local in containers, on the local cloud (root, Debian's docker.io)
	@$(CLEAN) $(BIN)/python -m tools.sam_local

docs: venv ## write what is generated: event schemas, stack.lock, local-vs-aws.md, exam-map.md, fault-matrix.md, deployment-ways.md, cost.md, scale.md
	@$(CLEAN) $(BIN)/python -m tools.write_event_schemas
	@$(CLEAN) $(BIN)/python -m tools.stack_lock
	@$(CLEAN) $(BIN)/python -m tools.write_local_vs_aws
	@$(CLEAN) $(BIN)/python -m tools.write_exam_map
	@$(CLEAN) $(BIN)/python -m tools.write_fault_matrix
	@$(CLEAN) $(BIN)/python -m tools.write_deployment_ways
	@$(CLEAN) $(BIN)/python -m tools.write_cost

# Writes tests/stack.lock: what a change of the template does to the stack.
stack-lock: venv
	@$(CLEAN) $(BIN)/python -m tools.stack_lock

clean: ## remove everything that was made here; the local cloud's notes too
	@tools/end_local_cloud
	@rm -rf .venv .callnotes .aws-sam build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Writes the requirement files again, newest versions.
lock: venv
	@$(CLEAN) tools/lock_requirements
