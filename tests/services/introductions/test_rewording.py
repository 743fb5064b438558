"""A note in a model's words: pressed for, checked, read before it goes, and never waited for by anybody else."""

from __future__ import annotations

import pytest

from bot.errors import ButtonTooOld, IntroductionSettled, NoBetterWords, NotForYou
from rag.documents import Language, Source, Worded
from tests.services.introductions.stage import ANNA, BRUNO, EMMA, Stage

WHY = "cerchiamo chi lavori alluminio per 20 telai entro marzo"
BETTER = "Cerchiamo un'azienda che lavori l'alluminio per 20 telai entro marzo."
ABOUT = "Cecomp lavora l'alluminio."
OWN = Source("", "", None, declared=True)


def said(text: str, record: str = "cecomp") -> Worded:
    return Worded(text, (OWN,), (record,))


class Model:
    """What it will say, and what it was asked; it may do something meanwhile."""

    def __init__(self, stage: Stage, *sentences: Worded) -> None:
        self.sentences, self.asked = sentences, []  # type: ignore[var-annotated]
        self.meanwhile = None
        stage.desk.reword = self

    async def __call__(self, need: str, company: str, language: Language, asker: int) -> tuple[Worded, ...]:
        self.asked.append((need, company, language))
        if self.meanwhile is not None:
            await self.meanwhile()
        return self.sentences


async def drafted(stage: Stage, **how: object) -> int:
    return await stage.drafted(why=WHY, **how)  # type: ignore[arg-type]


async def test_the_note_in_other_words_is_shown_and_is_what_the_other_side_reads(stage: Stage) -> None:
    model = Model(stage, said(BETTER, "need"), said(ABOUT))
    number = await drafted(stage)
    preview = await stage.press(ANNA, "open", number)
    assert WHY in preview.html
    better = await stage.taps(ANNA, preview, "Con altre parole")
    assert model.asked == [(WHY, "cecomp", "it")]
    assert "Cerchiamo un" in better.html and "Di voi abbiamo letto: Cecomp" in better.html and WHY not in better.html
    later = await stage.press(ANNA, "minutes", number, "60")
    assert "Di voi abbiamo letto" in later.html and "60 minuti" in later.html and len(model.asked) == 1
    await stage.press(ANNA, "send", number)
    [read] = await stage.read(BRUNO)
    assert "Di voi abbiamo letto: Cecomp" in read and "20 telai" in read


async def test_in_english_the_note_is_english(stage: Stage) -> None:
    Model(stage, said(ABOUT))
    number = await stage.drafted(EMMA, why="We look for 20 aluminium frames")
    card = await stage.taps(EMMA, await stage.press(EMMA, "open", number), "In other words")
    assert "What we read of you: Cecomp" in card.html and "20 aluminium frames" in card.html


async def test_another_reason_has_another_note(stage: Stage) -> None:
    Model(stage, said(BETTER, "need"), said(ABOUT))
    number = await drafted(stage)
    await stage.press(ANNA, "reword", number)
    await stage.press(ANNA, "edit", number, "why")
    card = await stage.types(ANNA, "Vorremmo visitare la vostra officina")
    assert card is not None and "visitare la vostra officina" in card.html and "abbiamo letto" not in card.html


@pytest.mark.parametrize(
    "sentences",
    [
        (),
        (said(BETTER, "need"),),
        (said("Cecomp ha 7000 dipendenti."),),
        (said("Cecomp lavora con Bosch."),),
        (said("Pininfarina disegna.", "pininfarina"),),
    ],
    ids=["silent", "nothing of the company", "a number", "a name", "of another"],
)
async def test_where_nothing_is_founded_the_note_stays_as_it_was(stage: Stage, sentences: tuple[Worded, ...]) -> None:
    Model(stage, *sentences)
    number = await drafted(stage)
    before = (await stage.row(number)).note
    with pytest.raises(NoBetterWords):
        await stage.press(ANNA, "reword", number)
    assert (await stage.row(number)).note == before
    await stage.press(ANNA, "send", number)
    assert WHY in (await stage.read(BRUNO))[0]


async def test_a_need_that_lost_a_figure_stands_as_it_was_typed(stage: Stage) -> None:
    Model(stage, said("Cerchiamo un'azienda che lavori l'alluminio per dei telai.", "need"), said(ABOUT))
    number = await drafted(stage)
    card = await stage.press(ANNA, "reword", number)
    assert WHY in card.html and "Di voi abbiamo letto" in card.html


async def test_whoever_is_masked_is_not_named_by_a_model(stage: Stage) -> None:
    Model(stage, said("Cecomp lavora l'alluminio con Pininfarina."))
    number = await drafted(stage, masked=True)
    with pytest.raises(NoBetterWords):
        await stage.press(ANNA, "reword", number)
    assert "Pininfarina" not in ((await stage.row(number)).note or "")


async def test_nothing_waits_while_the_model_thinks_and_what_was_sent_meanwhile_is_what_was_read(stage: Stage) -> None:
    model = Model(stage, said(BETTER, "need"), said(ABOUT))
    number = await drafted(stage)

    async def sends() -> None:
        await stage.press(ANNA, "send", number)  # would wait for ever, if the database were held

    model.meanwhile = sends  # type: ignore[assignment]
    with pytest.raises(IntroductionSettled):
        await stage.press(ANNA, "reword", number)
    assert WHY in (await stage.read(BRUNO))[0]


async def test_only_its_starter_has_it_reworded_and_without_a_model_nobody_is_offered_it(stage: Stage) -> None:
    number = await drafted(stage)
    preview = await stage.press(ANNA, "open", number)
    assert not any("altre parole" in one.text for row in preview.buttons for one in row)
    with pytest.raises(NoBetterWords):
        await stage.press(ANNA, "reword", number)
    Model(stage, said(ABOUT))
    with pytest.raises(NotForYou):
        await stage.press(BRUNO, "reword", number)
    with pytest.raises(ButtonTooOld):
        await stage.press(ANNA, "no-such-verb", number)
