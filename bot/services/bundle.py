"""What the bot can do, as one bundle. `bot.wiring` fills it; handlers take from it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.config import Settings
from bot.services.announcements import Announcements
from bot.services.ask import Ask
from bot.services.chats import Chats
from bot.services.directory import Directory
from bot.services.events.desk import Events
from bot.services.inbox import Inbox
from bot.services.insights import Insights
from bot.services.introductions import Introductions
from bot.services.listening import Listening
from bot.services.needs import Needs
from bot.services.onboarding import Onboarding
from bot.services.people import People
from bot.services.privacy import Privacy
from bot.services.sending import Sending
from bot.services.wording import Wording


@dataclass(frozen=True)
class Services:
    """One service a feature, and what all of them share."""

    settings: Settings
    clock: Clock
    people: People
    privacy: Privacy
    directory: Directory
    ask: Ask
    onboarding: Onboarding
    insights: Insights
    announcements: Announcements
    events: Events
    introductions: Introductions
    needs: Needs
    listening: Listening
    chats: Chats
    sending: Sending
    inbox: Inbox
    wording: Wording
