"""The pipeline of a tutorial: split all files, embed, Chroma, the four nearest chunks. Our own model."""

from __future__ import annotations

import asyncio
import sys

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.config import Settings
from rag.embeddings import Embedder

CHUNK, OVERLAP, NEAREST = 1000, 200, 4


def build(settings: Settings) -> Chroma:
    paths = [path for folder in ("companies", "events", "press") for path in (settings.data_dir / folder).glob("*.md")]
    documents = [Document(path.read_text(encoding="utf-8"), metadata={"source": path.name}) for path in sorted(paths)]
    chunks = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP).split_documents(documents)
    embedder = Embedder(settings.embedding_model, settings.model_cache, threads=settings.embedding_threads)
    return Chroma.from_documents(chunks, embedder)


def main(api_url: str, token: str) -> None:
    store = build(Settings())

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or not message.text:
            return
        found = await asyncio.to_thread(store.similarity_search, message.text, k=NEAREST)
        await message.reply_text("\n\n".join(chunk.page_content for chunk in found)[:4000])

    application = Application.builder().base_url(f"{api_url}/bot").token(token).build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:3])
