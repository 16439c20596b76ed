"""Opportunities on pipelines, how long they stood in each stage, and rates of currencies."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_STAGES = (
    ("初步接洽", "Qualification", 10, 14),
    ("需求确认", "Needs confirmed", 30, 21),
    ("方案报价", "Proposal", 50, 21),
    ("商务谈判", "Negotiation", 70, 14),
    ("合同签订", "Signing", 90, 14),
)


def upgrade() -> None:
    """Bring the schema to version 15."""
    _add_rates()
    _add_pipelines()
    _add_opportunities()
    _add_first_pipeline(op.get_bind())


def _add_rates() -> None:
    op.create_table('currency_rate',
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('deleted_at', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('rate > 0', name=op.f('ck_currency_rate_rate_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_currency_rate')),
    sqlite_autoincrement=True
    )
    op.create_index('uq_currency_rate_day', 'currency_rate', ['currency', 'day'], unique=True)


def _add_pipelines() -> None:
    op.create_table('pipeline',
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('deleted_at', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline')),
    sqlite_autoincrement=True
    )
    op.create_table('pipeline_stage',
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('deleted_at', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pipeline_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('probability', sa.Integer(), nullable=False),
    sa.Column('exit_criteria', sa.String(length=1000), nullable=False),
    sa.Column('rot_days', sa.Integer(), nullable=True),
    sa.CheckConstraint('probability BETWEEN 0 AND 100', name=op.f('ck_pipeline_stage_probability_in_percent')),
    sa.ForeignKeyConstraint(['pipeline_id'], ['pipeline.id'], name=op.f('fk_pipeline_stage_pipeline_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline_stage')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_pipeline_stage_pipeline', 'pipeline_stage', ['pipeline_id', 'position'], unique=False)


def _add_opportunities() -> None:
    op.create_table('opportunity',
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('deleted_at', sa.BigInteger(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('pipeline_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('stage_since', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Enum('open', 'won', 'lost', 'void', name='opportunitystate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('new', 'upsell', 'cross_sell', 'renewal', name='opportunitykind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('reported_minor', sa.BigInteger(), nullable=False),
    sa.Column('expected_day', sa.Integer(), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=True),
    sa.Column('competitors', sa.Text(), nullable=False),
    sa.Column('people', sa.Text(), nullable=False),
    sa.Column('next_step', sa.String(length=200), nullable=False),
    sa.Column('next_day', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=4000), nullable=False),
    sa.Column('closed_day', sa.Integer(), nullable=True),
    sa.Column('close_reason', sa.String(length=200), nullable=False),
    sa.Column('review', sa.String(length=4000), nullable=False),
    sa.Column('deal_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('amount_minor >= 0', name=op.f('ck_opportunity_amount_not_negative')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_opportunity_customer_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], name=op.f('fk_opportunity_deal_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], name=op.f('fk_opportunity_owner_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['pipeline_id'], ['pipeline.id'], name=op.f('fk_opportunity_pipeline_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['source_id'], ['dictionary_item.id'], name=op.f('fk_opportunity_source_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['stage_id'], ['pipeline_stage.id'], name=op.f('fk_opportunity_stage_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opportunity')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_opportunity_customer', 'opportunity', ['customer_id', 'state'], unique=False)
    op.create_index('ix_opportunity_expected', 'opportunity', ['state', 'expected_day', 'id'], unique=False)
    op.create_index('ix_opportunity_stage', 'opportunity', ['stage_id', 'state', 'expected_day', 'id', 'deleted_at', 'customer_id', 'reported_minor'], unique=False)
    op.create_table('opportunity_stay',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opportunity_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['opportunity_id'], ['opportunity.id'], name=op.f('fk_opportunity_stay_opportunity_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['stage_id'], ['pipeline_stage.id'], name=op.f('fk_opportunity_stay_stage_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opportunity_stay')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_opportunity_stay_opportunity', 'opportunity_stay', ['opportunity_id', 'id'], unique=False)


def _add_first_pipeline(connection: sa.Connection) -> None:
    """Give an office that works already the stages that a new one begins with."""
    office = connection.execute(sa.text("SELECT language, created_at FROM office")).one_or_none()
    if office is None:
        return
    in_english = office.language == "en"
    stamps = {"created_at": office.created_at, "updated_at": office.created_at, "version": 1}
    pipeline = sa.table("pipeline", *map(sa.column, ("name", "is_default", *stamps)))
    name = "Standard" if in_english else "标准流程"
    connection.execute(pipeline.insert().values(name=name, is_default=True, **stamps))
    pipeline_id = connection.execute(sa.text("SELECT max(id) FROM pipeline")).scalar_one()
    columns = ("pipeline_id", "position", "name", "probability", "exit_criteria", "rot_days")
    stage = sa.table("pipeline_stage", *map(sa.column, (*columns, *stamps)))
    for position, (chinese, english, probability, rot_days) in enumerate(_STAGES, start=1):
        words = english if in_english else chinese
        row = (pipeline_id, position, words, probability, "", rot_days)
        values = dict(zip(columns, row, strict=True)) | stamps
        connection.execute(stage.insert().values(**values))


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
