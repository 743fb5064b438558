"""Settings: the only reader of the environment (and of a `.env` file). `.env.example` explains each."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import OperatorProblem

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_MODEL = "multilingual-e5-small"

# What to do about a wrong value, in Italian and English. A house test wants one for each that can be wrong.
ADVICE: dict[str, tuple[str, str]] = {
    "telegram_token": (
        "il token ha la forma 123456:ABC-…; lo dà @BotFather su Telegram",
        "the token looks like 123456:ABC-…; @BotFather on Telegram gives it",
    ),
    "telegram_api_url": (
        "serve un indirizzo http:// o https://, per esempio https://api.telegram.org",
        "an http:// or https:// address is needed, such as https://api.telegram.org",
    ),
    "database_url": (
        "usa sqlite:///percorso/file.sqlite oppure postgresql://utente:password@host/nome",
        "use sqlite:///path/to/file.sqlite or postgresql://user:password@host/name",
    ),
    "chroma_url": (
        "serve l'indirizzo di un server Chroma, per esempio http://localhost:8000; vuoto: indice su disco",
        "the address of a Chroma server is needed, such as http://localhost:8000; empty: index on disk",
    ),
    "embedding_threads": ("serve un numero intero da 1 a 64", "a whole number from 1 to 64 is needed"),
    "web_port": ("serve un numero di porta da 1 a 65535", "a port number from 1 to 65535 is needed"),
    "web_url": (
        "serve l'indirizzo pubblico, per esempio https://raccordo.example.org",
        "the public address is needed, such as https://raccordo.example.org",
    ),
    "webhook": (
        "scrivi true o false; con true servono anche WEB_URL e WEB_PORT",
        "write true or false; with true WEB_URL and WEB_PORT are needed too",
    ),
    "metrics_port": ("serve un numero di porta da 1 a 65535", "a port number from 1 to 65535 is needed"),
    "today": (
        "scrivi la data come 2026-11-22, o lascia vuoto",
        "write the date as 2026-11-22, or leave it empty",
    ),
    "admin_ids": (
        "scrivi gli identificativi Telegram separati da virgole, per esempio 1003",
        "write Telegram ids separated by commas, such as 1003",
    ),
    "staff_ids": (
        "scrivi gli identificativi Telegram separati da virgole, per esempio 1003,1004",
        "write Telegram ids separated by commas, such as 1003,1004",
    ),
    "open_introductions": ("serve un numero intero da 1 in su", "a whole number from 1 up is needed"),
    "approval_from": ("serve un numero intero da 0 in su", "a whole number from 0 up is needed"),
    "undo_seconds": ("serve un numero di secondi da 0 a 3600", "a number of seconds from 0 to 3600 is needed"),
    "quiet_hours": (
        "scrivi le ore come 20-8, oppure none per non averne",
        "write the hours as 20-8, or none to have none",
    ),
    "patron_day": (
        "scrivi mese e giorno come 06-24, oppure none",
        "write month and day as 06-24, or none",
    ),
    "llm": (
        "scrivi fornitore:modello, per esempio openai:nome-del-modello, oppure lascia vuoto",
        "write provider:model, such as openai:name-of-the-model, or leave it empty",
    ),
    "llm_url": (
        "serve un indirizzo http:// o https://, per esempio http://localhost:11434/v1",
        "an http:// or https:// address is needed, such as http://localhost:11434/v1",
    ),
    "llm_seconds": ("serve un numero di secondi da 1 a 60", "a number of seconds from 1 to 60 is needed"),
    "llm_member_tokens": (
        "serve un numero intero da 0 in su; 0: nessun limite",
        "a whole number from 0 up is needed; 0: no limit",
    ),
    "llm_daily_tokens": (
        "serve un numero intero da 0 in su; 0: nessun limite",
        "a whole number from 0 up is needed; 0: no limit",
    ),
    "log_format": ("scegli pretty o json", "choose pretty or json"),
    "log_level": ("scegli DEBUG, INFO, WARNING o ERROR", "choose DEBUG, INFO, WARNING or ERROR"),
}


class WrongSettings(OperatorProblem):
    """One or more settings can't be used. The message names each and says what to do, in both languages."""


