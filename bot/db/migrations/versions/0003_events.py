"""Updates and messages that outlive a crash; announced events, who joins them, and announcements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "announced_events",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("description", JSON, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("whole_day", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("organiser", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("deadline", MOMENT, nullable=True),
        sa.Column("rule", sa.String(length=200), nullable=True),
        sa.Column("series", ROW_ID, nullable=True),
        sa.Column("occurrence", MOMENT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("check_in", sa.String(length=32), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["series"],
            ["announced_events.id"],
            name=op.f("fk_announced_events_series_announced_events"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announced_events")),
        sa.UniqueConstraint("check_in", name=op.f("uq_announced_events_check_in")),
        sa.UniqueConstraint("series", "occurrence", name=op.f("uq_announced_events_series_occurrence")),
    )
    with op.batch_alter_table("announced_events") as batch_op:
        batch_op.create_index(batch_op.f("ix_announced_events_state_starts_at"), ["state", "starts_at"], unique=False)

    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("unreachable", sa.String(length=20), nullable=True),
        sa.Column("unreachable_since", MOMENT, nullable=True),
        sa.Column("moved_to", sa.BigInteger(), nullable=True),
        sa.Column("quiet_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chats")),
    )
    op.create_table(
        "inbox",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", MOMENT, nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox") as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_state_next_try"), ["state", "next_try"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=True),
        sa.Column("content", JSON, nullable=False),
        sa.Column("edits", ROW_ID, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["edits"], ["outbox.id"], name=op.f("fk_outbox_edits_outbox"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_edits"), ["edits"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_chat_id_started_at"), ["chat_id", "started_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_started_at"), ["started_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_state_kind_due_at"), ["state", "kind", "due_at"], unique=False)

    op.create_table(
        "announcements",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("event_id", ROW_ID, nullable=True),
        sa.Column("text", JSON, nullable=False),
        sa.Column("draft", JSON, nullable=False),
        sa.Column("asking", sa.String(length=20), nullable=True),
        sa.Column("audience", JSON, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("send_at", MOMENT, nullable=True),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("approver", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["announced_events.id"],
            name=op.f("fk_announcements_event_id_announced_events"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    with op.batch_alter_table("announcements") as batch_op:
        batch_op.create_index(batch_op.f("ix_announcements_author_state"), ["author", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcements_state_send_at"), ["state", "send_at"], unique=False)

    op.create_table(
        "calendar_feeds",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.String(length=43), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.telegram_id"], name=op.f("fk_calendar_feeds_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("secret", name=op.f("uq_calendar_feeds_secret")),
    )
    op.create_table(
        "follows",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("which", sa.String(length=100), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.telegram_id"], name=op.f("fk_follows_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "what", "which", name=op.f("pk_follows")),
    )
    with op.batch_alter_table("follows") as batch_op:
        batch_op.create_index(batch_op.f("ix_follows_what_which"), ["what", "which"], unique=False)

    op.create_table(
        "opinions",
        sa.Column("event_id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("worth", sa.String(length=6), nullable=True),
        sa.Column("again", sa.String(length=6), nullable=True),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["announced_events.id"],
            name=op.f("fk_opinions_event_id_announced_events"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.telegram_id"], name=op.f("fk_opinions_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_opinions")),
    )
    op.create_table(
        "preferences",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("cadence", sa.String(length=8), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.telegram_id"], name=op.f("fk_preferences_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "kind", name=op.f("pk_preferences")),
    )
    op.create_table(
        "attendances",
        sa.Column("event_id", ROW_ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("offered_until", MOMENT, nullable=True),
        sa.Column("visible", sa.Boolean(), nullable=False),
        sa.Column("shown_as", sa.String(length=120), nullable=True),
        sa.Column("company_id", sa.String(length=100), nullable=True),
        sa.Column("meets", sa.Boolean(), nullable=False),
        sa.Column("remind_day", sa.Boolean(), nullable=False),
        sa.Column("remind_hours", sa.Boolean(), nullable=False),
        sa.Column("asking", sa.String(length=10), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("attended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_attendances_company_id_companies"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["announced_events.id"],
            name=op.f("fk_attendances_event_id_announced_events"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.telegram_id"], name=op.f("fk_attendances_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_attendances")),
    )
    with op.batch_alter_table("attendances") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendances_answer_offered_until"), ["answer", "offered_until"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attendances_member_id_asking"), ["member_id", "asking"], unique=False)

    op.create_table(
        "recipients",
        sa.Column("announcement_id", ROW_ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("why", JSON, nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_recipients_announcement_id_announcements"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("announcement_id", "chat_id", name=op.f("pk_recipients")),
    )
    with op.batch_alter_table("recipients") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recipients_way_told_at_due_at"), ["way", "told_at", "due_at"], unique=False
        )

    with op.batch_alter_table("members") as batch_op:
        batch_op.add_column(sa.Column("zone", sa.String(length=40), server_default="Europe/Rome", nullable=False))

    with op.batch_alter_table("questions") as batch_op:
        batch_op.add_column(sa.Column("update_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_questions_update_id"), ["update_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("questions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_questions_update_id"))
        batch_op.drop_column("update_id")

    with op.batch_alter_table("members") as batch_op:
        batch_op.drop_column("zone")

    with op.batch_alter_table("recipients") as batch_op:
        batch_op.drop_index(batch_op.f("ix_recipients_way_told_at_due_at"))

    op.drop_table("recipients")
    with op.batch_alter_table("attendances") as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendances_member_id_asking"))
        batch_op.drop_index(batch_op.f("ix_attendances_answer_offered_until"))

    op.drop_table("attendances")
    op.drop_table("preferences")
    op.drop_table("opinions")
    with op.batch_alter_table("follows") as batch_op:
        batch_op.drop_index(batch_op.f("ix_follows_what_which"))

    op.drop_table("follows")
    op.drop_table("calendar_feeds")
    with op.batch_alter_table("announcements") as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcements_state_send_at"))
        batch_op.drop_index(batch_op.f("ix_announcements_author_state"))

    op.drop_table("announcements")
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_state_kind_due_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_started_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_chat_id_started_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_edits"))
        batch_op.drop_index(batch_op.f("ix_outbox_batch"))

    op.drop_table("outbox")
    with op.batch_alter_table("inbox") as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_state_next_try"))

    op.drop_table("inbox")
    op.drop_table("chats")
    with op.batch_alter_table("announced_events") as batch_op:
        batch_op.drop_index(batch_op.f("ix_announced_events_state_starts_at"))

    op.drop_table("announced_events")
