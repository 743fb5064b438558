"""The network as answer, in the chat: what is typed and what is pressed."""

from bot.telegram.needs.pressing import pressed
from bot.telegram.needs.writing import ask_the_network, commanded, take

__all__ = ["ask_the_network", "commanded", "pressed", "take"]
