"""Leads: their keys, what was said to them, whose turn it is; why one is discarded."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_REASONS = (
    ("unreachable", "联系不上", "Cannot be reached"),
    ("no_need", "没有需求", "No need"),
    ("no_budget", "预算不足", "No budget"),
    ("not_ours", "不在服务范围", "Not what we offer"),
    ("competitor", "同行", "A competitor"),
    ("spam", "无效信息", "Not a real enquiry"),
    ("other", "其他", "Other"),
)


def upgrade() -> None:
    """Bring the schema to version 14."""
    op.execute("ALTER TABLE office ADD COLUMN leads TEXT NOT NULL DEFAULT '{}'")
    without_customer = sa.text("customer_id IS NULL")
    op.create_index(
        "ix_event_record",
        "event",
        ["record_id", "id"],
        unique=False,
        sqlite_where=without_customer,
        postgresql_where=without_customer,
    )
    _add_leads()
    _add_what_belongs_to_them()
    _allow_word("discard_reason")
    _add_words()


def _add_leads() -> None:
    op.create_table('lead',
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('deleted_at', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('company', sa.String(length=500), nullable=False),
    sa.Column('called', sa.String(length=500), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('phones', sa.Text(), nullable=False),
    sa.Column('phone_text', sa.String(length=500), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('wechat', sa.String(length=100), nullable=False),
    sa.Column('province', sa.String(length=40), nullable=False),
    sa.Column('city', sa.String(length=40), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('industry_id', sa.Integer(), nullable=True),
    sa.Column('need', sa.String(length=4000), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=True),
    sa.Column('campaign', sa.String(length=200), nullable=False),
    sa.Column('note', sa.String(length=4000), nullable=False),
    sa.Column('pinyin', sa.String(length=3000), nullable=False),
    sa.Column('search_text', sa.String(length=6000), nullable=False),
    sa.Column('stage', sa.Enum('new', 'mql', 'sql', 'converted', 'discarded', name='leadstage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('stage_before', sa.String(length=32), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('next_contact_at', sa.BigInteger(), server_default='253402214400000', nullable=False),
    sa.Column('next_contact_note', sa.String(length=500), nullable=False),
    sa.Column('last_follow_up_at', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('discard_reason_id', sa.Integer(), nullable=True),
    sa.Column('discard_note', sa.String(length=500), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('converted_at', sa.BigInteger(), nullable=True),
    sa.Column('intake_id', sa.String(length=200), nullable=True),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(called) BETWEEN 1 AND 500', name=op.f('ck_lead_called_length')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_lead_customer_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['discard_reason_id'], ['dictionary_item.id'], name=op.f('fk_lead_discard_reason_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['industry_id'], ['dictionary_item.id'], name=op.f('fk_lead_industry_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], name=op.f('fk_lead_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['source_id'], ['dictionary_item.id'], name=op.f('fk_lead_source_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_lead_created', 'lead', ['created_at', 'id'], unique=False)
    op.create_index('ix_lead_customer', 'lead', ['customer_id'], unique=False, sqlite_where=sa.text('customer_id IS NOT NULL'), postgresql_where=sa.text('customer_id IS NOT NULL'))
    op.create_index('ix_lead_intake', 'lead', ['intake_id'], unique=True, sqlite_where=sa.text('intake_id IS NOT NULL'), postgresql_where=sa.text('intake_id IS NOT NULL'))
    op.create_index('ix_lead_owner', 'lead', ['owner_id', 'stage', 'next_contact_at'], unique=False)
    op.create_index('ix_lead_source', 'lead', ['source_id', 'stage', 'deleted_at'], unique=False)


def _add_what_belongs_to_them() -> None:
    op.create_table('lead_turn',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('route_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_lead_turn_user_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_turn')),
    sa.UniqueConstraint('route_id', name=op.f('uq_lead_turn_route_id')),
    sqlite_autoincrement=True
    )
    op.create_table('lead_follow_up',
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('deleted_at', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('method_id', sa.Integer(), nullable=True),
    sa.Column('result_id', sa.Integer(), nullable=True),
    sa.Column('mood', sa.Enum('positive', 'neutral', 'negative', name='mood', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('content', sa.String(length=10000), nullable=False),
    sa.Column('happened_at', sa.BigInteger(), nullable=False),
    sa.Column('next_contact_at', sa.BigInteger(), nullable=True),
    sa.Column('next_contact_note', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['app_user.id'], name=op.f('fk_lead_follow_up_author_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_lead_follow_up_lead_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['method_id'], ['dictionary_item.id'], name=op.f('fk_lead_follow_up_method_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['result_id'], ['dictionary_item.id'], name=op.f('fk_lead_follow_up_result_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_follow_up')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_lead_follow_up_lead', 'lead_follow_up', ['lead_id', 'happened_at', 'id'], unique=False)
    op.create_table('lead_key',
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=500), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_lead_key_lead_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('kind', 'key', 'lead_id', name=op.f('pk_lead_key')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_lead_key_lead', 'lead_key', ['lead_id'], unique=False)


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
            " VALUES ('discard_reason', :code, :name, :position, :yes, :yes)"
        ),
        [
            {
                "code": code,
                "name": english if language == "en" else chinese,
                "position": position,
                "yes": True,
            }
            for position, (code, chinese, english) in enumerate(_REASONS, 1)
        ],
    )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
