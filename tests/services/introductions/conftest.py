"""Companies, people who stand for them, and the service at a moment of one's choice."""

from __future__ import annotations

import pytest

from bot.db.base import Database
from tests.services.introductions.stage import Stage


@pytest.fixture
async def stage(database: Database) -> Stage:
    """Pininfarina (Anna 1), Cecomp (Bruno 2, and Bea 3 for aluminium), Italdesign (Emma 4, in English).

    Staff are 90 and 91. Nobody stands for Bylogix.
    """
    made = Stage(database)
    await made.set()
    return made
