"""Money that came into the bank, to be claimed; notices tell of what became of claims."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_TOLD = (
    *("mention", "comment", "escalation", "task_given", "levels", "contact_passed_on"),
    "customer_merged",
)
_NEWLY_TOLD = ("receipt_confirmed", "receipt_refused")


def upgrade() -> None:
    """Bring the schema to version 25."""
    _make_receipts()
    _make_parts()
    op.add_column("payment", sa.Column("bank_receipt_id", sa.Integer(), nullable=True))
    from_bank = sa.text("bank_receipt_id IS NOT NULL")
    op.create_index(
        "ix_payment_bank_receipt",
        "payment",
        ["bank_receipt_id"],
        unique=False,
        sqlite_where=from_bank,
        postgresql_where=from_bank,
    )
    _allow_notices()


def _make_receipts() -> None:
    table = "bank_receipt"
    statuses = ("open", "claimed", "confirmed", "aside")
    op.create_table(
        table,
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("payer_key", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("serial", sa.String(length=100), nullable=False),
        sa.Column("identity", sa.String(length=40), nullable=False),
        sa.Column("status", _word_of("bankreceiptstatus", *statuses), nullable=False),
        sa.Column("claimant_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("aside_kind", _word_of("asidekind", "returned", "other_income"), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        _check(table, "amount_positive", "amount_minor > 0"),
        _check(
            table,
            "claimed_by_somebody",
            "(status IN ('claimed', 'confirmed')) = (claimant_id IS NOT NULL)",
        ),
        _check(table, "aside_as_something", "(status = 'aside') = (aside_kind IS NOT NULL)"),
        _reference(table, "claimant_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_receipt")),
        sqlite_autoincrement=True,
    )
    _index(table, status=["status", "day", "id"], claimant=["claimant_id", "id"])
    _index(table, identity=["identity"], payer=["payer_key"])


def _make_parts() -> None:
    table = "bank_receipt_part"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        _check(table, "one_document", "order_id IS NULL OR contract_id IS NULL"),
        _check(table, "amount_positive", "amount_minor > 0"),
        _reference(table, "receipt_id", "bank_receipt"),
        _reference(table, "customer_id", "customer"),
        _reference(table, "order_id", "sales_order"),
        _reference(table, "contract_id", "contract"),
        _reference(table, "plan_id", "payment_plan"),
        _reference(table, "owner_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_receipt_part")),
        sa.UniqueConstraint(
            "receipt_id", "position", name=op.f("uq_bank_receipt_part_receipt_id_position")
        ),
        sqlite_autoincrement=True,
    )
    _index(table, customer=["customer_id"])


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


def _allow_notices() -> None:
    bind = op.get_bind()
    words = ", ".join(f"'{word}'" for word in (*_TOLD, *_NEWLY_TOLD))
    if bind.dialect.name != "sqlite":
        name = op.f("ck_notice_noticekind")
        op.drop_constraint(name, "notice", type_="check")
        op.create_check_constraint(name, "notice", f"kind IN ({words})")
        return
    # As for version 8: the check is written anew, and no row is copied for a word.
    stored = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'notice'"
    sql = str(bind.execute(sa.text(stored)).scalar_one())
    begins = sql.index("kind IN (")
    changed = f"{sql[:begins]}kind IN ({words}{sql[sql.index(')', begins) :]}"
    version = int(bind.execute(sa.text("PRAGMA schema_version")).scalar_one())
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'notice'"),
        {"sql": changed},
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
