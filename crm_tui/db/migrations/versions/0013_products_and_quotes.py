"""Products, quotes, and what an office says of its papers."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_GRANTED = {
    "deal.record": {"quote.edit"},
    "deal.void": {"product.edit", "product.cost"},
    "office.manage": {"quote.edit", "product.edit", "product.cost"},
}
"""Whoever may do the one may do the others from now on."""


def upgrade() -> None:
    """Bring the schema to version 13."""
    _make_products()
    _make_quotes()
    _make_quote_lines()
    op.create_table(
        "number_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(length=100), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_counter")),
        sa.UniqueConstraint("span", name=op.f("uq_number_counter_span")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "document_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("template", sa.String(length=200_000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_setting")),
        sa.UniqueConstraint("kind", name=op.f("uq_document_setting_kind")),
        sqlite_autoincrement=True,
    )
    _grant()


def _make_products() -> None:
    op.create_table(
        "product",
        *_business_columns(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("code_key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("tax_share", sa.Integer(), nullable=False),
        sa.Column("tiers", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("period_count", sa.Integer(), nullable=True),
        sa.Column("period_unit", _word_of("periodunit", "days", "months"), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("search_text", sa.String(length=8000), nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_product_price_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_product_category", "product", ["category", "code_key"], unique=False)
    is_there = sa.text("deleted_at IS NULL")
    op.create_index(
        "uq_product_code",
        "product",
        ["code_key"],
        unique=True,
        sqlite_where=is_there,
        postgresql_where=is_there,
    )


def _make_quotes() -> None:
    statuses = ("draft", "sent", "accepted", "refused", "expired", "void")
    op.create_table(
        "quote",
        *_business_columns(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("status", _word_of("quotestatus", *statuses), nullable=False),
        sa.Column("quote_day", sa.Integer(), nullable=False),
        sa.Column("valid_until_day", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("includes_tax", sa.Boolean(), nullable=False),
        sa.Column(
            "discount_kind", _word_of("discountkind", "none", "percent", "amount"), nullable=False
        ),
        sa.Column("discount_value", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.String(length=4000), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        *_sums(),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_day", sa.Integer(), nullable=True),
        sa.Column("decided_day", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("total_minor >= 0", name=op.f("ck_quote_total_not_negative")),
        _reference("quote", "contact_id", "contact"),
        _reference("quote", "customer_id", "customer"),
        _reference("quote", "owner_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("number", "version_no", name=op.f("uq_quote_number_version_no")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_quote_customer", "quote", ["customer_id", "quote_day"], unique=False)
    op.create_index("ix_quote_day", "quote", ["quote_day", "id"], unique=False)
    op.create_index("ix_quote_first", "quote", ["first_id"], unique=False)
    op.create_index("ix_quote_owner", "quote", ["owner_id", "quote_day"], unique=False)


def _make_quote_lines() -> None:
    op.create_table(
        "quote_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_share", sa.Integer(), nullable=False),
        sa.Column("tax_share", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        *_sums(),
        sa.CheckConstraint("quantity_milli > 0", name=op.f("ck_quote_line_quantity_positive")),
        _reference("quote_line", "product_id", "product"),
        _reference("quote_line", "quote_id", "quote"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_line")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_quote_line_product", "quote_line", ["product_id"], unique=False)
    op.create_index("ix_quote_line_quote", "quote_line", ["quote_id", "position"], unique=False)


def _business_columns() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
    ]


def _sums() -> list[sa.Column[int]]:
    names = ("amount_minor", "reduced_minor", "net_minor", "tax_minor", "total_minor")
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _word_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def _grant() -> None:
    bind = op.get_bind()
    for role_id, stored in bind.execute(sa.text("SELECT id, permissions FROM role")).all():
        permissions = set(json.loads(stored))
        given = set().union(*(more for held, more in _GRANTED.items() if held in permissions))
        said = json.dumps(sorted(permissions | given), separators=(",", ":"))
        bind.execute(
            sa.text("UPDATE role SET permissions = :said WHERE id = :id"),
            {"said": said, "id": role_id},
        )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
