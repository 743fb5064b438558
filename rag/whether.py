""" "Does X make seats?", "Comau fa verniciatura?": a question whether one company named does one thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.names import Mention
from rag.text import fold, key_words

_NAME = "\x00"  # stands where the company's name stood
_LEAD = (
    r"(?:(?:ma|e|ed|scusa|scusate|senti|per caso|sai|sapete|mi sai dire|mi sapete dire|voi|anche|so|and|but|"
    r"do you know|can you tell me|tell me)\W+)*(?:(?:se|if|whether)\W+)?"
)
_ARTICLE = r"(?:(?:la|il|lo|l'|gli|i|le|the|quelli (?:di|della|del)|in|da)\s*)?"
_EVEN = r"(?:\W+(?:anche|pure|per caso|forse|also|ever|perhaps))?"
# Verbs that name no work by themselves, to be left out of what is sought; others ("paints") say what the work is.
_FA = (
    r"(?:(?:sa|sanno|puo|possono|potrebbe\w*|riesc\w+ a|e in grado di|sono in grado di) (?:(?:fare|farci|farmi|"
    r"produrre|realizzare|costruire|offrire|fornire)\b)?|(?:fa|fanno|farebbe|produc\w+|costruisc\w+|realizz\w+|tratta\w*|offr\w+|"
    r"fornisc\w+|si occupa\w*|(?P<ha>ha|hanno|possied\w+))\b|"
    r"(?=(?:lavor|progett|disegn|svilupp|vend|ripar|restaur|stamp|tagli|sald|vernici|collaud|prov|assembl|torn|fres)\w+))"
)
_MAKE = (
    r"(?:(?:make|build|produce|manufacture|do|offer|supply|provide|deal (?:in|with)|(?P<have>have|own))\b|"
    r"(?=(?:design|develop|sell|repair|restore|work|test|print|cut|weld|paint|machine|assemble|turn|mill|mould|cast)\b))"
)
_MAKING = r"(?:(?:making|building|producing|doing|offering)\b|(?=(?:design|develop|sell|repair|test|paint)\w*ing\b))"
_MAKES = (
    r"(?:(?:makes|builds|produces|does|offers|(?P<has>has|owns))\b|"
    r"(?=(?:designs|develops|sells|repairs|restores|tests|prints|cuts|welds|paints|assembles)\b))"
)
_DOES = r"does|do|can|could|would|will|did"
_ITALIAN = re.compile(rf"^\W*{_LEAD}{_ARTICLE}{_NAME}{_EVEN}\W+{_FA}(?P<topic>.+)$", re.DOTALL)
_ENGLISH = re.compile(
    rf"^\W*{_LEAD}(?:(?:{_DOES}){_EVEN}\W+{_ARTICLE}{_NAME}{_EVEN}\W+(?:be able to )?{_MAKE}|"
    rf"(?:is|are)\W+{_ARTICLE}{_NAME}{_EVEN}\W+{_MAKING}|"
    rf"{_ARTICLE}{_NAME}{_EVEN}\W+{_MAKES})(?P<topic>.+)$",
    re.DOTALL,
)
_BESIDE = re.compile(r"\b(?:anche|pure|per caso|also|too|as well|at all|any|qualche)\b")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked of a company, folded. `owned`: it is asked to have it, as one may have a boss or a problem."""

    text: str
    owned: bool


def sought(text: str, mentions: Sequence[Mention]) -> Sought | None:
    """What a question asks of the one company that it names; None when it asks no such thing."""
    if len(mentions) != 1 or len(mentions[0].ids) != 1 or not mentions[0].exact:
        return None
    name = r"[\W_]+".join(re.escape(word) for word in mentions[0].words.split())
    plain = re.sub(rf"(?<!\w){name}(?!\w)", _NAME, fold(text), count=1)
    found = _ITALIAN.match(plain) or _ENGLISH.match(plain)
    if not found:
        return None
    rest = " ".join(_BESIDE.sub(" ", found["topic"]).split()).strip(" ?!.,;:")
    owned = any(value for group, value in found.groupdict().items() if group in ("ha", "have", "has"))
    return Sought(rest, owned) if _NAME not in rest and key_words(rest) else None
