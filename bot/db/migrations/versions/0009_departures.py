"""Dates of a series that depart from its rule: days left out, starts added, and from when the rule is counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COLUMNS = ("counted_from", "left_out", "added")


def upgrade() -> None:
    # No batch that rebuilds the table: on SQLite, dropping the old one would delete the answers to its events.
    op.add_column("announced_events", sa.Column("counted_from", sa.String(length=33), nullable=True))
    for name in ("left_out", "added"):
        op.add_column("announced_events", sa.Column(name, JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("announced_events", name)
