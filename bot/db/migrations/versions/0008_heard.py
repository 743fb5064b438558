"""Which update was taken last for what a member was asked to type."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attendances") as table:
        table.add_column(sa.Column("heard", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attendances") as table:
        table.drop_column("heard")
