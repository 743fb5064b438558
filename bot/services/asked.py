"""What is kept of somebody's questions: handed over, and erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import ask as tables
from bot.services import privacy


async def _export(session: AsyncSession, member_id: int) -> list[dict[str, Any]]:
    """Each question with its answer and the asker's verdict."""
    mine = select(tables.Question).where(tables.Question.asker == member_id).order_by(tables.Question.id)
    told = []
    for one in list(await session.scalars(mine)):
        answer = await session.get(tables.StoredAnswer, one.id)
        verdict = await session.get(tables.Feedback, one.id)
        not_this = select(tables.NotThis.company_id).where(tables.NotThis.question_id == one.id)
        said = {
            "answer": answer.body if answer is not None else None,
            "verdict": verdict.verdict if verdict is not None else None,
            "not_this": list(await session.scalars(not_this)),
        }
        told.append({**privacy.row(one), **said})
    return told


async def _erase(session: AsyncSession, member_id: int) -> None:
    mine = or_(tables.Question.asker == member_id, tables.Question.chat == member_id)
    await session.execute(delete(tables.Question).where(mine))


KEEPER = privacy.Keeper("ask", _export, privacy.nothing_to_withdraw, _erase)
