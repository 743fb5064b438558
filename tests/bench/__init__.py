"""`make bench`: the time of a whole answer, from a member's message to the bot's, beside two other bots."""
