"""The hall in which people are received: what every verb of onboarding needs."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.config import Settings
from bot.db.base import Database
from bot.db.directory import Company, visible
from bot.errors import NoSuchCompany
from bot.services.events.offers import OfferBook
from bot.services.people import People


@dataclass(frozen=True)
class Hall:
    """`secret` signs invitations. `book`: which capabilities the sources document for a company."""

    database: Database
    clock: Clock
    people: People
    book: OfferBook
    secret: bytes = field(default=b"", repr=False)


def secret_of(settings: Settings) -> bytes:
    """A secret of ours made of the bot's token: another token makes invitations void."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    return hmac.new(token.encode(), b"raccordo invitations", hashlib.sha256).digest()


async def name_of(session: AsyncSession, company_id: str) -> str:
    """What the company is called. Raises NoSuchCompany where it may not be shown (any more)."""
    name = await session.scalar(visible(select(Company.name), Company).where(Company.id == company_id))
    if name is None:
        raise NoSuchCompany(company_id)
    return name
