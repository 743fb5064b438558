"""The house's own Python files, parsed once for the tests that look after them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.config import ROOT

PRODUCT = ("bot", "rag")


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the product by its path, migrations apart: those are written once and never edited."""
    paths = [path for folder in PRODUCT for path in sorted((ROOT / folder).rglob("*.py"))]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
        if "migrations" not in path.parts
    }


def length(path: str) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function with the path of its module."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield path, node


def text(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
