"""Written names: exact, by their words, despite typos; several when it is not certain."""

from __future__ import annotations

import pytest

from bot.services.names import Named, resolve, words

KNOWN = [
    Named("cecomp", "Cecomp", ("Cecomp SpA",)),
    Named("pininfarina", "Pininfarina", ("Pininfarina S.p.A.",)),
    Named("italdesign", "Italdesign", ("Italdesign Giugiaro S.p.A.",)),
    Named("icona-design", "Icona Design"),
    Named("torino-design", "Torino Design"),
    Named("microlino-italia", "Microlino Italia", ("joint venture di Micro e Cecomp",)),
    Named("camera", "Camera di commercio di Torino"),
]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Cecomp", ["cecomp"]),
        ("cecomp s.p.a.", ["cecomp"]),
        ("CECOMP SRL", ["cecomp"]),
        ("cecom", ["cecomp"]),
        ("pinin farina", ["pininfarina"]),
        ("Pininfarína", ["pininfarina"]),
        ("italdesing", ["italdesign"]),
        ("camera commercio", ["camera"]),
        ("Giugiaro", ["italdesign"]),
        ("design", ["icona-design", "torino-design"]),
        ("torino", ["torino-design", "camera"]),
        ("farina", []),
        ("Ferrari", []),
        ("", []),
        ("🙂", []),
        ("%_'; DROP TABLE companies", []),
    ],
)
def test_a_written_name_means(written: str, meant: list[str]) -> None:
    assert resolve(written, KNOWN) == meant


def test_legal_forms_and_accents_do_not_count() -> None:
    assert words("Società Prova S.r.l.") == ("societa", "prova")
