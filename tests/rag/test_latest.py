"""The last result is given again for the same key, and only for that."""

from __future__ import annotations

from rag.latest import Latest


def test_the_same_asked_again_is_not_made_again() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    latest: Latest[str] = Latest()
    keys = [("a", [0.1, 0.2]), ("a", [0.1, 0.2]), ("a", [0.1, 0.3]), ("a", [0.1, 0.2])]
    assert [latest.of(key, lambda key=key: make(key[0])) for key in keys] == ["A"] * 4  # type: ignore[misc]
    assert len(made) == 3  # one is kept: what is asked after something else is made anew
