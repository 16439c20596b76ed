"""Planned lines, receipts and refunds with what they settle, invoices, credit of customers."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_GRANTED = {
    "order.edit": {"payment.edit"},
    "deal.void": {"payment.confirm"},
    "office.manage": {"payment.edit", "payment.confirm"},
}
"""Whoever may do the one may do the others from now on."""
_ONE_DOCUMENT = "(order_id IS NULL) <> (contract_id IS NULL)"


def upgrade() -> None:
    """Bring the schema to version 19."""
    _make_plans()
    _make_payments()
    _make_splits()
    _make_invoices()
    _make_credit()
    _grant()


def _make_plans() -> None:
    table = "payment_plan"
    op.create_table(
        table,
        *_business(),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            _word_of("plankind", "advance", "instalment", "final", "retention", "other"),
            nullable=False,
        ),
        sa.Column("due_day", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        _check(table, "one_document", _ONE_DOCUMENT),
        _check(table, "amount_positive", "amount_minor > 0"),
        _reference(table, "customer_id", "customer"),
        _reference(table, "order_id", "sales_order"),
        _reference(table, "contract_id", "contract"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_plan")),
        sqlite_autoincrement=True,
    )
    _index(table, customer=["customer_id", "due_day"], due=["due_day", "id"])
    _index(table, order=["order_id"], contract=["contract_id"])


def _make_payments() -> None:
    table = "payment"
    op.create_table(
        table,
        *_business(),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word_of("paymentkind", "receipt", "refund"), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "method",
            _word_of(
                "paymentmethod",
                *("transfer", "cash", "cheque", "acceptance", "wechat", "alipay", "card", "other"),
            ),
            nullable=False,
        ),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("refund_of_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        _check(table, "receipt_positive", "(kind = 'receipt') = (amount_minor > 0)"),
        _check(table, "refund_of_one", "(kind = 'refund') = (refund_of_id IS NOT NULL)"),
        _reference(table, "customer_id", "customer"),
        _reference(table, "owner_id", "app_user"),
        _reference(table, "deal_id", "deal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_number")),
        sqlite_autoincrement=True,
    )
    _index(table, customer=["customer_id", "day"], owner=["owner_id", "day"], day=["day", "id"])
    _index(table, refund=["refund_of_id"])


def _make_splits() -> None:
    table = "payment_split"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        _check(table, "one_document", _ONE_DOCUMENT),
        _check(table, "amount_not_zero", "amount_minor <> 0"),
        _reference(table, "payment_id", "payment"),
        _reference(table, "order_id", "sales_order"),
        _reference(table, "contract_id", "contract"),
        _reference(table, "plan_id", "payment_plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_split")),
        sa.UniqueConstraint(
            "payment_id", "position", name=op.f("uq_payment_split_payment_id_position")
        ),
        sqlite_autoincrement=True,
    )
    _index(table, order=["order_id"], contract=["contract_id"], plan=["plan_id"])


def _make_invoices() -> None:
    table = "invoice"
    op.create_table(
        table,
        *_business(),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("kind", _word_of("invoicekind", "special", "plain", "other"), nullable=False),
        sa.Column("status", _word_of("invoicestatus", "issued", "void"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("red_of_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        _check(table, "one_document", "order_id IS NULL OR contract_id IS NULL"),
        _check(table, "amount_not_zero", "amount_minor <> 0"),
        _check(table, "red_below_zero", "(red_of_id IS NULL) = (amount_minor > 0)"),
        _reference(table, "customer_id", "customer"),
        _reference(table, "owner_id", "app_user"),
        _reference(table, "order_id", "sales_order"),
        _reference(table, "contract_id", "contract"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sqlite_autoincrement=True,
    )
    _index(table, customer=["customer_id", "day"], day=["day", "id"], order=["order_id"])
    _index(table, contract=["contract_id"], red=["red_of_id"])
    stands = sa.text("deleted_at IS NULL")
    op.create_index(
        "uq_invoice_number",
        table,
        ["number"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def _make_credit() -> None:
    table = "customer_credit"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("payment_days", sa.Integer(), nullable=True),
        _check(table, "limit_not_negative", "limit_minor >= 0"),
        _check(table, "days_not_negative", "payment_days >= 0"),
        _reference(table, "customer_id", "customer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_credit")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_customer_credit_customer_id")),
        sqlite_autoincrement=True,
    )


def _business() -> list[sa.Column[int]]:
    return [
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
    ]


def _index(table: str, **columns: list[str]) -> None:
    for name, names in columns.items():
        op.create_index(f"ix_{table}_{name}", table, names, unique=False)


def _word_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


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
