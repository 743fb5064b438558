"""Who is who: roles, representations of companies, invitations, and the ledger of consents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("members") as batch_op:
        batch_op.add_column(sa.Column("away_until", MOMENT, nullable=True))

    op.create_table(
        "roles",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=6), nullable=False),
        sa.Column("given_by", sa.BigInteger(), nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_roles")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("company_id", sa.String(length=100), nullable=True),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_invitations_company_id_companies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    with op.batch_alter_table("invitations") as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_company_id"), ["company_id"], unique=False)

    op.create_table(
        "representations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("shown_as", sa.String(length=120), nullable=True),
        sa.Column("topics", JSON, nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("asking", sa.String(length=10), nullable=True),
        sa.Column("asking_since", MOMENT, nullable=True),
        sa.Column("invited_by", ROW_ID, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.telegram_id"],
            name=op.f("fk_representations_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_representations_company_id_companies"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["invitations.id"],
            name=op.f("fk_representations_invited_by_invitations"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representations")),
        sa.UniqueConstraint("member_id", "company_id", name=op.f("uq_representations_member_id_company_id")),
    )
    with op.batch_alter_table("representations") as batch_op:
        batch_op.create_index(batch_op.f("ix_representations_company_id_state"), ["company_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_representations_state_asked_at"), ["state", "asked_at"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("wording", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.telegram_id"], name=op.f("fk_consents_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consents_member_id_purpose_id"), ["member_id", "purpose", "id"], unique=False
        )


def downgrade() -> None:
    for table in ("consents", "representations", "invitations", "roles"):
        op.drop_table(table)
    with op.batch_alter_table("members") as batch_op:
        batch_op.drop_column("away_until")
