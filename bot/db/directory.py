"""Who is there and what is said of them: records of `data/`, companies, capabilities, statements, press.

`visible` is the one rule on who may be shown: every query on companies, events and press passes it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db.base import Base, Json, Moment, RowId

if TYPE_CHECKING:
    from bot.db.events import Event

RECORD_ID = String(100)
Words = dict[Literal["it", "en"], str]  # the same in each language

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


class Record(Base):
    """One file of `data/` as it was read. A withdrawn record keeps its id and loses its words."""

    __tablename__ = "records"

    id: Mapped[str] = mapped_column(RECORD_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    read_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class Company(Base):
    """A company; organisations and the association count as companies here (see `Record.kind`)."""

    __tablename__ = "companies"

    id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    legal_name: Mapped[Words] = mapped_column(Json)
    trade: Mapped[Words] = mapped_column(Json)
    city: Mapped[Words] = mapped_column(Json)
    founded: Mapped[Words] = mapped_column(Json)
    size: Mapped[Words] = mapped_column(Json)
    note: Mapped[Words] = mapped_column(Json)
    relation: Mapped[str | None] = mapped_column(String(20))
    relation_source: Mapped[str | None] = mapped_column(Text)
    newest_source: Mapped[str | None] = mapped_column(String(10))
    old_source: Mapped[bool]

    record: Mapped[Record] = relationship()
    capabilities: Mapped[list[Capability]] = relationship(order_by="Capability.position")


class Capability(Base):
    """What a company does, in its profile's words; `evidence` is the number of a statement."""

    __tablename__ = "capabilities"

    company_id: Mapped[str] = mapped_column(ForeignKey("companies.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Words] = mapped_column(Json)
    evidence: Mapped[int]


class Source(Base):
    """A page that says something; many statements may rest on it."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("url", "title", "date", "declared"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    date: Mapped[str] = mapped_column(String(10))  # "" when the source bears none: NULLs are never equal
    declared: Mapped[bool]


class Statement(Base):
    """One sourced sentence of a record, in both languages, word for word."""

    __tablename__ = "statements"

    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[Words] = mapped_column(Json)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)

    source: Mapped[Source] = relationship(lazy="joined")


class PressItem(Base):
    """An article or press release."""

    __tablename__ = "press"

    id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[Words] = mapped_column(Json)
    date: Mapped[str | None] = mapped_column(String(10), index=True)
    url: Mapped[str | None] = mapped_column(Text)
    mentions: Mapped[list[str]] = mapped_column(Json)

    record: Mapped[Record] = relationship()


def visible(query: Query, noun: type[Record | Company | Event | PressItem]) -> Query:
    """The query on `noun`, without what nobody may be shown (any more)."""
    joined = query if noun is Record else query.join(Record, Record.id == noun.id)
    return joined.where(Record.withdrawn_at.is_(None))
