"""For the process that the bots of the suite are forked from: all that a bot imports, and its texts, compiled."""

import chromadb
import chromadb.api.rust
import chromadb.telemetry.product.posthog
import dbos
import dbos._sys_db_sqlite
import onnxruntime
import tokenizers

import bot.cli
import bot.db.tables
import bot.feeds
import bot.telegram.application
import bot.telegram.courier
import bot.telegram.intake
import bot.web
import rag.answers
import rag.index
import rag.ingest
from bot.texts import moments
from rag.documents import LANGUAGES

__all__ = ["bot", "chromadb", "dbos", "onnxruntime", "rag", "tokenizers"]

for language in LANGUAGES:
    moments(language)
