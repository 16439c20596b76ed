"""The complete pool: teams, limits by level, versions of rules, locks, hand-overs, deals."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"

_NEW_PERMISSIONS = {
    "rep": (
        "customer.transfer",
        "pool.lock",
        "deal.record",
        "dispute.file",
    ),
    "manager": (
        "customer.transfer",
        "customer.restore",
        "pool.lock",
        "pool.grant",
        "deal.record",
        "deal.void",
        "leave.record",
        "customer.hand_over",
        "dispute.file",
        "dispute.decide",
    ),
    "admin": (
        "customer.transfer",
        "customer.restore",
        "pool.lock",
        "pool.grant",
        "pool.move",
        "pool.edit",
        "limits.override",
        "deal.record",
        "deal.void",
        "leave.record",
        "customer.hand_over",
        "dispute.file",
        "dispute.decide",
        "people.manage",
    ),
}
_INVALID_REASONS = (
    ("empty_number", "空号", "Number not in use"),
    ("closed", "倒闭", "Out of business"),
    ("competitor", "同行", "A competitor"),
    ("duplicate", "重复", "A duplicate"),
    ("other", "其他", "Other"),
)
_STARTS = ("created", "imported", "claimed", "assigned", "transferred", "handed_over", "disputed")
_ENDS = (
    "returned",
    "reclaimed",
    "deleted",
    "invalid",
    "blacklisted",
    "transferred",
    "handed_over",
    "disputed",
    "undone",
)
_WORD_LISTS = (
    "industry",
    "source",
    "stage",
    "follow_up_method",
    "follow_up_result",
    "return_reason",
    "loss_reason",
    "invalid_reason",
)


def upgrade() -> None:
    _change_checks()
    _extend_columns()
    _make_tables()
    _version_the_rules()
    _move_limits()
    _fill()
    _date_what_lies_in_pools()
    _drop_columns()


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


@contextmanager
def _rebuilt(table: str) -> Iterator[BatchOperations]:
    """Rebuild a table without ever giving an id out again: its counter outlives the old table."""
    bind = op.get_bind()
    last = None
    if _is_sqlite():
        last = bind.execute(
            sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table}
        ).scalar()
    with op.batch_alter_table(
        table, recreate="auto", table_kwargs={"sqlite_autoincrement": True}
    ) as batch:
        yield batch
    if last is not None:
        bind.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
        bind.execute(
            sa.text("INSERT INTO sqlite_sequence(name, seq) VALUES (:name, :seq)"),
            {"name": table, "seq": last},
        )


def _allow(
    batch: BatchOperations, table: str, column: str, name: str, values: tuple[str, ...]
) -> None:
    written = ", ".join(f"'{value}'" for value in values)
    batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
    batch.create_check_constraint(op.f(f"ck_{table}_{name}"), sa.text(f"{column} IN ({written})"))


def _change_checks() -> None:
    with _rebuilt("ownership_period") as batch:
        batch.add_column(sa.Column("clock_day", sa.Integer(), nullable=False, server_default="0"))
        _allow(batch, "ownership_period", "how_started", "periodstart", _STARTS)
        _allow(batch, "ownership_period", "how_ended", "periodend", _ENDS)
        batch.drop_index("ix_ownership_period_noticed")
        batch.create_index(
            "ix_ownership_period_noticed",
            ["owner_id", "noticed_at", "how_ended", "holder_number", "customer_id"],
        )
    with _rebuilt("job_run") as batch:
        _allow(batch, "job_run", "status", "jobstatus", ("running", "done", "held", "dismissed"))
    with _rebuilt("dictionary_item") as batch:
        _allow(batch, "dictionary_item", "kind", "dictionarykind", _WORD_LISTS)
    with _rebuilt("pool") as batch:
        batch.drop_constraint(op.f("uq_pool_name"), type_="unique")


def _extend_columns() -> None:
    # A million customers are not copied for this: the check of the new column comes with it.
    op.execute(
        "ALTER TABLE customer ADD COLUMN standing VARCHAR(32) DEFAULT 'normal' NOT NULL"
        " CONSTRAINT ck_customer_standing"
        " CHECK (standing IN ('normal', 'deleted', 'invalid', 'blacklisted'))"
    )
    op.execute(
        "ALTER TABLE pool ADD COLUMN assign_mode VARCHAR(32) DEFAULT 'hand' NOT NULL"
        " CONSTRAINT ck_pool_assignmode CHECK (assign_mode IN ('hand', 'match', 'turn'))"
    )
    additions: dict[str, tuple[tuple[str, TypeEngine[Any], str | None], ...]] = {
        "customer": (
            ("rule_id", sa.Integer(), None),
            ("opens_at", sa.BigInteger(), None),
            ("pool_since", sa.BigInteger(), None),
            ("standing_reason_id", sa.Integer(), None),
            ("standing_note", sa.String(500), ""),
            ("is_deal", sa.Boolean(), "0"),
            ("is_self_found", sa.Boolean(), "0"),
            ("locked_until_day", sa.Integer(), None),
            ("extended_until_day", sa.Integer(), None),
        ),
        "pool": (
            ("new_closed_hours", sa.Integer(), None),
            ("reclaimed_opens_minute", sa.Integer(), None),
            ("masks_contacts", sa.Boolean(), "0"),
            ("reveal_limit", sa.Integer(), None),
            ("turn_user_id", sa.Integer(), None),
            ("lock_limit", sa.Integer(), "5"),
            ("lock_days", sa.Integer(), "30"),
            ("extension_days", sa.Integer(), "30"),
            ("deleted_at", sa.BigInteger(), None),
        ),
        "app_user": (
            ("left_day", sa.Integer(), None),
            ("regions", sa.Text(), "[]"),
            ("industry_ids", sa.Text(), "[]"),
            ("products", sa.Text(), "[]"),
        ),
        "office": (
            ("opening_days", sa.Integer(), "30"),
            ("owners_may_transfer", sa.Boolean(), "1"),
        ),
        "calendar_day": (("is_edited", sa.Boolean(), "0"),),
        "pool_condition": (("milestones", sa.Text(), "[]"),),
        "period_fact": (("voided_day", sa.Integer(), None), ("detail", sa.String(40), "")),
        "duplicate_key": (("kept_until_day", sa.Integer(), None),),
    }
    for table, columns in additions.items():
        for name, type_, default in columns:
            op.add_column(
                table,
                sa.Column(name, type_, nullable=default is None, server_default=default),
            )
    op.create_index(
        "ix_customer_opens",
        "customer",
        ["opens_at"],
        sqlite_where=sa.text("opens_at IS NOT NULL"),
        postgresql_where=sa.text("opens_at IS NOT NULL"),
    )
    op.create_index(
        "uq_pool_name",
        "pool",
        ["name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _make_tables() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "holding_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "office",
                "department",
                "role",
                "user",
                name="limitlevel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("pool_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "general",
                "self_found",
                name="limitkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("counts_deal", sa.Boolean(), nullable=False),
        sa.Column("counts_locked", sa.Boolean(), nullable=False),
        sa.CheckConstraint("maximum >= 0", name=op.f("ck_holding_limit_maximum_not_negative")),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_holding_limit_pool_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding_limit")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_holding_limit_subject", "holding_limit", ["level", "subject_id"], unique=False
    )
    op.create_table(
        "pool_route",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_pool_route_pool_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_route")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pool_rule_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_day", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.BigInteger(), nullable=True),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_pool_rule_version_pool_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_rule_version")),
        sa.UniqueConstraint(
            "pool_id", "version", name=op.f("uq_pool_rule_version_pool_id_version")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_user_id"],
            ["app_user.id"],
            name=op.f("fk_handover_from_user_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_leave_in_order")),
        sa.ForeignKeyConstraint(
            ["cover_id"], ["app_user.id"], name=op.f("fk_leave_cover_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_leave_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_leave_user", "leave", ["user_id", "first_day"], unique=False)
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_user_role_role_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_user_role_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact_reveal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_contact_reveal_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_contact_reveal_pool_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_contact_reveal_user_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_reveal")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_contact_reveal_customer", "contact_reveal", ["customer_id", "user_id"], unique=False
    )
    op.create_index("ix_contact_reveal_user", "contact_reveal", ["user_id", "day"], unique=False)
    op.create_table(
        "customer_team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "collaboration",
                "presales",
                "service",
                name="teamrole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("can_write", sa.Boolean(), nullable=False),
        sa.Column("until_day", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_team_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_customer_team_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_team")),
        sa.UniqueConstraint(
            "customer_id", "user_id", name=op.f("uq_customer_team_customer_id_user_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_customer_team_user", "customer_team", ["user_id", "customer_id"], unique=False
    )
    op.create_table(
        "deal",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("deal_day", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("voided_at", sa.BigInteger(), nullable=True),
        sa.Column("voided_day", sa.Integer(), nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_deal_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_deal_customer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_deal_owner_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deal_customer", "deal", ["customer_id", "deal_day"], unique=False)
    op.create_index("ix_deal_owner", "deal", ["owner_id", "deal_day"], unique=False)
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("other_customer_id", sa.Integer(), nullable=True),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("against_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "decided",
                "withdrawn",
                name="disputestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "filer",
                "other",
                "shared",
                name="disputeoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("filer_share", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["against_id"], ["app_user.id"], name=op.f("fk_dispute_against_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_dispute_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["filed_by_id"],
            ["app_user.id"],
            name=op.f("fk_dispute_filed_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["other_customer_id"],
            ["customer.id"],
            name=op.f("fk_dispute_other_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dispute_customer", "dispute", ["customer_id", "id"], unique=False)
    op.create_index(
        "ix_dispute_open",
        "dispute",
        ["status"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "handover_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_handover_line_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["handover.id"],
            name=op.f("fk_handover_line_handover_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["to_user_id"],
            ["app_user.id"],
            name=op.f("fk_handover_line_to_user_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_line")),
        sa.UniqueConstraint(
            "handover_id", "customer_id", name=op.f("uq_handover_line_handover_id_customer_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_handover_line_open",
        "handover_line",
        ["to_user_id"],
        unique=False,
        sqlite_where=sa.text("confirmed_at IS NULL AND to_user_id IS NOT NULL"),
        postgresql_where=sa.text("confirmed_at IS NULL AND to_user_id IS NOT NULL"),
    )
    op.create_table(
        "limit_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=True),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_limit_override_batch_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["app_user.id"], name=op.f("fk_limit_override_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_limit_override_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_limit_override_pool_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_limit_override_user_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_override")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_limit_override_user", "limit_override", ["user_id", "at"], unique=False)
    op.create_table(
        "customer_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("until_day", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_day", sa.Integer(), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until_day >= first_day", name=op.f("ck_customer_lock_in_order")),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_lock_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["ownership_period.id"],
            name=op.f("fk_customer_lock_period_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_customer_lock_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_lock")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_customer_lock_customer", "customer_lock", ["customer_id", "id"], unique=False
    )
    op.create_index(
        "ix_customer_lock_user", "customer_lock", ["user_id", "until_day"], unique=False
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("until_day", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                name="extensionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decision_note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["app_user.id"],
            name=op.f("fk_extension_asked_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_extension_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["ownership_period.id"],
            name=op.f("fk_extension_period_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_extension_asked",
        "extension",
        ["status"],
        unique=False,
        sqlite_where=sa.text("status = 'asked'"),
        postgresql_where=sa.text("status = 'asked'"),
    )
    op.create_index("ix_extension_customer", "extension", ["customer_id", "id"], unique=False)


def _version_the_rules() -> None:
    bind = op.get_bind()
    bind.execute(
        sa.text(
            "INSERT INTO pool_rule_version"
            " (pool_id, version, effective_day, note, created_at, applied_at, superseded)"
            " SELECT id, 1, 0, '', created_at, created_at, :superseded FROM pool ORDER BY id"
        ),
        {"superseded": False},
    )
    if _is_sqlite():
        op.drop_index("ix_pool_rule_pool", "pool_rule")
    op.add_column("pool_rule", sa.Column("version_id", sa.Integer()))
    op.add_column("pool_rule", sa.Column("name", sa.String(100), nullable=False, server_default=""))
    op.add_column(
        "pool_rule",
        sa.Column("warning_leads", sa.Text(), nullable=False, server_default="[7,3,1,0]"),
    )
    op.execute(
        "UPDATE pool_rule SET version_id = (SELECT pool_rule_version.id FROM pool_rule_version"
        " WHERE pool_rule_version.pool_id = pool_rule.pool_id),"
        " warning_leads = (SELECT pool.warning_leads FROM pool WHERE pool.id = pool_rule.pool_id)"
    )
    with _rebuilt("pool_rule") as batch:
        batch.alter_column("version_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_constraint("fk_pool_rule_pool_id", type_="foreignkey")
        for column in ("pool_id", "version", "effective_day", "retired_day"):
            batch.drop_column(column)
        batch.create_foreign_key(
            "fk_pool_rule_version_id",
            "pool_rule_version",
            ["version_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.add_column(sa.Column("same_as_id", sa.Integer()))
        batch.create_foreign_key(
            "fk_pool_rule_same_as_id", "pool_rule", ["same_as_id"], ["id"], ondelete="RESTRICT"
        )
    op.create_index("ix_pool_rule_version", "pool_rule", ["version_id", "priority"])


def _move_limits() -> None:
    for level, table, subject, pool in (
        ("office", "office", "NULL", "NULL"),
        ("department", "department", "id", "NULL"),
        ("role", "role", "id", "NULL"),
        ("user", "app_user", "id", "NULL"),
        ("office", "pool", "NULL", "id"),
    ):
        op.get_bind().execute(
            sa.text(
                "INSERT INTO holding_limit"
                " (level, subject_id, pool_id, kind, maximum, counts_deal, counts_locked)"
                f" SELECT :level, {subject}, {pool}, 'general', holding_limit, :yes, :yes"
                f" FROM {table} WHERE holding_limit IS NOT NULL ORDER BY id"
            ),
            {"level": level, "yes": True},
        )


def _fill() -> None:
    bind = op.get_bind()
    op.execute("UPDATE pool SET reclaimed_opens_minute = 540")
    op.execute(
        "UPDATE ownership_period SET clock_day = coalesce((SELECT customer.clock_day FROM customer"
        " WHERE customer.id = ownership_period.customer_id"
        " AND customer.period_id = ownership_period.id), start_day)"
    )
    op.execute(
        "UPDATE customer SET (rule_id, is_self_found) ="
        " (SELECT rule_id, how_started = 'created' FROM ownership_period"
        " WHERE ownership_period.id = customer.period_id) WHERE owner_id IS NOT NULL"
    )
    bind.execute(sa.text("UPDATE customer SET is_deal = :yes WHERE type = 'deal'"), {"yes": True})
    op.execute("UPDATE customer SET standing = 'deleted' WHERE deleted_at IS NOT NULL")
    bind.execute(
        sa.text("UPDATE period_fact SET voided_day = day WHERE voided = :yes"), {"yes": True}
    )
    op.execute(
        "UPDATE period_fact SET detail = coalesce((SELECT dictionary_item.code FROM follow_up"
        " JOIN dictionary_item ON dictionary_item.id = follow_up.method_id"
        " WHERE follow_up.id = period_fact.subject_id), '') WHERE kind = 'contact'"
    )
    _grant_permissions(bind)
    language = bind.execute(sa.text("SELECT language FROM office")).scalar()
    if language is not None:
        bind.execute(
            sa.text(
                "INSERT INTO dictionary_item (kind, code, name, position, counts, enabled)"
                " VALUES ('invalid_reason', :code, :name, :position, :yes, :yes)"
            ),
            [
                {
                    "code": code,
                    "name": english if language == "en" else chinese,
                    "position": position,
                    "yes": True,
                }
                for position, (code, chinese, english) in enumerate(_INVALID_REASONS, 1)
            ],
        )


def _grant_permissions(bind: sa.Connection) -> None:
    for code, new in _NEW_PERMISSIONS.items():
        stored = bind.execute(
            sa.text("SELECT permissions FROM role WHERE code = :code"), {"code": code}
        ).scalar()
        if stored is not None:
            bind.execute(
                sa.text("UPDATE role SET permissions = :permissions WHERE code = :code"),
                {
                    "permissions": json.dumps(
                        sorted({*json.loads(stored), *new}), separators=(",", ":")
                    ),
                    "code": code,
                },
            )


def _date_what_lies_in_pools() -> None:
    op.drop_index("ix_customer_facet", "customer")
    op.execute(
        "UPDATE customer SET pool_since = coalesce((SELECT max(ownership_period.ended_at)"
        " FROM ownership_period WHERE ownership_period.customer_id = customer.id), created_at)"
        " WHERE owner_id IS NULL AND deleted_at IS NULL"
    )
    op.create_index(
        "ix_customer_facet",
        "customer",
        [
            "owner_id",
            "pool_id",
            "level",
            "stage_id",
            "province",
            "industry_id",
            "last_follow_up_at",
            "next_contact_at",
            "pool_since",
            "deleted_at",
        ],
    )


def _drop_columns() -> None:
    for table in ("office", "department", "role", "app_user", "pool"):
        op.drop_column(table, "holding_limit")
    op.drop_column("pool", "warning_leads")
    op.drop_column("period_fact", "voided")
