"""What a handler is given beside the update: the services, the member and the way to say things."""

from __future__ import annotations

from typing import Any, Self

from telegram import Update
from telegram.ext import CallbackContext, ExtBot

from bot import texts
from bot.services.bundle import Services
from bot.services.onboarding import Member
from rag.documents import Language


class Shared:
    """What the whole application shares; `application.build` fills it."""

    services: Services


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Shared]):
    """One per update, and another when it goes wrong; what is known of the person is kept by person."""

    update_id: int | None = None  # Telegram's number of the update, by which services know a repetition

    @classmethod
    def from_update(cls, update: object, application: Any) -> Self:
        context = super().from_update(update, application)
        context.update_id = update.update_id if isinstance(update, Update) else None
        return context

    @property
    def member(self) -> Member | None:
        """Known once `onboarding.meet` has run, which it does first."""
        return self.user_data.get("member") if self.user_data else None

    @member.setter
    def member(self, member: Member) -> None:
        if self.user_data is not None:
            self.user_data["member"] = member

    def forget(self) -> None:
        """The person is a stranger from now on."""
        if self.user_data is not None:
            self.user_data.clear()

    @property
    def is_staff(self) -> bool:
        """Whether the person was of the staff when this update began."""
        return self.member is not None and self.member.is_staff

    @property
    def services(self) -> Services:
        return self.bot_data.services

    @property
    def language(self) -> Language:
        """The language of menus and notices; answers are in the question's."""
        if self.member:
            return self.member.language
        return self.user_data.get("spoken", "it") if self.user_data else "it"

    def hears(self, language: Language) -> None:
        """The language of the person's app, for those whom we do not keep."""
        if self.user_data is not None:
            self.user_data["spoken"] = language

    def say(self, moment: str, **blanks: object) -> str:
        return texts.say(moment, self.language, **blanks)

    def label(self, moment: str, **blanks: object) -> str:
        return texts.label(moment, self.language, **blanks)
