"""The voice: one model, asked within its seconds and its budget, and left in peace while it is down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import structlog

from bot import observability
from bot.errors import OperatorProblem
from bot.services.wording.ledger import Ledger

if TYPE_CHECKING:
    from rag.llm import Speaker, Usage
    from rag.prompts import Prompt

log = structlog.get_logger()
T = TypeVar("T")

AT_ONCE = 4  # calls; a fifth member waits, and that counts towards their seconds
TIRED_AFTER = 3  # failures in a row, after which nobody waits for it
REST = 60.0  # seconds until it is tried again


@dataclass(frozen=True, slots=True)
class Policy:
    """`model`: "provider:model"; empty: none, and everything works without."""

    model: str = ""
    url: str | None = None
    key: str | None = field(default=None, repr=False)
    seconds: float = 6.0


class Voice:
    """Everything that is said by a model goes through here: seconds, budget, figures, what becomes of a failure."""

    def __init__(self, policy: Policy, ledger: Ledger, speaker: Speaker | None = None) -> None:
        self._policy = policy
        self._ledger = ledger
        self._speaker = speaker
        self._speaking = asyncio.Semaphore(AT_ONCE)
        self._failures = 0
        self._rests_until = 0.0

    @property
    def is_on(self) -> bool:
        """Whether a model is set."""
        return bool(self._policy.model) or self._speaker is not None

    @property
    def model(self) -> str:
        return self._speaker.name if self._speaker else self._policy.model

    async def spent(self) -> tuple[int, int]:
        """Calls and tokens of the day."""
        return await self._ledger.today()

    async def open(self) -> None:
        """Makes ready to speak. Raises OperatorProblem where the model's package is missing, or its key."""
        if self._speaker is None and self._policy.model:
            self._speaker = await asyncio.to_thread(_open, self._policy)

    async def speak(
        self, verb: str, prompt: Prompt, asker: int | None, listen: Callable[[Speaker, Usage], Awaitable[str]]
    ) -> str:
        """Has `listen` hear what the model says. What became of it, as the figures call it:

        its own word, or "resting", "over_budget", "slow", "failed". Never raises for what the model does.
        """
        from rag.llm import ModelFailed, Usage, expected  # late: it brings pydantic models that most commands need not

        await self.open()
        if self._speaker is None or time.monotonic() < self._rests_until:
            return self._counted(verb, "resting", Usage())
        charge = await self._ledger.charge(asker, expected(prompt))
        if charge is None:
            return self._counted(verb, "over_budget", Usage())
        usage = Usage()
        outcome = "failed"
        try:
            async with asyncio.timeout(self._policy.seconds), self._speaking:
                outcome = await listen(self._speaker, usage)
        except TimeoutError:
            outcome = "slow"
        except ModelFailed as problem:
            log.warning("model.failed", verb=verb, problem=str(problem))
        finally:
            await self._ledger.settle(charge, usage.tokens)
        self._fare(outcome)
        return self._counted(verb, outcome, usage)

    def _fare(self, outcome: str) -> None:
        self._failures = self._failures + 1 if outcome in ("slow", "failed") else 0
        if self._failures >= TIRED_AFTER:
            self._failures, self._rests_until = 0, time.monotonic() + REST
            log.warning("model.rests", seconds=REST)

    def _counted(self, verb: str, outcome: str, usage: Usage) -> str:
        observability.model_asked(verb, outcome, usage.taken_in, usage.given_out)
        return outcome


def _open(policy: Policy) -> Speaker:
    from rag.llm import ModelConfig, ModelMissing, Speaker  # late: LangChain's models take a second to import

    try:
        return Speaker.open(ModelConfig(policy.model, policy.url, policy.key, policy.seconds))
    except ModelMissing as problem:
        raise OperatorProblem(_advice(problem.provider, str(problem))) from problem


def _advice(provider: str, why: str) -> str:
    if why == "key":
        return (
            f"LLM: {provider} vuole una chiave; mettila in LLM_KEY.\nLLM: {provider} needs a key; put it into LLM_KEY."
        )
    return (
        f"LLM: per {provider} manca il suo pacchetto, o il nome non è noto; installa raccordo[{provider}].\n"
        f"LLM: the package for {provider} is missing, or the name is unknown; install raccordo[{provider}].\n{why}"
    )
