"""Orders, their lines, and the goods that went out and came back."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_GRANTING = "quote.edit"
"""Whoever writes quotes writes orders from now on."""


def upgrade() -> None:
    """Bring the schema to version 16."""
    _make_orders()
    _make_lines()
    _make_goods("order_delivery", sa.Column("note", sa.String(length=500), nullable=False))
    _make_goods(
        "order_return",
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_order_return_amount_not_negative")),
    )
    _grant()


def _make_orders() -> None:
    table = "sales_order"
    op.create_table(
        table,
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            _word_of("orderstatus", "draft", "confirmed", "closed", "void"),
            nullable=False,
        ),
        sa.Column("order_day", sa.Integer(), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("includes_tax", sa.Boolean(), nullable=False),
        sa.Column(
            "discount_kind", _word_of("discountkind", "none", "percent", "amount"), nullable=False
        ),
        sa.Column("discount_value", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.String(length=4000), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        *_sums(),
        sa.Column("returned_minor", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_day", sa.Integer(), nullable=True),
        sa.Column("decided_day", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        _between(table, "returned_of_total", "returned_minor", "total_minor"),
        _reference(table, "customer_id", "customer"),
        _reference(table, "contact_id", "contact"),
        _reference(table, "owner_id", "app_user"),
        _reference(table, "quote_id", "quote"),
        _reference(table, "deal_id", "deal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint("number", name=op.f("uq_sales_order_number")),
        sqlite_autoincrement=True,
    )
    for name, columns in {
        "customer": ["customer_id", "order_day"],
        "owner": ["owner_id", "order_day"],
        "day": ["order_day", "id"],
        "status": ["status", "id"],
    }.items():
        op.create_index(f"ix_sales_order_{name}", table, columns, unique=False)
    stands = sa.text("quote_id IS NOT NULL AND deleted_at IS NULL AND status <> 'void'")
    op.create_index(
        "uq_sales_order_quote",
        table,
        ["quote_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def _make_lines() -> None:
    table = "order_line"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
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
        sa.Column("due_day", sa.Integer(), nullable=True),
        *_sums(),
        sa.Column("delivered_milli", sa.BigInteger(), nullable=False),
        sa.Column("returned_milli", sa.BigInteger(), nullable=False),
        sa.Column("returned_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity_milli > 0", name=op.f("ck_order_line_quantity_positive")),
        _between(table, "delivered_of_quantity", "delivered_milli", "quantity_milli"),
        _between(table, "returned_of_delivered", "returned_milli", "delivered_milli"),
        _between(table, "returned_of_total", "returned_minor", "total_minor"),
        _reference(table, "order_id", "sales_order"),
        _reference(table, "product_id", "product"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_order_line_order_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_order_line_product", table, ["product_id"], unique=False)


def _make_goods(table: str, *more: sa.Column[str] | sa.Column[int] | sa.CheckConstraint) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        *more,
        sa.CheckConstraint("quantity_milli > 0", name=op.f(f"ck_{table}_quantity_positive")),
        _reference(table, "order_id", "sales_order"),
        _reference(table, "line_id", "order_line"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{table}_order", table, ["order_id", "id"], unique=False)
    op.create_index(f"ix_{table}_line", table, ["line_id"], unique=False)


def _sums() -> list[sa.Column[int]]:
    names = ("amount_minor", "reduced_minor", "net_minor", "tax_minor", "total_minor")
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _word_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _between(table: str, name: str, column: str, largest: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} BETWEEN 0 AND {largest}", name=op.f(f"ck_{table}_{name}"))


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def _grant() -> None:
    bind = op.get_bind()
    for role_id, stored in bind.execute(sa.text("SELECT id, permissions FROM role")).all():
        permissions = set(json.loads(stored))
        given = {"order.edit"} if _GRANTING in permissions else set()
        said = json.dumps(sorted(permissions | given), separators=(",", ":"))
        bind.execute(
            sa.text("UPDATE role SET permissions = :said WHERE id = :id"),
            {"said": said, "id": role_id},
        )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
