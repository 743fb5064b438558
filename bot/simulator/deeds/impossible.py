"""What a Telegram client would not let a person do."""


class Impossible(Exception):
    """Said to whoever plays the person, never to the bot."""
