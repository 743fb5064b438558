"""The manner of the house: small modules and functions, few broad excepts, one reader of the environment."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys

import pytest

from bot.config import ROOT
from tests.house import source

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
USUAL_FUNCTION = 25
# The boundary for what no handler foresaw, bot/telegram/refusals.py, is an error handler and needs none; the loop that
# works off what was kept does, or a fault of its own would end a chat's line in silence.
BROAD_EXCEPTS = {"bot/telegram/handling.py": 1}
# The settings' reader; and three switches that other libraries read before they are first imported.
ENVIRONMENT = {"bot/config.py", "rag/chroma.py", "rag/embeddings.py"}
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "constants", "misc", "managers"}


def test_no_module_is_over_the_limit() -> None:
    long = {path: source.length(path) for path in source.modules() if source.length(path) > LONGEST_MODULE}
    assert long == {}


def test_no_function_is_over_the_limit_and_few_are_long() -> None:
    lines = {f"{path}:{node.name}": _lines(node) for path, node in source.functions()}
    assert {name: count for name, count in lines.items() if count > LONGEST_FUNCTION} == {}
    assert statistics.median(lines.values()) <= 10
    assert sum(count > USUAL_FUNCTION for count in lines.values()) <= len(lines) * 0.03


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    assert [path for path, tree in source.modules().items() if tree.body and not ast.get_docstring(tree)] == []


def test_broad_excepts_stand_only_where_they_are_meant() -> None:
    found: dict[str, int] = {}
    for path, tree in source.modules().items():
        broad = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and _is_broad(node)]
        if broad:
            found[path] = len(broad)
    assert found == BROAD_EXCEPTS


def _is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or ast.unparse(handler.type) in {"Exception", "BaseException"}


def test_only_the_settings_read_the_environment() -> None:
    readers = {path for path in source.modules() if re.search(r"os\.environ|getenv", source.text(path))}
    assert readers <= ENVIRONMENT


def test_there_are_no_junk_drawers() -> None:
    drawers = [path for path in source.modules() if JUNK_DRAWERS & set(re.split(r"[/._]", path))]
    managers = [
        f"{path}:{node.name}"
        for path, tree in source.modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Helper|Utils?)$", node.name)
    ]
    assert (drawers, managers) == ([], [])


def test_services_show_only_what_is_visible() -> None:
    """Every query on companies, events and press outside the mirror passes `visible`."""
    for path in source.modules():
        if path.startswith("bot/services/") and not path.endswith("mirror.py"):
            for found in re.finditer(
                r"select\((?:func\.count\(\)\)\.select_from\()?(Record|Company|Event|PressItem)\b", source.text(path)
            ):
                before = source.text(path)[: found.start()]
                assert before.rstrip().endswith("visible("), f"{path}: {found[0]} does not pass visible()"


@pytest.mark.parametrize("tool", [("ruff", "check", "."), ("importlinter.cli",), ("mypy",)])
def test_the_checkers_find_nothing(tool: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", *tool]
    if tool[0] == "importlinter.cli":
        command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
