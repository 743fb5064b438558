"""The chart for the chat: the funnel of introductions and the questions of eight weeks, large enough for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.services.insights.veiling import Count

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INCHES, DOTS = (7.2, 9.0), 150  # 1080 by 1350, which fills a phone's width
# Light paper with dark ink: opaque, so that it reads the same in a dark chat. Blue and orange stay apart for eyes that
# do not tell red from green, and in grey.
PAPER, INK, FAINT = "#faf8f3", "#1d2730", "#c9c4b8"
BLUE, ORANGE = "#1f5f8b", "#e08a1e"
SIZE, SMALL, LARGE = 15, 13, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """One number with its name and the words that say it; `veiled`: drawn hatched, since it is not the number."""

    name: str
    told: str
    height: int
    veiled: bool


@dataclass(frozen=True, slots=True)
class Words:
    """All that is written in the chart, in one language."""

    title: str
    funnel: str
    questions: str
    answered: str
    undocumented: str
    veiled: str


def bar(name: str, count: Count, told: str) -> Bar:
    return Bar(name, told, count.drawn, not count.is_exact)


def draw(words: Words, steps: Sequence[Bar], weeks: Sequence[tuple[Bar, Bar]]) -> bytes:
    """The chart as a PNG. Takes about a second, and some more the first time: to be called on a thread."""
    from matplotlib.figure import Figure  # late: two seconds that only this needs
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(h_pad=0.15, hspace=0.08)
    figure = Figure(figsize=INCHES, dpi=DOTS, facecolor=PAPER, layout=layout)
    above, below = figure.subplots(2, 1, height_ratios=(4, 5))
    figure.suptitle(words.title, color=INK, fontsize=LARGE, fontweight="bold")
    _funnel(above, words, steps)
    _weeks(below, words, weeks)
    figure.supxlabel(words.veiled, color=INK, fontsize=SMALL)
    page = BytesIO()
    figure.savefig(page, format="png", facecolor=PAPER)
    return page.getvalue()


def _funnel(axes: Axes, words: Words, steps: Sequence[Bar]) -> None:
    most = max((one.height for one in steps), default=1)
    for place, one in enumerate(steps):
        axes.barh(place, one.height, height=0.68, **_style(one, BLUE))
        axes.text(one.height + most * 0.02, place, one.told, va="center", color=INK, fontsize=SIZE, fontweight="bold")
    axes.set_yticks(range(len(steps)), [one.name for one in steps], fontsize=SIZE, color=INK)
    axes.set_xlim(0, most * 1.25)
    axes.invert_yaxis()
    axes.set_xticks([])
    _plain(axes, words.funnel)


def _weeks(axes: Axes, words: Words, weeks: Sequence[tuple[Bar, Bar]]) -> None:
    """Two columns a week, side by side: columns on one another would tell their sum."""
    most = max((one.height for pair in weeks for one in pair), default=1)
    for place, pair in enumerate(weeks):
        for one, colour, aside in zip(pair, (BLUE, ORANGE), (-0.21, 0.21), strict=True):
            axes.bar(place + aside, one.height, width=0.38, **_style(one, colour))
            axes.text(place + aside, one.height + most * 0.02, one.told, ha="center", color=INK, fontsize=SMALL)
    axes.set_xticks(range(len(weeks)), [pair[0].name for pair in weeks], fontsize=SMALL, color=INK)
    axes.set_ylim(0, most * 1.3)
    axes.set_yticks([])
    _plain(axes, words.questions)
    for name, colour in ((words.answered, BLUE), (words.undocumented, ORANGE)):
        axes.bar(0, 0, color=colour, label=name)
    axes.legend(loc="upper left", ncols=2, frameon=False, fontsize=SMALL, labelcolor=INK, borderaxespad=0)


def _style(one: Bar, colour: str) -> dict[str, Any]:
    """What is veiled is an outline with hatching: a range, not a number."""
    if one.veiled:
        return {"facecolor": PAPER, "edgecolor": colour, "hatch": "///", "linewidth": 1.2}
    return {"facecolor": colour, "edgecolor": colour, "linewidth": 1.2}


def _plain(axes: Axes, title: str) -> None:
    axes.set_facecolor(PAPER)
    axes.set_title(title, loc="left", color=INK, fontsize=SIZE, pad=10)
    axes.tick_params(length=0)
    for name, spine in axes.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set_color(FAINT)
