"""What staff and askers are told of representations, with buttons: written to the outbox, so kept here."""

from __future__ import annotations

from bot.db.onboarding import Representation
from bot.services.outbox import Button, Message
from bot.texts import label, say
from rag.documents import Language


def request(row: Representation, company: str, language: Language) -> Message:
    """Staff are asked whether the person may stand for the company."""
    html = say("onboarding.request", language, name=row.shown_as or "", member_id=row.member_id, company=company)
    yes = button("onboarding.button_approve", language, "yes", row.id)
    no = button("onboarding.button_decline", language, "no", row.id)
    return Message(html, ((yes, no),))


def settled(company: str, how: str, language: Language) -> Message:
    """What became of a request, for those of the staff who did not decide. No name any more."""
    return Message(say("onboarding.request_settled", language, company=company, how=how))


def verdict(row: Representation, company: str, language: Language) -> Message:
    """The asker hears what became of it."""
    if row.state != "approved":
        return Message(say("onboarding.declined", language, company=company))
    go_on = button("onboarding.button_go_on", language, "begin", row.id)
    return Message(say("onboarding.approved", language, company=company), ((go_on,),))


def ended(company: str, language: Language) -> Message:
    """Staff took it back."""
    return Message(say("onboarding.ended_by_staff", language, company=company))


def button(moment: str, language: Language, verb: str, number: int, key: str = "") -> Button:
    """A button about one representation."""
    return Button(label(moment, language), f"r {verb} {number} {key}".rstrip())
