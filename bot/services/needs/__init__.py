"""The network as answer: what nobody documents is put to the members who are near to it."""

from bot.services.needs.desk import Desk
from bot.services.needs.office import Needs

__all__ = ["Desk", "Needs"]
