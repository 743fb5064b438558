"""The one door to language models, through LangChain: any that it knows, or an OpenAI-compatible address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.prompts import Prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LONGEST_REPLY = 6000  # characters; whoever says more is not listened to any further
_LETTERS_A_TOKEN = 3  # on the safe side, for budgets, where a model does not tell how many it took
_OPENAI = "openai"
NEED_KEYS = (_OPENAI, "anthropic")


class ModelMissing(Exception):
    """The model can't be had: its package is not installed, or nobody knows the provider."""

    def __init__(self, provider: str, why: str) -> None:
        super().__init__(why)
        self.provider = provider


class ModelFailed(Exception):
    """The model did not answer this time: refused, cut off, unreachable."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """`name`: "provider:model". `url`: another address than the provider's own, OpenAI-compatible or Ollama's."""

    name: str
    url: str | None = None
    key: str | None = field(default=None, repr=False)
    seconds: float = 6.0


@dataclass(slots=True)
class Usage:
    """Tokens of one call, as the model tells them; estimated where it does not."""

    taken_in: int = 0
    given_out: int = 0

    @property
    def tokens(self) -> int:
        return self.taken_in + self.given_out


class Speaker:
    """A chat model that says one thing at a time. It keeps nothing of what it was told."""

    def __init__(self, chat: BaseChatModel, name: str) -> None:
        self._chat = chat
        self.name = name

    @classmethod
    def open(cls, config: ModelConfig) -> Speaker:
        """Connects nothing yet. Raises ModelMissing. Takes a second the first time: the provider's package loads."""
        from langchain.chat_models import init_chat_model  # late: most commands speak with no model

        provider, _, model = config.name.partition(":")
        given: dict[str, Any] = {"timeout": config.seconds, "max_retries": 0}
        if provider == _OPENAI:
            given["stream_usage"] = True
        elif provider == "ollama":
            given = {"client_kwargs": {"timeout": config.seconds}}
        if config.url:
            given["base_url"] = config.url
        if provider in NEED_KEYS and not (config.key or config.url):
            raise ModelMissing(provider, "key")
        if config.key or (config.url and provider == _OPENAI):
            given["api_key"] = config.key or "none"
        try:
            return cls(init_chat_model(model, model_provider=provider, **given), config.name)
        except (ImportError, ValueError, TypeError) as problem:
            raise ModelMissing(provider, str(problem)) from problem

    async def say(self, prompt: Prompt, usage: Usage) -> AsyncGenerator[str, None]:
        """What the model says, piece by piece. Raises ModelFailed, whatever goes wrong with it; fills `usage`."""
        pieces: asyncio.Queue[str | None] = asyncio.Queue()
        reading = asyncio.create_task(self._read(prompt, usage, pieces))
        said = 0
        try:
            while (piece := await pieces.get()) is not None and said <= LONGEST_REPLY:
                said += len(piece)
                yield piece
            if said <= LONGEST_REPLY:
                await asyncio.wait({reading})
                # Not caught but looked at: a provider's package may raise anything, and none of it is the member's.
                if (problem := reading.exception()) is not None:
                    raise ModelFailed(type(problem).__name__) from problem
        finally:
            reading.cancel()
            await asyncio.wait({reading})
            _estimate(usage, prompt, said)

    async def _read(self, prompt: Prompt, usage: Usage, pieces: asyncio.Queue[str | None]) -> None:
        try:
            async for chunk in self._chat.astream([("system", prompt.system), ("human", prompt.human)]):
                if told := chunk.usage_metadata:
                    usage.taken_in += told["input_tokens"]
                    usage.given_out += told["output_tokens"]
                if text := str(chunk.text):
                    pieces.put_nowait(text)
        finally:
            pieces.put_nowait(None)


def expected(prompt: Prompt) -> int:
    """Tokens that a call may take, for a budget that is asked beforehand."""
    return (len(prompt.system) + len(prompt.human)) // _LETTERS_A_TOKEN + 400


def _estimate(usage: Usage, prompt: Prompt, said: int) -> None:
    if not usage.tokens:
        usage.taken_in = (len(prompt.system) + len(prompt.human)) // _LETTERS_A_TOKEN
        usage.given_out = said // _LETTERS_A_TOKEN
