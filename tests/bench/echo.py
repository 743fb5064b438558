"""The least that a python-telegram-bot can do: answers every message with the same two letters."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.effective_message:
        await update.effective_message.reply_text("ok")


def main(api_url: str, token: str) -> None:
    application = Application.builder().base_url(f"{api_url}/bot").token(token).build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:3])
