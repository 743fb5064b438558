"""Kinship: how nearly a company's offers meet the concepts that a question may mean."""

from __future__ import annotations

import numpy as np
import pytest

from rag.kinship import WAYS, Kin, Kinship, Kinships
from tests.rag import corpus

FIRMS = [*corpus.FIRMS, corpus.offering("vecchia", "given-up")]


@pytest.fixture(scope="module")
def kin(tmp_path_factory: pytest.TempPathFactory) -> Kin:
    vocabulary = corpus.machining(tmp_path_factory.mktemp("kinship"))
    return Kin(vocabulary, sorted(vocabulary.concepts), FIRMS)


ORDER = ["die-sinking-edm", "edm", "machining", "milling", "water-jet-cutting", "wire-edm"]


def believed(kin: Kin, **shares: float) -> Kinships:
    return kin.kinships(np.array([shares.get(concept.replace("-", "_"), 0.0) for concept in ORDER]))


def test_the_very_concept_counts_as_exact(kin: Kin) -> None:
    assert believed(kin, wire_edm=0.8).of("filo") == Kinship(exact=0.8)


def test_a_partial_offer_counts_for_less(kin: Kin) -> None:
    found = believed(kin, wire_edm=0.8)
    assert 0 < found.of("incerta").exact < found.of("filo").exact


def test_who_offers_something_more_specific_is_narrower_and_less_so_the_farther_down(kin: Kin) -> None:
    child, grandchild = believed(kin, edm=0.8).of("filo"), believed(kin, machining=0.8).of("filo")
    assert (child.exact, grandchild.exact) == (0, 0)
    assert child.narrower > grandchild.narrower > 0


def test_who_offers_the_more_general_thing_is_broader(kin: Kin) -> None:
    kinship = believed(kin, wire_edm=0.8).of("officina")
    assert kinship.broader > 0
    assert (kinship.exact, kinship.narrower) == (0, 0)


@pytest.mark.parametrize(("company", "asked"), [("tuffo", "wire_edm"), ("filo", "water_jet_cutting")])
def test_a_sibling_or_a_related_concept_is_akin_and_nothing_more(company: str, asked: str, kin: Kin) -> None:
    assert believed(kin, **{asked: 0.8}).of(company) == Kinship(akin=0.8)


def test_those_who_offer_the_nearest_concepts_come_first_and_who_offers_nothing_never(kin: Kin) -> None:
    nearest = believed(kin, wire_edm=0.8, milling=0.1).nearest(99)
    assert nearest[:2] == ["tutto", "filo"]
    assert set(nearest) == {"tutto", "filo", "incerta", "fresa"}
    assert believed(kin, wire_edm=0.8).nearest(1) == ["filo"]


def test_cousins_are_no_kin(kin: Kin) -> None:
    assert believed(kin, wire_edm=0.8).of("fresa") == Kinship()


@pytest.mark.parametrize("company", ["niente", "nobody", "vecchia"])
def test_who_offers_nothing_that_is_known_is_no_kin(company: str, kin: Kin) -> None:
    assert believed(kin, wire_edm=0.8, milling=0.2).of(company) == Kinship()


def test_the_best_offer_of_a_concept_counts_and_not_their_number(kin: Kin) -> None:
    found = believed(kin, edm=0.8)
    assert found.of("tutto").narrower == found.of("filo").narrower


def test_who_offers_several_things_that_may_be_meant_is_likelier_to_do_it(kin: Kin) -> None:
    found = believed(kin, wire_edm=0.5, milling=0.3)
    assert found.of("tutto").exact == pytest.approx(0.8)
    assert found.of("filo").exact == pytest.approx(0.5)


def test_tables_keep_the_order_asked_for_and_have_nothing_for_who_offers_nothing(kin: Kin) -> None:
    found = believed(kin, wire_edm=0.8)
    table = found.table(["niente", "filo"])
    assert table.tolist() == [[0.0] * len(WAYS), [0.8, 0.0, 0.0, 0.0]]
    shares = np.array([0.8 * (concept == "wire-edm") for concept in ORDER])
    assert (kin.dense(["niente", "filo"]) @ shares).T.tolist() == table.tolist()
