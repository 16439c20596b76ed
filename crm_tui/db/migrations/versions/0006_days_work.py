"""Follow-ups with comments and files, tasks with their course, key dates, reminders."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_CHUNK = 10_000


def upgrade() -> None:
    """Bring the schema to version 6."""
    _widen()
    _add_work()
    _add_key_dates()
    _add_reminders()
    _add_level_reviews()
    _keep_known_days(op.get_bind())


def _widen() -> None:
    # Column by column, by hand: nothing is built anew, however many rows there are.
    for table, column in (
        ("office", "work TEXT NOT NULL DEFAULT '{}'"),
        ("customer", "loss_reason_id INTEGER"),
        ("customer", "loss_note VARCHAR(500) NOT NULL DEFAULT ''"),
        ("follow_up", "needs VARCHAR(2000) NOT NULL DEFAULT ''"),
        ("follow_up", "problems VARCHAR(2000) NOT NULL DEFAULT ''"),
        (
            "task",
            "priority VARCHAR(32) NOT NULL DEFAULT 'normal' "
            "CONSTRAINT ck_task_taskpriority CHECK (priority IN ('low', 'normal', 'high'))",
        ),
        ("task", "recurrence VARCHAR(200) NOT NULL DEFAULT ''"),
        ("task", "series_id INTEGER"),
        (
            "task",
            "outcome VARCHAR(32) "
            "CONSTRAINT ck_task_taskoutcome CHECK (outcome IN ('worked', 'partly', 'lost'))",
        ),
        ("task", "review VARCHAR(2000) NOT NULL DEFAULT ''"),
        ("task", "loss_reason_id INTEGER"),
        ("task", "escalated_at BIGINT"),
        ("task", "follow_up_id INTEGER"),
        ("task", "origin VARCHAR(40) NOT NULL DEFAULT ''"),
        ("task", "notes VARCHAR(4000) NOT NULL DEFAULT ''"),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    is_open = "done_at IS NULL AND deleted_at IS NULL"
    is_done = "done_at IS NOT NULL AND deleted_at IS NULL"
    for name, columns, of_which in (
        ("ix_task_open", ["due_at", "assignee_id"], is_open),
        (
            "ix_task_untold",
            ["due_at", "assignee_id"],
            f"{is_open} AND escalated_at IS NULL AND kind = 'task'",
        ),
        ("ix_task_done", ["assignee_id", "done_at"], is_done),
        ("ix_task_was_due", ["assignee_id", "due_at"], is_done),
        ("ix_task_series", ["series_id"], "series_id IS NOT NULL"),
    ):
        where = sa.text(of_which)
        op.create_index(name, "task", columns, sqlite_where=where, postgresql_where=where)


def _add_reminders() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _words("noticekind", "mention", "comment", "escalation", "task_given", "levels"),
            nullable=False,
        ),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_notice_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_notice_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_notice_unseen",
        "notice",
        ["user_id", "id"],
        unique=False,
        sqlite_where=sa.text("seen_at IS NULL"),
        postgresql_where=sa.text("seen_at IS NULL"),
    )
    op.create_table(
        "channel",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            _words("channelkind", "email", "wecom", "dingtalk", "feishu", "webhook"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("wants", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_channel_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_channel_user", "channel", ["user_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reminder", sa.String(length=120), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("body", sa.String(length=10000), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            _words("deliverystatus", "waiting", "sent", "failed", "given_up"),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("taken_until", sa.BigInteger(), nullable=True),
        sa.Column("next_try_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_delivery_channel_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_delivery_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "channel_id",
            "user_id",
            "reminder",
            name=op.f("uq_delivery_channel_id_user_id_reminder"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_status", "delivery", ["status", "next_try_at"], unique=False)
    op.create_table(
        "message_template",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_template")),
        sqlite_autoincrement=True,
    )


def _add_key_dates() -> None:
    op.create_table(
        "key_date",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            _words("keydatekind", "birthday", "anniversary", "renewal", "need", "holiday", "other"),
            nullable=False,
        ),
        sa.Column(
            "source",
            _words("keydatesource", "entered", "contact_birthday", "customer_founding"),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("is_lunar", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("is_leap_month", sa.Boolean(), nullable=False),
        sa.Column("once_day", sa.Integer(), nullable=True),
        sa.Column("lead_days", sa.Text(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_key_date_contact_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_key_date_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_date")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_key_date_contact", "key_date", ["contact_id"], unique=False)
    op.create_index(
        "ix_key_date_customer", "key_date", ["customer_id", "month", "day"], unique=False
    )
    op.create_index(
        "ix_key_date_day", "key_date", ["is_lunar", "month", "day", "customer_id"], unique=False
    )
    op.create_index(
        "ix_key_date_once",
        "key_date",
        ["once_day"],
        unique=False,
        sqlite_where=sa.text("once_day IS NOT NULL"),
        postgresql_where=sa.text("once_day IS NOT NULL"),
    )
    op.create_table(
        "key_date_handling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("key_date_id", sa.Integer(), nullable=True),
        sa.Column("holiday", sa.String(length=40), nullable=False),
        sa.Column("occurs_day", sa.Integer(), nullable=False),
        sa.Column("handling", _words("handling", "done", "snoozed", "skipped"), nullable=False),
        sa.Column("until_day", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_key_date_handling_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["key_date_id"],
            ["key_date.id"],
            name=op.f("fk_key_date_handling_key_date_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_key_date_handling_user_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_date_handling")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_key_date_handling_customer", "key_date_handling", ["customer_id", "id"], unique=False
    )
    op.create_index(
        "ix_key_date_handling_date",
        "key_date_handling",
        ["key_date_id", "occurs_day"],
        unique=False,
    )
    op.create_index(
        "ix_key_date_handling_holiday",
        "key_date_handling",
        ["holiday", "occurs_day", "customer_id"],
        unique=False,
    )


def _add_work() -> None:
    op.create_table(
        "attachment",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_attachment_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_up.id"],
            name=op.f("fk_attachment_follow_up_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachment_customer", "attachment", ["customer_id", "id"], unique=False)
    op.create_index("ix_attachment_follow_up", "attachment", ["follow_up_id"], unique=False)
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"], unique=False)
    op.create_table(
        "follow_up_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(length=2000), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["app_user.id"],
            name=op.f("fk_follow_up_comment_author_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_follow_up_comment_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_up.id"],
            name=op.f("fk_follow_up_comment_follow_up_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_comment")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_follow_up_comment_follow_up", "follow_up_comment", ["follow_up_id", "id"], unique=False
    )
    op.create_table(
        "task_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(length=2000), nullable=False),
        sa.Column("is_problem", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["app_user.id"],
            name=op.f("fk_task_action_author_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_action_task_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_action")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_task_action_task", "task_action", ["task_id", "id"], unique=False)


def _add_level_reviews() -> None:
    op.create_table(
        "level_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("from_level", sa.String(length=32), nullable=True),
        sa.Column("to_level", _words("level", "A", "B", "C"), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column(
            "status", _words("proposalstatus", "open", "accepted", "refused"), nullable=False
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_level_proposal_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_proposal")),
        sa.UniqueConstraint(
            "month", "customer_id", name=op.f("uq_level_proposal_month_customer_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_level_proposal_customer", "level_proposal", ["customer_id", "id"], unique=False
    )
    op.create_index("ix_level_proposal_status", "level_proposal", ["status", "id"], unique=False)


def _keep_known_days(bind: sa.Connection) -> None:
    """Remember the birthdays and foundings that contacts and customers already tell."""
    columns = (
        "created_at, created_by_id, updated_at, updated_by_id, version, customer_id, contact_id,"
        " kind, source, title, is_lunar, year, month, day, is_leap_month, note"
    )
    marks = ", ".join(f":{name.strip()}" for name in columns.split(","))
    insert = sa.text(f"INSERT INTO key_date ({columns}) VALUES ({marks})")
    birthdays = sa.text(
        "SELECT id, customer_id, created_at, birthday, birthday_is_lunar FROM contact"
        " WHERE birthday <> '' AND deleted_at IS NULL AND id > :after ORDER BY id LIMIT :chunk"
    )
    foundings = sa.text(
        "SELECT id, created_at, founded_on FROM customer"
        " WHERE founded_on IS NOT NULL AND deleted_at IS NULL AND id > :after"
        " ORDER BY id LIMIT :chunk"
    )
    for statement, read in ((birthdays, _birthday), (foundings, _founding)):
        after = 0
        while found := bind.execute(statement, {"after": after, "chunk": _CHUNK}).all():
            after = found[-1].id
            days = [day for row in found if (day := read(row)) is not None]
            if days:
                bind.execute(insert, days)


def _birthday(row: sa.Row[Any]) -> dict[str, object] | None:
    parts = row.birthday.split("-")
    if not 2 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        return None
    *year, month, day = (int(part) for part in parts)
    return _day(
        row,
        "birthday",
        "contact_birthday",
        customer_id=row.customer_id,
        contact_id=row.id,
        is_lunar=bool(row.birthday_is_lunar),
        year=year[0] if year else None,
        month=month,
        day=day,
    )


def _founding(row: sa.Row[Any]) -> dict[str, object]:
    day = date.fromordinal(row.founded_on)
    return _day(
        row,
        "anniversary",
        "customer_founding",
        customer_id=row.id,
        contact_id=None,
        is_lunar=False,
        year=day.year,
        month=day.month,
        day=day.day,
    )


def _day(row: sa.Row[Any], kind: str, source: str, **facts: object) -> dict[str, object]:
    return {
        "created_at": row.created_at,
        "created_by_id": None,
        "updated_at": row.created_at,
        "updated_by_id": None,
        "version": 1,
        "kind": kind,
        "source": source,
        "title": "",
        "is_leap_month": False,
        "note": "",
        **facts,
    }


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
