"""Introductions: requests and their two sides, pairs asked, what needs the staff's word, blocks, outcomes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "asked_pairs",
        sa.Column("asker", sa.String(length=100), nullable=False),
        sa.Column("asked", sa.String(length=100), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("asker", "asked", name=op.f("pk_asked_pairs")),
    )
    op.create_table(
        "introductions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("two_sided", sa.Boolean(), nullable=False),
        sa.Column("starter", sa.BigInteger(), nullable=True),
        sa.Column("masked", sa.Boolean(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("offer", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("note_typed", sa.Boolean(), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=True),
        sa.Column("from_need", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asking", sa.String(length=10), nullable=True),
        sa.Column("asking_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("introduced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
    )
    with op.batch_alter_table("introductions") as batch_op:
        batch_op.create_index(batch_op.f("ix_introductions_starter"), ["starter"], unique=False)
        batch_op.create_index(batch_op.f("ix_introductions_state_lapses_at"), ["state", "lapses_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_introductions_state_tell_at"), ["state", "tell_at"], unique=False)

    op.create_table(
        "words_first",
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("first", sa.String(length=100), nullable=False),
        sa.Column("second", sa.String(length=100), nullable=False),
        sa.Column("marked_by", sa.BigInteger(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", "first", "second", name=op.f("pk_words_first")),
    )
    op.create_table(
        "introduction_blocks",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.String(length=100), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.telegram_id"],
            name=op.f("fk_introduction_blocks_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "company_id", name=op.f("pk_introduction_blocks")),
    )
    op.create_table(
        "introduction_outcomes",
        sa.Column("introduction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=1), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.String(length=8), nullable=True),
        sa.Column("worth", sa.String(length=8), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_outcomes_introduction_id_introductions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("introduction_id", "side", "day", name=op.f("pk_introduction_outcomes")),
    )
    op.create_table(
        "introduction_parties",
        sa.Column("introduction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=1), nullable=False),
        sa.Column("company_id", sa.String(length=100), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_case", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("shown_as", sa.String(length=120), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asking", sa.String(length=10), nullable=True),
        sa.Column("asking_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_parties_introduction_id_introductions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("introduction_id", "side", name=op.f("pk_introduction_parties")),
    )
    with op.batch_alter_table("introduction_parties") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_introduction_parties_answer_remind_at"), ["answer", "remind_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_introduction_parties_member_id_answer"), ["member_id", "answer"], unique=False
        )


def downgrade() -> None:

    with op.batch_alter_table("introduction_parties") as batch_op:
        batch_op.drop_index(batch_op.f("ix_introduction_parties_member_id_answer"))
        batch_op.drop_index(batch_op.f("ix_introduction_parties_answer_remind_at"))

    op.drop_table("introduction_parties")
    op.drop_table("introduction_outcomes")
    op.drop_table("introduction_blocks")
    op.drop_table("words_first")
    with op.batch_alter_table("introductions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_introductions_state_tell_at"))
        batch_op.drop_index(batch_op.f("ix_introductions_state_lapses_at"))
        batch_op.drop_index(batch_op.f("ix_introductions_starter"))

    op.drop_table("introductions")
    op.drop_table("asked_pairs")
