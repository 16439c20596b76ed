"""The first schema: the office, its people, customers, pools, work and history."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("operation", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column(
            "road",
            sa.Enum(
                "screen",
                "shell",
                "import",
                "sweep",
                "setup",
                name="road",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_batch_operation_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batch_actor", "batch", ["actor_id", "id"], unique=False)
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("is_holiday", sa.Boolean(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("non_holiday_ordinal", sa.Integer(), nullable=False),
        sa.Column("working_ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("holding_limit", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["department.id"],
            name=op.f("fk_department_parent_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_department_path"), "department", ["path"], unique=False)
    op.create_table(
        "dictionary_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "industry",
                "source",
                "stage",
                "follow_up_method",
                "follow_up_result",
                "return_reason",
                "loss_reason",
                name="dictionarykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dictionary_item")),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_dictionary_item_kind_code")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_dictionary_item_kind_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "done",
                "held",
                name="jobstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_run_kind", "job_run", ["kind", "id"], unique=False)
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("holding_limit", sa.Integer(), nullable=True),
        sa.Column("strict_contact", sa.Boolean(), nullable=False),
        sa.Column("late_entry_days", sa.Integer(), nullable=False),
        sa.Column("reserve_days", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("max_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "pool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("holding_limit", sa.Integer(), nullable=True),
        sa.Column("daily_limit", sa.Integer(), nullable=True),
        sa.Column("cool_off_return_days", sa.Integer(), nullable=False),
        sa.Column("cool_off_reclaim_days", sa.Integer(), nullable=False),
        sa.Column("warning_leads", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sa.UniqueConstraint("name", name=op.f("uq_pool_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "self",
                "subordinates",
                "department",
                "department_and_below",
                "all",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("permissions", sa.Text(), nullable=False),
        sa.Column("holding_limit", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("code", name=op.f("uq_role_code")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "app_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("pinyin", sa.String(length=200), nullable=False),
        sa.Column("initials", sa.String(length=40), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "disabled",
                "left",
                name="userstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("holding_limit", sa.Integer(), nullable=True),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_app_user_held_not_negative")),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_app_user_department_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"],
            ["app_user.id"],
            name=op.f("fk_app_user_manager_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_app_user_role_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("login", name=op.f("uq_app_user_login")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_app_user_department_id"), "app_user", ["department_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_event_batch_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_batch", "event", ["batch_id", "id"], unique=False)
    op.create_index("ix_event_customer", "event", ["customer_id", "id"], unique=False)
    op.create_table(
        "pool_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "everybody",
                "user",
                "department",
                "role",
                name="memberkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_pool_member_pool_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_member")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pool_member_pool", "pool_member", ["pool_id"], unique=False)
    op.create_table(
        "pool_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_day", sa.Integer(), nullable=False),
        sa.Column("retired_day", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column(
            "combine",
            sa.Enum(
                "any", "all", name="combine", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("exempt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_pool_rule_pool_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_rule")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pool_rule_pool", "pool_rule", ["pool_id", "priority"], unique=False)
    op.create_table(
        "claim_ledger",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_claim_ledger_pool_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_claim_ledger_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("user_id", "pool_id", "day", name=op.f("pk_claim_ledger")),
    )
    op.create_table(
        "customer",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "enterprise",
                "individual",
                name="customerkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("former_names", sa.String(length=500), nullable=False),
        sa.Column("industry_id", sa.Integer(), nullable=True),
        sa.Column(
            "type",
            sa.Enum(
                "potential",
                "deal",
                "at_risk",
                "lost",
                name="customertype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "A", "B", "C", name="level", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("introduced_by", sa.String(length=200), nullable=False),
        sa.Column("province", sa.String(length=40), nullable=False),
        sa.Column("city", sa.String(length=40), nullable=False),
        sa.Column("district", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("location", sa.String(length=80), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("headcount", sa.String(length=40), nullable=False),
        sa.Column("annual_revenue", sa.String(length=80), nullable=False),
        sa.Column("founded_on", sa.Integer(), nullable=True),
        sa.Column("legal_representative", sa.String(length=100), nullable=False),
        sa.Column("registered_capital", sa.String(length=80), nullable=False),
        sa.Column("business_scope", sa.String(length=2000), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("needs", sa.String(length=4000), nullable=False),
        sa.Column("budget_minor", sa.BigInteger(), nullable=True),
        sa.Column("decision_chain", sa.String(length=2000), nullable=False),
        sa.Column("need_tags", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("past_cooperation", sa.String(length=4000), nullable=False),
        sa.Column("invoice_details", sa.String(length=2000), nullable=False),
        sa.Column("remarks", sa.String(length=4000), nullable=False),
        sa.Column("first_contact_day", sa.Integer(), nullable=False),
        sa.Column("custom", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("period_id", sa.Integer(), nullable=True),
        sa.Column("owned_since", sa.BigInteger(), nullable=True),
        sa.Column("reserved_for_id", sa.Integer(), nullable=True),
        sa.Column("reserved_until_day", sa.Integer(), nullable=True),
        sa.Column("name_key", sa.String(length=500), nullable=False),
        sa.Column("pinyin", sa.String(length=3000), nullable=False),
        sa.Column("contact_names", sa.String(length=2000), nullable=False),
        sa.Column("search_text", sa.String(length=6000), nullable=False),
        sa.Column("search_pinyin", sa.String(length=20000), nullable=False),
        sa.Column("search_initials", sa.String(length=6000), nullable=False),
        sa.Column("search_digits", sa.String(length=2000), nullable=False),
        sa.Column("completeness", sa.Integer(), nullable=False),
        sa.Column("is_incomplete", sa.Boolean(), nullable=False),
        sa.Column("last_follow_up_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "next_contact_at", sa.BigInteger(), server_default="253402214400000", nullable=False
        ),
        sa.Column("next_contact_note", sa.String(length=500), nullable=False),
        sa.Column("clock_day", sa.Integer(), nullable=True),
        sa.Column("last_effective_day", sa.Integer(), nullable=True),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("deciding", sa.String(length=40), nullable=False),
        sa.Column("not_before_day", sa.Integer(), nullable=True),
        sa.Column("not_before_cause", sa.String(length=80), nullable=False),
        sa.Column("holder_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("holder_count >= 0", name=op.f("ck_customer_holder_count_not_negative")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 500", name=op.f("ck_customer_name_length")),
        sa.ForeignKeyConstraint(
            ["industry_id"],
            ["dictionary_item.id"],
            name=op.f("fk_customer_industry_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_customer_owner_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["customer.id"], name=op.f("fk_customer_parent_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_customer_pool_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["dictionary_item.id"],
            name=op.f("fk_customer_source_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"],
            ["dictionary_item.id"],
            name=op.f("fk_customer_stage_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_customer_reserved",
        "customer",
        ["reserved_for_id"],
        unique=False,
        sqlite_where=sa.text("reserved_for_id IS NOT NULL"),
        postgresql_where=sa.text("reserved_for_id IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_created",
        "customer",
        ["created_at", "id", "owner_id", "pool_id", "deleted_at"],
        unique=False,
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
            "deleted_at",
        ],
        unique=False,
    )
    op.create_index(
        "ix_customer_last",
        "customer",
        ["last_follow_up_at", "id", "owner_id", "pool_id", "deleted_at"],
        unique=False,
    )
    op.create_index(
        "ix_customer_owner_last", "customer", ["owner_id", "last_follow_up_at", "id"], unique=False
    )
    op.create_index(
        "ix_customer_owner_next",
        "customer",
        ["owner_id", "next_contact_at"],
        unique=False,
        sqlite_where=sa.text("owner_id IS NOT NULL"),
        postgresql_where=sa.text("owner_id IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_pinyin",
        "customer",
        ["pinyin", "id", "owner_id", "pool_id", "deleted_at"],
        unique=False,
    )
    op.create_index(
        "ix_customer_pool_last",
        "customer",
        ["pool_id", "last_follow_up_at", "id"],
        unique=False,
        sqlite_where=sa.text("owner_id IS NULL"),
        postgresql_where=sa.text("owner_id IS NULL"),
    )
    op.create_index(
        "ix_customer_reclaim",
        "customer",
        ["last_day", "owner_id"],
        unique=False,
        sqlite_where=sa.text("owner_id IS NOT NULL AND last_day < 3652059"),
        postgresql_where=sa.text("owner_id IS NOT NULL AND last_day < 3652059"),
    )
    op.create_table(
        "pool_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "all",
                "non_holiday",
                "working",
                name="dayunit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["pool_rule.id"],
            name=op.f("fk_pool_condition_rule_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_condition")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pool_condition_rule", "pool_condition", ["rule_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("pinyin", sa.String(length=300), nullable=False),
        sa.Column("gender", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("wechat", sa.String(length=100), nullable=False),
        sa.Column("wechat_nickname", sa.String(length=100), nullable=False),
        sa.Column("qq", sa.String(length=20), nullable=False),
        sa.Column("birthday", sa.String(length=10), nullable=False),
        sa.Column("birthday_is_lunar", sa.Boolean(), nullable=False),
        sa.Column(
            "decision_role",
            sa.Enum(
                "decider",
                "influencer",
                "buyer",
                "user",
                "gatekeeper",
                name="decisionrole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "attitude",
            sa.Enum(
                "supports",
                "neutral",
                "opposes",
                name="attitude",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("background", sa.String(length=2000), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_contact_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_customer", "contact", ["customer_id", "id"], unique=False)
    op.create_table(
        "duplicate_key",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_duplicate_key_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("kind", "key", "customer_id", name=op.f("pk_duplicate_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_duplicate_key_customer", "duplicate_key", ["customer_id"], unique=False)
    op.create_table(
        "ownership_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("start_day", sa.Integer(), nullable=False),
        sa.Column(
            "how_started",
            sa.Enum(
                "created",
                "imported",
                "claimed",
                "assigned",
                name="periodstart",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("holder_number", sa.Integer(), nullable=False),
        sa.Column("own_grace_used", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("end_day", sa.Integer(), nullable=True),
        sa.Column("noticed_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "how_ended",
            sa.Enum(
                "returned",
                "reclaimed",
                "deleted",
                "undone",
                name="periodend",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.Column("end_note", sa.String(length=500), nullable=False),
        sa.Column("deciding", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_ownership_period_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_ownership_period_owner_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_ownership_period_pool_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership_period")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_ownership_period_noticed",
        "ownership_period",
        ["owner_id", "noticed_at"],
        unique=False,
    )
    op.create_index(
        "ix_ownership_period_customer", "ownership_period", ["customer_id", "id"], unique=False
    )
    op.create_index(
        "uq_ownership_period_open",
        "ownership_period",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "contact_phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("digits", sa.String(length=20), nullable=False),
        sa.Column("extension", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_contact_phone_contact_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_phone")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_contact_phone_contact", "contact_phone", ["contact_id", "position"], unique=False
    )
    op.create_table(
        "follow_up",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("period_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("method_id", sa.Integer(), nullable=True),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.Column(
            "mood",
            sa.Enum(
                "positive",
                "neutral",
                "negative",
                name="mood",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("content", sa.String(length=10000), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("clock_day", sa.Integer(), nullable=True),
        sa.Column("effective", sa.Boolean(), nullable=False),
        sa.Column("why_not_effective", sa.String(length=40), nullable=False),
        sa.Column("next_contact_at", sa.BigInteger(), nullable=True),
        sa.Column("next_contact_note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["app_user.id"], name=op.f("fk_follow_up_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_follow_up_contact_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_follow_up_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["method_id"],
            ["dictionary_item.id"],
            name=op.f("fk_follow_up_method_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["result_id"],
            ["dictionary_item.id"],
            name=op.f("fk_follow_up_result_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_follow_up_author", "follow_up", ["author_id", "happened_at"], unique=False)
    op.create_index(
        "ix_follow_up_customer", "follow_up", ["customer_id", "happened_at", "id"], unique=False
    )
    op.create_table(
        "period_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "contact",
                "visit",
                "opportunity",
                "quote",
                "deal",
                "contract",
                name="factkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("until_day", sa.Integer(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["ownership_period.id"],
            name=op.f("fk_period_fact_period_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_fact")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_period_fact_period", "period_fact", ["period_id", "kind", "day"], unique=False
    )
    op.create_index("ix_period_fact_subject", "period_fact", ["kind", "subject_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "task",
                "reminder",
                name="taskkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("has_time", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["app_user.id"], name=op.f("fk_task_assignee_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_task_contact_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_task_customer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_task_customer", "task", ["customer_id", "due_at"], unique=False)
    op.create_index(
        "ix_task_due",
        "task",
        ["assignee_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND deleted_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND deleted_at IS NULL"),
    )

    _create_search()


def _create_search() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE VIRTUAL TABLE customer_search USING fts5(tokens, content='', columnsize=0, "
        "detail=none, tokenize='unicode61 remove_diacritics 0')"
    )
    # Merging in larger steps keeps single edits from pausing for a long merge.
    op.execute("INSERT INTO customer_search(customer_search, rank) VALUES('crisismerge', 500)")
