"""What we say: every sentence stands in it/ and en/, one file per feature; here is how to have it said."""

from bot.texts.answers import RECORDS, say_answer, say_profile, say_record, summed_up
from bot.texts.engine import label, moments, say
from bot.texts.plain import plain
from bot.texts.splitting import split, units

__all__ = [
    "RECORDS", "label", "moments", "plain", "say", "say_answer", "say_profile", "say_record", "split", "summed_up",
    "units",
]  # fmt: skip