class Settings(BaseSettings):
    """Everything that can be set from outside. Paths are absolute once read."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    telegram_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    database_url: str = ""
    data_dir: Path = ROOT / "data"
    state_dir: Path = ROOT / "var"
    chroma_url: str | None = None
    embedding_model: str = DEFAULT_MODEL
    model_cache: Path = Path("~/.cache/raccordo")
    embedding_threads: int = Field(default=1, ge=1, le=64)
    web_host: str = "127.0.0.1"
    web_port: int | None = Field(default=None, ge=1, le=65535)
    web_url: str | None = None
    webhook: bool = False
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    today: date | None = None
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    staff_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    open_introductions: int = Field(default=5, ge=1)
    approval_from: int = Field(default=50, ge=0)
    undo_seconds: int = Field(default=60, ge=0, le=3600)
    quiet_hours: str = Field(default="20-8", pattern=r"^(?:(?:[01]?\d|2[0-3])-(?:[01]?\d|2[0-3])|none)$")
    patron_day: str = Field(default="06-24", pattern=r"^(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|none)$")
    llm: str = Field(default="", pattern=r"^$|^[a-z][a-z0-9_-]*:\S+$")
    llm_url: str | None = None
    llm_key: SecretStr | None = None
    llm_seconds: float = Field(default=6, ge=1, le=60)
    llm_member_tokens: int = Field(default=50_000, ge=0)
    llm_daily_tokens: int = Field(default=1_000_000, ge=0)
    log_format: Literal["pretty", "json"] = "pretty"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("telegram_token")
    @classmethod
    def _shaped_like_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            number, _, secret = token.get_secret_value().strip().partition(":")
            if not (number.isdecimal() and len(secret) >= 30):
                raise ValueError("not a token")
        return token

    @field_validator("telegram_api_url", "chroma_url", "web_url", "llm_url")
    @classmethod
    def _web_address(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("http://", "https://")):
            raise ValueError("not an address")
        return url.rstrip("/") if url else url

    @field_validator("webhook")
    @classmethod
    def _with_somewhere_to_deliver(cls, webhook: bool, info: ValidationInfo) -> bool:
        if webhook and not (info.data.get("web_url") and info.data.get("web_port")):
            raise ValueError("no address")
        return webhook

    @field_validator("database_url")
    @classmethod
    def _with_async_driver(cls, url: str) -> str:
        drivers = {
            "sqlite": "sqlite+aiosqlite",
            "sqlite+aiosqlite": "sqlite+aiosqlite",
            "postgres": "postgresql+asyncpg",
            "postgresql": "postgresql+asyncpg",
            "postgresql+asyncpg": "postgresql+asyncpg",
        }
        scheme, _, rest = url.partition("://")
        if url and (scheme not in drivers or not rest):
            raise ValueError("not a database we know")
        return f"{drivers[scheme]}://{rest}" if url else ""

    @field_validator("admin_ids", "staff_ids", mode="before")
    @classmethod
    def _separated_by_commas(cls, ids: Any) -> Any:
        return [part.strip() for part in ids.split(",") if part.strip()] if isinstance(ids, str) else ids

    @field_validator("data_dir", "state_dir", "model_cache")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().resolve()

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: Any) -> Any:
        return level.upper() if isinstance(level, str) else level

    @property
    def database(self) -> str:
        """The database's address; without `DATABASE_URL` a SQLite file in the state folder."""
        return self.database_url or f"sqlite+aiosqlite:///{self.state_dir / 'raccordo.sqlite'}"

    @property
    def bot_id(self) -> int:
        """The number before the colon of the token; 0 without one."""
        return int(self.telegram_token.get_secret_value().partition(":")[0]) if self.telegram_token else 0

    @property
    def index_dir(self) -> Path:
        return self.state_dir / "index"


def read_settings(**given: Any) -> Settings:
    """Settings from the environment, with `given` before it. Raises WrongSettings, which says what to do."""
    try:
        return Settings(**given)
    except ValidationError as error:
        names = sorted({str(problem["loc"][0]) for problem in error.errors()})
        raise WrongSettings("\n".join(_advice(name) for name in names)) from error


def environment(settings: Settings) -> dict[str, str]:
    """The environment for a process of ours that shall have these very settings."""
    values = settings.model_dump(mode="json")
    secrets = {"telegram_token": settings.telegram_token, "llm_key": settings.llm_key}
    values |= {name: secret.get_secret_value() if secret else None for name, secret in secrets.items()}
    values |= {"staff_ids": _listed(settings.staff_ids), "admin_ids": _listed(settings.admin_ids)}
    given = {name.upper(): str(value) for name, value in values.items() if value is not None}
    return {**os.environ, **given}


def _listed(ids: frozenset[int]) -> str:
    return ",".join(map(str, sorted(ids)))


def require_token(settings: Settings) -> str:
    """The bot's token. Raises WrongSettings when there is none."""
    if settings.telegram_token is None:
        raise WrongSettings(
            "TELEGRAM_TOKEN: manca; chiedi un token a @BotFather, oppure prova `raccordo demo` senza.\n"
            "TELEGRAM_TOKEN: is missing; ask @BotFather for a token, or try `raccordo demo` without one."
        )
    return settings.telegram_token.get_secret_value()


def _advice(name: str) -> str:
    italian, english = ADVICE.get(name, ("il valore non si può usare", "the value can't be used"))
    return f"{name.upper()}: {italian}.\n{name.upper()}: {english}."
