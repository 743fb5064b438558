"""What is written beside the code agrees with it: settings, commands, containers, texts for refusals."""

from __future__ import annotations

import re
from typing import Any

import pytest
import typer
import yaml

from bot import errors
from bot.cli import app
from bot.config import ADVICE, Settings
from bot.texts import moments
from tests.house import source


def settings() -> set[str]:
    return {name.upper() for name in Settings.model_fields}


def commands() -> list[str]:
    return sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def make_targets() -> list[str]:
    [targets] = re.findall(r"^\.PHONY: (.*)$", source.text("Makefile"), re.MULTILINE)
    return targets.split()


def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(source.text("docker-compose.yml"))
    return parsed


def test_every_setting_is_explained_in_the_example() -> None:
    example = source.text(".env.example")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == settings()
    assert re.findall(r"(?:^|\n\n)[A-Z_]+=", example) == []  # each has words above it


def test_the_example_shows_values_that_are_accepted(tmp_path: Any) -> None:
    given = dict(re.findall(r"^([A-Z_]+)=(.+)$", source.text(".env.example"), re.MULTILINE))
    example = Settings.model_validate({name.lower(): value for name, value in given.items()})
    assert example == Settings()


def test_advice_is_given_for_settings_that_exist_in_both_languages() -> None:
    assert {name.upper() for name in ADVICE} <= settings()
    assert all(italian and english and italian != english for italian, english in ADVICE.values())


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    assert f"`raccordo {command}" in source.text("docs/architecture.md")


@pytest.mark.parametrize("target", make_targets())
def test_every_make_target_is_helped_and_documented(target: str) -> None:
    assert target == "help" or f"'make {target} " in source.text("Makefile")
    assert target == "help" or f"`make {target}`" in source.text("CONTRIBUTING.md")


def test_every_refusal_has_its_text_in_both_languages() -> None:
    families = [errors.Refusal]
    for family in families:
        families.extend(family.__subclasses__())
    wanted = {refusal.moment for refusal in families[1:]}
    assert wanted <= set(moments("it"))
    assert wanted <= set(moments("en"))


def test_containers_are_given_only_settings_that_exist() -> None:
    given = set(compose()["services"]["bot"]["environment"])
    baked = set(re.findall(r"(?:ENV |^ {4})([A-Z_]+)=", source.text("Dockerfile"), re.MULTILINE))
    assert given <= settings()
    assert {name for name in baked if not name.startswith("PYTHON")} <= settings()


def test_containers_work_together() -> None:
    services = compose()["services"]
    bot = services["bot"]["environment"]
    assert set(services) == {"bot", "postgres", "chroma"}
    assert set(services["bot"]["depends_on"]) == {"postgres", "chroma"}
    assert bot["DATABASE_URL"].endswith(f"@postgres/{services['postgres']['environment']['POSTGRES_DB']}")
    assert bot["CHROMA_URL"] == "http://chroma:8000"
    used = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}
    assert used == set(compose()["volumes"])


def test_the_chroma_server_is_the_version_that_is_tested() -> None:
    [pinned] = re.findall(r"^chromadb==(.+)$", source.text("constraints.txt"), re.MULTILINE)
    assert compose()["services"]["chroma"]["image"] == f"chromadb/chroma:{pinned}"


def test_what_the_image_copies_is_there() -> None:
    copied = " ".join(re.findall(r"^COPY (.+) \S+$", source.text("Dockerfile"), re.MULTILINE)).split()
    assert all((source.ROOT / name).exists() for name in copied if name != "README.md")


def test_pinned_versions_name_no_local_build_and_no_path() -> None:
    pins = source.text("constraints.txt").splitlines()[1:]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", pin)] == []
