"""Contracts, and the files of a contract."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_GRANTED = {
    "deal.record": {"contract.edit", "contract.sign"},
    "office.manage": {"contract.edit", "contract.sign"},
}
"""Whoever may do the one may do the others from now on."""
_STATUSES = ("draft", "signed", "in_force", "ended", "terminated", "void")


def upgrade() -> None:
    """Bring the schema to version 17."""
    _make_contracts()
    op.execute("ALTER TABLE attachment ADD COLUMN contract_id INTEGER")
    op.create_index("ix_attachment_contract", "attachment", ["contract_id"], unique=False)
    _grant()


def _make_contracts() -> None:
    status = sa.Enum(
        *_STATUSES, name="contractstatus", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "contract",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("status", status, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("sign_day", sa.Integer(), nullable=True),
        sa.Column("start_day", sa.Integer(), nullable=True),
        sa.Column("end_day", sa.Integer(), nullable=True),
        sa.Column("our_party", sa.String(length=200), nullable=False),
        sa.Column("our_signatory", sa.String(length=100), nullable=False),
        sa.Column("their_party", sa.String(length=200), nullable=False),
        sa.Column("their_signatory", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("closed_day", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("key_date_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_contract_amount_not_negative")),
        *(
            _reference(column, table)
            for column, table in (
                ("customer_id", "customer"),
                ("quote_id", "quote"),
                ("owner_id", "app_user"),
                ("deal_id", "deal"),
                ("key_date_id", "key_date"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contract_customer", "contract", ["customer_id", "id"], unique=False)
    op.create_index("ix_contract_end", "contract", ["end_day", "id"], unique=False)
    op.create_index("ix_contract_owner", "contract", ["owner_id", "id"], unique=False)
    op.create_index("ix_contract_quote", "contract", ["quote_id"], unique=False)


def _reference(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_contract_{column}")
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
