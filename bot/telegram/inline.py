"""Inline: `@bot prototipazione` in any chat offers companies, events and articles to send there."""

from __future__ import annotations

from datetime import date

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.ext import ApplicationHandlerStop

from bot.services.ask import LONGEST, Asking
from bot.telegram import telling
from bot.telegram.context import Context
from bot.texts import RECORDS, label, say, summed_up
from rag.documents import Answer, CompanyHit, Language, RecordHit

CACHED = 60  # seconds for which Telegram may give the same answer to the same words
LONGEST_TITLE = 64
SHORTEST = 3  # characters; fewer are a word in the making


async def suggest(update: Update, context: Context) -> None:
    """What is typed here is answered and not kept."""
    query = update.inline_query
    assert query is not None
    text = query.query.strip()
    if len(text) < SHORTEST:
        await query.answer([], cache_time=CACHED, button=_button(context.label("inline.ask_me")))
        return
    answered = await context.services.ask.answer(Asking(text[:LONGEST], language=context.language, place="inline"))
    results = offers(answered.answer, context)
    moment = "inline.more" if results else "inline.nothing"
    button = _button(label(moment, answered.answer.language))
    await query.answer(results, cache_time=CACHED, button=button)


async def pass_over(update: Update, context: Context) -> None:
    """A suggestion sent into a chat comes back as its sender's message: these words are ours, no question."""
    message = update.message or update.edited_message
    if message is not None and message.via_bot is not None and message.via_bot.id == context.bot.id:
        raise ApplicationHandlerStop


def offers(answer: Answer, context: Context) -> list[InlineQueryResultArticle]:
    """Matches only: a neighbour sent into a chat would lose the label that it is not the same thing."""
    today = context.services.clock.today()
    language = answer.language
    records = [_record(hit, language, today) for hit in (*answer.events, *answer.press)]
    if answer.facts and answer.intent in RECORDS:  # its companies are those that the sentences speak of
        return [_fact(answer, today), *records]
    companies = [_company(hit, language, today) for hit in answer.companies if hit.kind == "match"]
    return [*companies, *records]


def _fact(answer: Answer, today: date) -> InlineQueryResultArticle:
    """The sentence that answers, under the question that it answers."""
    told = summed_up(answer.facts[:1])[0]
    return InlineQueryResultArticle(
        "fact",
        answer.question[:LONGEST_TITLE],
        _content(say("inline.fact", answer.language, told=told, today=today)),
        description=told.sentences[0],
    )


def _company(hit: CompanyHit, language: Language, today: date) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        f"c:{hit.id}"[:64],
        hit.name,
        _content(say("inline.company", language, hit=hit, today=today)),
        description=label("inline.summary", language, hit=hit),
    )


def _record(hit: RecordHit, language: Language, today: date) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        f"{hit.kind}:{hit.id}"[:64],
        hit.title,
        _content(say("inline.record", language, record=hit, today=today)),
        description=label("inline.record_summary", language, record=hit, today=today),
    )


def _content(html: str) -> InputTextMessageContent:
    return InputTextMessageContent(html, **telling.HTML)


def _button(text: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(text, start_parameter="inline")
