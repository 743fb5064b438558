"""The directory, questions and members."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "members",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_members")),
    )
    op.create_table(
        "questions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asker", sa.BigInteger(), nullable=True),
        sa.Column("chat", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("intent", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_asked_at"), "questions", ["asked_at"], unique=False)
    op.create_index(op.f("ix_questions_asker_chat_asked_at"), "questions", ["asker", "chat", "asked_at"], unique=False)
    op.create_table(
        "records",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    op.create_index(op.f("ix_records_kind"), "records", ["kind"], unique=False)
    op.create_table(
        "sources",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("url", "title", "date", "declared", name=op.f("uq_sources_url_title_date_declared")),
    )
    op.create_table(
        "answers",
        sa.Column("question_id", ROW_ID, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_answers_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_answers")),
    )
    op.create_table(
        "companies",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("legal_name", JSON, nullable=False),
        sa.Column("trade", JSON, nullable=False),
        sa.Column("city", JSON, nullable=False),
        sa.Column("founded", JSON, nullable=False),
        sa.Column("size", JSON, nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=True),
        sa.Column("relation_source", sa.Text(), nullable=True),
        sa.Column("newest_source", sa.String(length=10), nullable=True),
        sa.Column("old_source", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_companies_id_records"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
    )
    op.create_index(op.f("ix_companies_name"), "companies", ["name"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("start", sa.String(length=10), nullable=True),
        sa.Column("end", sa.String(length=10), nullable=True),
        sa.Column("place", JSON, nullable=False),
        sa.Column("organiser", JSON, nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("mentions", JSON, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_events_id_records"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_start"), "events", ["start"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("question_id", ROW_ID, nullable=False),
        sa.Column("verdict", sa.String(length=4), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_feedback_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_feedback")),
    )
    op.create_table(
        "press",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("date", sa.String(length=10), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("mentions", JSON, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_press_id_records"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press")),
    )
    op.create_index(op.f("ix_press_date"), "press", ["date"], unique=False)
    op.create_table(
        "statements",
        sa.Column("record_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", JSON, nullable=False),
        sa.Column("source_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_statements_record_id_records"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_statements_source_id_sources")),
        sa.PrimaryKeyConstraint("record_id", "number", name=op.f("pk_statements")),
    )
    op.create_index(op.f("ix_statements_source_id"), "statements", ["source_id"], unique=False)
    op.create_table(
        "capabilities",
        sa.Column("company_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("evidence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name=op.f("fk_capabilities_company_id_companies"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("company_id", "position", name=op.f("pk_capabilities")),
    )
    op.create_table(
        "not_this",
        sa.Column("question_id", ROW_ID, nullable=False),
        sa.Column("company_id", sa.String(length=100), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name=op.f("fk_not_this_company_id_companies"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_not_this_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "company_id", name=op.f("pk_not_this")),
    )


def downgrade() -> None:
    op.drop_table("not_this")
    op.drop_table("capabilities")
    op.drop_index(op.f("ix_statements_source_id"), table_name="statements")
    op.drop_table("statements")
    op.drop_index(op.f("ix_press_date"), table_name="press")
    op.drop_table("press")
    op.drop_table("feedback")
    op.drop_index(op.f("ix_events_start"), table_name="events")
    op.drop_table("events")
    op.drop_index(op.f("ix_companies_name"), table_name="companies")
    op.drop_table("companies")
    op.drop_table("answers")
    op.drop_table("sources")
    op.drop_index(op.f("ix_records_kind"), table_name="records")
    op.drop_table("records")
    op.drop_index(op.f("ix_questions_asker_chat_asked_at"), table_name="questions")
    op.drop_index(op.f("ix_questions_asked_at"), table_name="questions")
    op.drop_table("questions")
    op.drop_table("members")
