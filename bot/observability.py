"""What is seen from outside: logs as events with fields (never members' words), and Prometheus counters."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog
from prometheus_client import Counter, Gauge, Histogram, start_http_server

if TYPE_CHECKING:
    from bot.config import Settings
    from rag.documents import Answer

UPDATES = Counter("raccordo_updates_total", "Updates handled", ["kind", "outcome"])
QUESTIONS = Counter("raccordo_questions_total", "Questions answered", ["place", "language", "intent", "outcome"])
REFUSALS = Counter("raccordo_refusals_total", "Refusals told to members", ["refusal"])
DELIVERIES = Counter("raccordo_deliveries_total", "Messages of the outbox brought to Telegram", ["outcome"])
SET_ASIDE = Counter("raccordo_updates_set_aside_total", "Updates that could not be handled", ["reason"])
LAST_POLL = Gauge("raccordo_last_good_poll_timestamp_seconds", "When Telegram last answered a poll")
MODEL_CALLS = Counter("raccordo_model_calls_total", "What became of asking the language model", ["verb", "outcome"])
MODEL_TOKENS = Counter("raccordo_model_tokens_total", "Tokens that the language model took", ["verb", "direction"])
SENTENCES = Counter("raccordo_model_sentences_total", "Sentences of the model, told or dropped, and why", ["verdict"])
THINKING = Histogram(
    "raccordo_answer_seconds",
    "Time the library took for an answer",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5),
)

# These speak at INFO of every request, with the address, and so with the bot's token in it; or at DEBUG of every
# statement to the database, with what members wrote in it.
CHATTY = (
    "httpx", "httpcore", "httpx2", "httpcore2", "telegram", "aiohttp.access", "chromadb", "sentence_transformers",
    "alembic", "onnx_ir", "onnxscript", "dbos", "openai", "anthropic", "aiosqlite", "asyncpg", "sqlalchemy",
)  # fmt: skip

log = structlog.get_logger()


def configure(settings: Settings) -> None:
    """Sends structlog's events and the standard library's to standard error, pretty or as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
    ]
    pretty = settings.log_format == "pretty"
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        if pretty
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    tracebacks = [] if pretty else [structlog.processors.format_exc_info]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level]),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(settings.log_level)  # some libraries turn their own loggers to DEBUG when imported
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tracebacks, last],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def serve_metrics(settings: Settings) -> None:
    """Prometheus' page on loopback, if a port was set."""
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, addr="127.0.0.1")
        log.info("metrics.served", port=settings.metrics_port)


def update_handled(kind: str, outcome: str, seconds: float, **fields: object) -> None:
    """The one summary line of an update. `fields` are ids and figures."""
    UPDATES.labels(kind, outcome).inc()
    log.info("update", kind=kind, outcome=outcome, ms=round(seconds * 1000), **fields)


def polled() -> None:
    """Telegram answered a poll: this, not a running process, is health."""
    LAST_POLL.set_to_current_time()


def delivered(outcome: str) -> None:
    """Counts what became of a message of the outbox."""
    DELIVERIES.labels(outcome).inc()


def set_aside(reason: str) -> None:
    """Counts an update that was given up, by the name of what was wrong with it."""
    SET_ASIDE.labels(reason).inc()


def refused(refusal: str) -> None:
    """Counts a refusal by the name of its class."""
    REFUSALS.labels(refusal).inc()


def model_asked(verb: str, outcome: str, taken_in: int, given_out: int) -> None:
    """Counts a call to the language model, or that there was none, and its tokens."""
    MODEL_CALLS.labels(verb, outcome).inc()
    MODEL_TOKENS.labels(verb, "in").inc(taken_in)
    MODEL_TOKENS.labels(verb, "out").inc(given_out)


def sentences_checked(told: int, dropped: Mapping[str, int]) -> None:
    """Counts what the check let pass, and what it dropped by reason."""
    SENTENCES.labels("told").inc(told)
    for reason, count in dropped.items():
        SENTENCES.labels(reason).inc(count)


def answered(answer: Answer, place: str) -> None:
    """Counts an answer and how long it took."""
    QUESTIONS.labels(place, answer.language, answer.intent, answer.outcome).inc()
    THINKING.observe(answer.seconds)
