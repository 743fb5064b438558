"""Announcements in the chat: what staff write and press, and what members choose to hear of."""
