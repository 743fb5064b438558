"""What a handler is given beside the update: the services, the member and the way to say things."""

from __future__ import annotations

from typing import Any

from telegram.ext import CallbackContext, ExtBot

from bot import texts
from bot.services.bundle import Services
from bot.services.onboarding import Member
from rag.documents import Language


class Shared:
    """What the whole application shares; `application.build` fills it."""

    services: Services


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Shared]):
    """One per update. `member` is known once `onboarding.meet` has run, which it does first."""

    member: Member | None = None
    spoken: Language = "it"  # the language of the person's app, for those we do not keep

    @property
    def services(self) -> Services:
        return self.bot_data.services

    @property
    def language(self) -> Language:
        """The language of menus and notices; answers are in the question's."""
        return self.member.language if self.member else self.spoken

    def say(self, moment: str, **blanks: object) -> str:
        return texts.say(moment, self.language, **blanks)

    def label(self, moment: str, **blanks: object) -> str:
        return texts.label(moment, self.language, **blanks)
