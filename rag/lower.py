"""What the lower layers of the embedding model make of texts: made once, while those above are taught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

LONGEST = 128  # tokens
_BATCH = 64

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Lower:
    """Of each text what the layers below give, shape (tokens, dimensions), kept in half the width; and the vector that
    the whole model made of it before it was taught, of unit length, shape (texts, dimensions)."""

    texts: list[torch.Tensor]
    vectors: torch.Tensor

    def above(self, layers: Any, rows: Sequence[int]) -> torch.Tensor:
        """Vectors of unit length, shape (rows, dimensions), as the layers above make them now, and the model's own
        pooling."""
        import torch

        pad = torch.nn.utils.rnn.pad_sequence
        mask = pad([torch.ones(len(self.texts[row])) for row in rows], batch_first=True)
        texts = pad([self.texts[row].float() for row in rows], batch_first=True)
        for layer in layers:
            given = layer(texts, (1.0 - mask[:, None, None, :]) * -1e9)
            texts = given[0] if isinstance(given, tuple) else given
        return _pooled(texts, mask)


def below(model: SentenceTransformer, prompt: str, texts: Sequence[str], layers: int, tell: Progress) -> Lower:
    """What all layers but the upper `layers` give for each text; `prompt`: by its name in the model."""
    import torch

    bert, tokenizer = model[0].auto_model.eval(), model.tokenizer
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    made: dict[int, torch.Tensor] = {}
    whole: dict[int, torch.Tensor] = {}
    with torch.no_grad():
        for start in range(0, len(order), _BATCH):
            tell("below", start, len(order))
            rows = order[start : start + _BATCH]
            asked = [model.prompts[prompt] + texts[row] for row in rows]
            read = tokenizer(asked, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
            given = bert(**read, output_hidden_states=True)
            vectors = _pooled(given.last_hidden_state, read["attention_mask"].float())
            for at, row in enumerate(rows):
                made[row] = given.hidden_states[-1 - layers][at, : int(read["attention_mask"][at].sum())].half()
                whole[row] = vectors[at]
    tell("below", len(order), len(order))
    return Lower([made[row] for row in range(len(texts))], torch.stack([whole[row] for row in range(len(texts))]))


def _pooled(texts: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    import torch

    return torch.nn.functional.normalize((texts * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)
