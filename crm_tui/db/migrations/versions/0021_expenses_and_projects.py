"""Expenses with the words for their kinds, and project files of opportunities."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_KINDS = (
    ("travel", "差旅费", "Travel"),
    ("hospitality", "招待费", "Hospitality"),
    ("gift", "礼品费", "Gifts"),
    ("marketing", "市场推广", "Marketing"),
    ("exhibition", "展会费", "Exhibition"),
    ("bidding", "投标费", "Bidding"),
    ("sample", "样品费", "Samples"),
    ("freight", "运费", "Freight"),
    ("service", "实施服务", "Implementation"),
    ("commission", "佣金", "Commission"),
    ("other", "其他", "Other"),
)


def upgrade() -> None:
    """Bring the schema to version 21."""
    _make_expenses()
    _make_projects()
    _allow_word("expense_kind")
    _add_words()


def _business_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
    ]


def _make_expenses() -> None:
    op.create_table(
        "expense",
        *_business_columns(),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("campaign", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reported_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_expense_amount_positive")),
        _reference("expense", "customer_id", "customer"),
        _reference("expense", "opportunity_id", "opportunity"),
        _reference("expense", "person_id", "app_user"),
        _reference("expense", "kind_id", "dictionary_item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_expense_campaign", "expense", ["campaign"], unique=False)
    op.create_index("ix_expense_customer", "expense", ["customer_id", "day"], unique=False)
    op.create_index("ix_expense_day", "expense", ["day", "id"], unique=False)
    op.create_index("ix_expense_opportunity", "expense", ["opportunity_id"], unique=False)


def _make_projects() -> None:
    op.create_table(
        "project",
        *_business_columns(),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("shares", sa.Text(), nullable=False),
        sa.Column("end_customer_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("registered_for", sa.String(length=200), nullable=False),
        sa.Column("registered_day", sa.Integer(), nullable=True),
        sa.Column("registered_until", sa.Integer(), nullable=True),
        sa.Column("investment_minor", sa.BigInteger(), nullable=True),
        sa.Column("cost_budget_minor", sa.BigInteger(), nullable=True),
        sa.Column("bid_day", sa.Integer(), nullable=True),
        sa.Column("departments", sa.String(length=1000), nullable=False),
        sa.Column("team", sa.String(length=1000), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("reminders", sa.Text(), nullable=False),
        _reference("project", "opportunity_id", "opportunity"),
        _reference("project", "end_customer_id", "customer"),
        _reference("project", "agent_id", "customer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sqlite_autoincrement=True,
    )
    end_customer = ["end_customer_id", "registered_until"]
    op.create_index("ix_project_agent", "project", ["agent_id"], unique=False)
    op.create_index("ix_project_end_customer", "project", end_customer, unique=False)
    op.create_index("ix_project_registered", "project", ["registered_until"], unique=False)
    op.create_index("uq_project_opportunity", "project", ["opportunity_id"], unique=True)


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def _allow_word(new: str) -> None:
    """Let the table of words hold one more list; its rows are not touched."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        name = op.f("ck_dictionary_item_dictionarykind")
        asked = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
        words = str(bind.execute(asked, {"name": name}).scalar_one())
        listed = [part.split("'")[1] for part in words.split(",")]
        op.drop_constraint(name, "dictionary_item", type_="check")
        written = ", ".join(f"'{word}'" for word in (*listed, new))
        op.create_check_constraint(name, "dictionary_item", f"kind IN ({written})")
        return
    stored = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'dictionary_item'"
    sql = str(bind.execute(sa.text(stored)).scalar_one())
    end = sql.index(")", sql.index("kind IN ("))
    version = int(bind.execute(sa.text("PRAGMA schema_version")).scalar_one())
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    # As https://www.sqlite.org/lang_altertable.html#otheralter gives for what no row depends on.
    bind.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'dictionary_item'"
        ),
        {"sql": f"{sql[:end]}, '{new}'{sql[end:]}"},
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))


def _add_words() -> None:
    bind = op.get_bind()
    language = bind.execute(sa.text("SELECT language FROM office")).scalar()
    if language is None:
        return
    bind.execute(
        sa.text(
            "INSERT INTO dictionary_item (kind, code, name, position, counts, enabled)"
            " VALUES ('expense_kind', :code, :name, :position, :yes, :yes)"
        ),
        [
            {
                "code": code,
                "name": english if language == "en" else chinese,
                "position": position,
                "yes": True,
            }
            for position, (code, chinese, english) in enumerate(_KINDS, 1)
        ],
    )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
