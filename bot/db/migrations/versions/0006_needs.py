"""Needs put to the network, and who is asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "needs",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asker", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("question_id", ROW_ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("near", JSON, nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("asking", sa.String(length=10), nullable=True),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=10), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closes_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["asker"], ["members.telegram_id"], name=op.f("fk_needs_asker_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_needs_question_id_questions"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
    )
    with op.batch_alter_table("needs") as batch_op:
        batch_op.create_index(batch_op.f("ix_needs_asker_state"), ["asker", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_state_closes_at"), ["state", "closes_at"], unique=False)

    op.create_table(
        "need_addressees",
        sa.Column("need_id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(length=100), nullable=False),
        sa.Column("why", JSON, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("reply", sa.String(length=6), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("suggested", sa.String(length=100), nullable=True),
        sa.Column("asking_since", MOMENT, nullable=True),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.telegram_id"],
            name=op.f("fk_need_addressees_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_need_addressees_need_id_needs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", "member_id", name=op.f("pk_need_addressees")),
    )
    with op.batch_alter_table("need_addressees") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_need_addressees_member_id_asking_since"), ["member_id", "asking_since"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_need_addressees_told_at_due_at"), ["told_at", "due_at"], unique=False)


def downgrade() -> None:
    op.drop_table("need_addressees")
    op.drop_table("needs")
