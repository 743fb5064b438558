"""Answers that a button made of another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("questions") as table:
        table.add_column(sa.Column("changed_from", ROW_ID, nullable=True))
        table.create_foreign_key(
            op.f("fk_questions_changed_from_questions"), "questions", ["changed_from"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("questions") as table:
        table.drop_constraint(op.f("fk_questions_changed_from_questions"), type_="foreignkey")
        table.drop_column("changed_from")
