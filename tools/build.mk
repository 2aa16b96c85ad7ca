# For the Makefiles that `sam build` runs; it gives ARTIFACTS_DIR and copies the sources aside first.
ROOT := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/..)
VENV_PYTHON := $(ROOT)/.venv/bin/python
PYTHON := $(shell if [ -x "$(VENV_PYTHON)" ]; then echo "$(VENV_PYTHON)"; else "$(ROOT)/tools/find_python"; fi)
BUILD := "$(PYTHON)" -B "$(ROOT)/tools/build_artifact.py"
