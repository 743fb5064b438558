# The one door for commands. Each makes the environment first, when pyproject.toml or constraints.txt changed.

PYTHON ?= python3
# The address of a package index that torch may come from, beside pip's own: PyTorch's index of CPU builds, which are
# far smaller, is named in the installation guide of PyTorch. Used as: make demo TORCH_INDEX=<address>
TORCH_INDEX ?=
PORT ?= 8081
QUESTIONS ?= data/evaluation/dev.yaml
COMPANIES ?= 10000
SEQUENCES ?= 10000
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
STEP = @printf '\n\033[1m[%s] %s\033[0m\n'

# Every command starts Python many times over: what is compiled is kept, whatever the shell says of it. Without, each
# process compiles all that it imports for itself, which is most of a start and a third of what the tests take.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check run setup evaluate bench bench-size faults introductions-sequences
.DEFAULT_GOAL := help

help:
	@echo 'make demo      a local Telegram in the browser, with the real bot (PORT=8081)'
	@echo 'make test      all tests (ARGS="tests/services -x" for some)'
	@echo 'make check     ruff, mypy and the import contracts'
	@echo 'make run       the bot on Telegram; needs TELEGRAM_TOKEN'
	@echo 'make setup     environment, model, database and corpus, without starting anything'
	@echo 'make evaluate  answer quality on QUESTIONS=data/evaluation/dev.yaml'
	@echo 'make bench     time of a whole answer, beside an echo bot and a tutorial pipeline'
	@echo 'make bench-size  the same beside 10,000 generated companies (COMPANIES=10000; kept in build/)'
	@echo 'make introductions-sequences  random sequences of introductions (SEQUENCES=10000), every promise checked at every step'
	@echo 'make faults    crashes, repetitions, floods and refusals, each with its figures (ARGS="1 5 --kills 5" for some)'

demo: $(READY)
	@$(BIN)/raccordo demo --port $(PORT)

test: $(READY)
	@$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),-n 4 --dist loadfile --no-loadscope-reorder)

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

run: $(READY)
	@$(BIN)/raccordo run

setup: $(READY)
	@$(BIN)/raccordo setup

evaluate: $(READY)
	@$(BIN)/raccordo evaluate $(QUESTIONS)

bench: $(READY)
	@$(BIN)/python -m tests.bench $(ARGS)

bench-size: $(READY)
	@$(BIN)/python -m tests.bench --companies $(COMPANIES) --keep build/bench-$(COMPANIES) $(ARGS)

faults: $(READY)
	@$(BIN)/python -m tests.faults $(ARGS)

introductions-sequences: $(READY)
	@SEQUENCES=$(SEQUENCES) PARTS=2 $(BIN)/python -m pytest -n 2 tests/services/introductions/test_stateful.py

# torch goes first and through pip, which knows the machine's own indexes; uv then brings the rest in seconds.
$(READY): pyproject.toml constraints.txt
	$(STEP) '1/3' 'Python'
	@$(PYTHON) -c 'import sys; v = "%d.%d" % sys.version_info[:2]; print("Python", v); \
	    sys.exit(0 if sys.version_info >= (3, 11) else "Serve Python 3.11 o successivo: make PYTHON=python3.12\n" \
	    "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	    echo 'Il modulo venv manca (Debian, Ubuntu): sudo apt install python3-venv'; \
	    echo 'The venv module is missing (Debian, Ubuntu): sudo apt install python3-venv'; exit 1; }
	$(STEP) '2/3' 'PyTorch, uv'
	@$(BIN)/python -m pip install --no-input -c constraints.txt \
	    $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) torch==2.13.0 uv
	$(STEP) '3/3' 'Raccordo'
	@$(BIN)/uv pip install --python $(BIN)/python -c constraints.txt -e '.[dev]'
	@# The process that opens what members hand in may write nothing: what it imports is compiled here.
	@$(BIN)/python -c 'import rag.calendars, rag.manuscripts, rag.pages, rag.webpages'
	@touch $@
