"""What in a letter or forwarded mail speaks of something else: headers, quotations, greetings, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.sheets import plain

_HEADER = re.compile(
    r"\W*(?:da|from|inviato|sent|a|to|cc|ccn|bcc|data|date|oggetto|subject|rispondi a|reply-to)\s*:\s*\S"
)
_SENDER = re.compile(r"\W*(?:da|from|inviato|sent)\s*:")
SUBJECT = re.compile(r"\W*(?:oggetto|subject|ogg\.?)\s*:\s*(?:(?:fwd?|re|i|r|inoltro)\s*:\s*)*")
_FORWARDED = re.compile(
    r"\W*(?:-{3,}|inizio messaggio inoltrato|begin forwarded message|messaggio (?:inoltrato|originale)|"
    r"forwarded message|original message)"
)
_QUOTED = re.compile(r"\s*>|.{0,80}\b(?:ha scritto|wrote)\s*:\s*$")
_CLOSING = re.compile(
    r"\W*(?:(?:i (?:nostri )?(?:piu )?|un |con i |porgiamo |l'occasione e gradita per )?"
    r"(?:(?:cordial|distint|miglior)\w* )*salut\w+|cordialmente|(?:kind|best|warm)\w* regards|regards|sincerely|yours|"
    r"a presto|grazie e a presto|see you (?:soon|there))\W*(?:$|,)|--\s*$|__+\s*$"
)
GREETING = re.compile(
    r"\W*(?:gentil\w+|egregi\w*|spett\w*\.?|car[oiae]|buongiorno|buonasera|buon pomeriggio|ciao|salve|dear|hello|hi|"
    r"good (?:morning|evening)|stimat\w+|a tutti|all[ae']? )\b[^.!?:]{0,60}[,!.:]?\s*$"
)


def silent(lines: Sequence[str]) -> set[int]:
    """The indexes of lines that say nothing of the event itself: headers, quotations, what follows a closing."""
    folded = [plain(line) for line in lines]
    quiet = _headers(folded)
    quiet |= {at for at, line in enumerate(folded) if _QUOTED.match(line) or _FORWARDED.match(line)}
    closing = _closing(folded, quiet)
    return quiet | (set(range(closing, len(lines))) if closing is not None else set())


def _headers(folded: Sequence[str]) -> set[int]:
    """Runs of "Da: … Data: … Oggetto: …" in which a sender is named: the subject speaks, the rest does not."""
    found: set[int] = set()
    at = 0
    while at < len(folded):
        end = at
        while end < len(folded) and _HEADER.match(folded[end]):
            end += 1
        if end - at > 1 and any(_SENDER.match(line) for line in folded[at:end]):
            found |= {line for line in range(at, end) if not SUBJECT.match(folded[line])}
        at = max(end, at + 1)
    return found


def _closing(folded: Sequence[str], quiet: set[int]) -> int | None:
    """Where the letter takes leave, if something was said before it."""
    for at, line in enumerate(folded):
        if (
            at not in quiet
            and _CLOSING.match(line)
            and any(folded[one].strip() for one in range(at) if one not in quiet)
        ):
            return at
    return None
