"""The command line as its user sees it: results, clear problems, exit codes.

The first test starts the program by its command, the others forked: see tests/processes.py.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.config import ROOT, Settings, environment
from tests.processes import Forked


@dataclass(frozen=True)
class Done:
    returncode: int | None
    stdout: str
    stderr: str


def raccordo(*arguments: str, settings: Settings | None = None, **changes: str) -> Done:
    given = {**(environment(settings) if settings else os.environ), **changes}
    with tempfile.TemporaryDirectory(prefix="raccordo-cli-") as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        code = Forked(arguments, given, out, err).join(120)
        return Done(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


@pytest.fixture
def own_state(state_dir: Path, tmp_path: Path) -> Settings:
    """A state folder of this test's own, which it may damage."""
    shutil.copytree(state_dir, tmp_path / "var")
    return Settings(state_dir=tmp_path / "var")


def test_a_question_is_answered_as_a_person_reads_it(settings: Settings) -> None:
    command = [sys.executable, "-m", "bot", "ask", "chi fa prototipazione?"]
    done = subprocess.run(command, cwd=ROOT, env=environment(settings), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Provel" in done.stdout
    assert "<b>" not in done.stdout


def test_a_name_is_answered_with_the_profile(settings: Settings) -> None:
    done = raccordo("ask", "profilo di cecom", settings=settings)
    assert "La Loggia" in done.stdout


def test_a_batch_gives_a_line_for_each_and_tells_bad_ones_by_number(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": 1, "text": "grazie"}\nnonsense\n{"id": 3, "text": "a\u2028b"}\n', encoding="utf-8")
    done = raccordo("ask", "--batch", str(file), settings=settings)
    lines = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert [line["id"] for line in lines] == [1, None, 3]
    assert lines[0]["outcome"] == "smalltalk"
    assert "line 2:" in done.stderr


def test_a_batch_file_that_is_not_there_is_told_by_name() -> None:
    done = raccordo("ask", "--batch", "no-such-file.jsonl")
    assert done.returncode == 2
    assert "no-such-file.jsonl" in done.stderr


def test_a_corrupt_index_is_told_with_the_command_that_mends_it(own_state: Settings) -> None:
    (own_state.index_dir / "chroma.sqlite3").write_bytes(b"not a database" * 1000)
    done = raccordo("ask", "chi fa prototipazione?", settings=own_state)
    assert done.returncode == 1
    assert "raccordo ingest --rebuild" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_data_folder_is_told_by_name(tmp_path: Path) -> None:
    done = raccordo("ingest", settings=Settings(data_dir=tmp_path / "nowhere", state_dir=tmp_path))
    assert done.returncode == 1
    assert str(tmp_path / "nowhere") in done.stderr
    assert "DATA_DIR" in done.stderr


def test_another_model_than_the_indexs_is_refused(own_state: Settings, tmp_path: Path) -> None:
    model = next(own_state.model_cache.glob("multilingual-e5-small-*"))
    (tmp_path / "other-model").symlink_to(model)
    done = raccordo("ask", "ciao", settings=own_state, EMBEDDING_MODEL=str(tmp_path / "other-model"))
    assert done.returncode == 1
    assert "raccordo ingest --rebuild" in done.stderr


@pytest.mark.parametrize("command", ["run", "demo", "stats", "ask ciao", "ingest", "migrate"])
def test_a_wrong_setting_ends_with_a_clear_sentence_and_code_2(command: str) -> None:
    done = raccordo(*command.split(), TODAY="domani")
    assert done.returncode == 2
    assert "TODAY: scrivi la data" in done.stderr
    assert "TODAY: write the date" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_bot_without_a_token_says_where_to_get_one() -> None:
    done = raccordo("run")
    assert done.returncode == 2
    assert "@BotFather" in done.stderr


def test_the_demo_says_clearly_that_its_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = raccordo("demo", "--port", str(port), settings=Settings(state_dir=tmp_path))
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr


def test_stats_count_without_showing_words(settings: Settings) -> None:
    done = raccordo("stats", settings=settings)
    assert done.returncode == 0
    assert "companies with a profile: " in done.stdout
