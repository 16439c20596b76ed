"""An office that sells: 200,000 leads, opportunities and papers of each kind, of 60,000 customers.

One customer of the rep has 5,000 of the orders. Three of four are paid, most of them whole, some
of the large ones by planned lines. Written row by row in SQL beside the customers of the big
office.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path
from zlib import crc32

from crm_tui.db import migrations
from tests.bench import million_office
from tests.bench.million_people import REP

CUSTOMERS = 60_000
SOLD = 200_000
OF_ONE = 5_000
"""So many of the orders are one customer's."""
_AT = 1_790_000_000_000
_DAY = 86_400_000
_STAMPS = "created_at, created_by_id, updated_at, updated_by_id, version"


def sales(kept: Path | None = None) -> Path:
    """Return the file of such an office, after making it where there is none."""
    kept = kept or Path(tempfile.gettempdir()) / f"crm-bench-sales-{_schema():08x}.db"
    if not kept.exists():
        with tempfile.TemporaryDirectory(prefix="crm-bench-sales-", dir=kept.parent) as folder:
            file = Path(folder) / "crm.db"
            million_office.make(file, CUSTOMERS)
            _fill(file)
            shutil.move(file, kept)
    return kept


def large_customer(file: Path) -> int:
    """Return the customer with the most orders."""
    raw = sqlite3.connect(file)
    (found,) = raw.execute(
        "SELECT customer_id FROM sales_order GROUP BY customer_id ORDER BY count(*) DESC LIMIT 1"
    ).fetchone()
    raw.close()
    return int(found)


def _schema() -> int:
    """Return a number that differs when these makers or the schema have changed."""
    scripts = sorted((Path(migrations.__file__).parent / "versions").glob("*.py"))
    makers = (Path(__file__), Path(million_office.__file__))
    return crc32(b"".join(script.read_bytes() for script in (*scripts, *makers)))


def _fill(file: Path) -> None:
    raw = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute("BEGIN")
    (today,) = raw.execute("SELECT julianday('now', '+8 hours') - 1721424.5").fetchone()
    _number_customers(raw)
    _leads(raw)
    _opportunities(raw, int(today))
    _contracts(raw, int(today))
    _quotes(raw, int(today))
    _orders(raw, int(today))
    _payments(raw, int(today))
    raw.execute("DROP TABLE holder")
    raw.execute("COMMIT")
    raw.execute("PRAGMA analysis_limit=1000")
    raw.execute("ANALYZE")
    raw.execute("PRAGMA journal_mode=DELETE")
    raw.close()


def _number_customers(raw: sqlite3.Connection) -> None:
    """Number the held customers without a gap; the rep's come first."""
    raw.execute(
        "CREATE TABLE holder AS"
        " SELECT row_number() OVER (ORDER BY login <> ?, customer.id) - 1 AS n, customer.id,"
        " owner_id, period_id FROM customer JOIN app_user ON app_user.id = owner_id"
        " WHERE customer.deleted_at IS NULL",
        (REP,),
    )
    raw.execute("CREATE UNIQUE INDEX holder_n ON holder (n)")
    raw.execute("CREATE UNIQUE INDEX holder_id ON holder (id)")


def _numbers(raw: sqlite3.Connection) -> tuple[str, int]:
    """Return numbers from one on as a table, and how many customers are held."""
    (held,) = raw.execute("SELECT count(*) FROM holder").fetchone()
    counted = f"SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {SOLD}"
    return f"WITH RECURSIVE s(n) AS ({counted})", int(held)


def _leads(raw: sqlite3.Connection) -> None:
    """Give every fourth lead to nobody, the others to those who hold customers."""
    numbers, held = _numbers(raw)
    stage = (
        "CASE s.n % 8 WHEN 0 THEN 'converted' WHEN 1 THEN 'discarded' WHEN 2 THEN 'discarded'"
        " WHEN 3 THEN 'mql' WHEN 4 THEN 'sql' ELSE 'new' END"
    )
    texts = (
        *("title", "email", "wechat", "province", "city", "address", "need", "campaign", "note"),
        *("pinyin", "stage_before", "next_contact_note", "discard_note"),
    )
    raw.execute(
        f"{numbers} INSERT INTO lead (id, {_STAMPS}, deleted_at, name, company, called, phones,"
        f" phone_text, search_text, stage, score, owner_id, next_contact_at, batch_id,"
        f" {', '.join(texts)}) SELECT s.n, {_AT} + s.n * 7919, 1, {_AT} + s.n, 1, 1,"
        f" CASE WHEN s.n % 997 = 0 THEN {_AT} END, '联系人' || s.n, '公司' || s.n,"
        f" '公司' || s.n, '[]', '', '公司' || s.n, {stage}, s.n * 7907 % 100,"
        " CASE WHEN s.n % 4 THEN holder.owner_id END,"
        f" {_AT} + s.n * 13 % 200 * {_DAY}, 1, {', '.join(repr('') for _text in texts)}"
        f" FROM s CROSS JOIN holder ON holder.n = s.n * 7919 % {held}"
    )


def _contracts(raw: sqlite3.Connection, today: int) -> None:
    """Sign contracts of a year; some are drafts, a few were terminated or deleted."""
    numbers, held = _numbers(raw)
    status = "CASE WHEN s.n % 500 = 0 THEN 'draft' WHEN s.n % 300 = 0 THEN 'terminated'"
    raw.execute(
        f"{numbers} INSERT INTO contract (id, {_STAMPS}, deleted_at, number, customer_id, owner_id,"
        " title, status, currency, amount_minor, sign_day, start_day, end_day, our_party,"
        " our_signatory, their_party, their_signatory, note, reason)"
        f" SELECT s.n, {_AT} + s.n, 1, {_AT} + s.n, 1, 1,"
        f" CASE WHEN s.n % 997 = 0 THEN {_AT} END, 'HT-202611-' || s.n, holder.id,"
        f" holder.owner_id, '合同' || s.n, {status} ELSE 'signed' END, 'CNY',"
        f" s.n * 7907 % 9000000, {today} - s.n % 700, {today} - s.n % 700,"
        f" {today} - s.n % 700 + 365, '', '', '', '', '', ''"
        f" FROM s CROSS JOIN holder ON holder.n = s.n * 7919 % {held}"
    )


def _quotes(raw: sqlite3.Connection, today: int) -> None:
    """Quote over four years; of every fifth quote there is a later version."""
    numbers, held = _numbers(raw)
    status = (
        "CASE WHEN s.n % 20 = 0 THEN 'draft' WHEN s.n % 20 = 1 THEN 'void'"
        " WHEN s.n % 20 < 8 THEN 'sent' WHEN s.n % 20 < 12 THEN 'refused'"
    )
    worth = "s.n * 7907 % 9000000 + 100"
    day = f"{today} - s.n * 13 % 1500"
    raw.execute(
        f"{numbers} INSERT INTO quote (id, {_STAMPS}, deleted_at, number, version_no, first_id,"
        " is_latest, customer_id, owner_id, title, status, quote_day, valid_until_day, currency,"
        " includes_tax, discount_kind, discount_value, terms, note, amount_minor, reduced_minor,"
        f" net_minor, tax_minor, total_minor, reason) SELECT s.n, {_AT} + s.n, 1, {_AT} + s.n, 1,"
        f" 1, CASE WHEN s.n % 997 = 0 THEN {_AT} END, 'BJ-202611-' || s.n, 1, s.n, s.n % 5 > 0,"
        f" holder.id, holder.owner_id, '报价' || s.n, {status} ELSE 'accepted' END, {day},"
        f" {day} + 30, 'CNY', 1, 'none', 0, '', '', {worth}, 0, {worth}, 0, {worth}, ''"
        f" FROM s CROSS JOIN holder ON holder.n = s.n * 7919 % {held}"
    )


def _opportunities(raw: sqlite3.Connection, today: int) -> None:
    numbers, held = _numbers(raw)
    stages = [row[0] for row in raw.execute("SELECT id FROM pipeline_stage ORDER BY position")]
    (pipeline,) = raw.execute("SELECT id FROM pipeline WHERE is_default").fetchone()
    stage = " ".join(f"WHEN {at} THEN {key}" for at, key in enumerate(stages))
    state = "CASE s.n % 10 WHEN 0 THEN 'lost' WHEN 1 THEN 'won' WHEN 2 THEN 'won' ELSE 'open' END"
    raw.execute(
        f"{numbers} INSERT INTO opportunity (id, {_STAMPS}, customer_id, name, pipeline_id,"
        " stage_id, stage_since, state, owner_id, kind, amount_minor, currency, reported_minor,"
        " expected_day, competitors, people, next_step, next_day, note, closed_day, close_reason,"
        f" review) SELECT s.n, {_AT} + s.n, 1, {_AT} + s.n, 1, 1, holder.id, '项目' || s.n,"
        f" {pipeline}, CASE s.n * 7919 % {len(stages)} {stage} END,"
        f" {_AT} - s.n % 40 * {_DAY}, {state}, holder.owner_id, 'new', s.n * 7907 % 90000000,"
        f" 'CNY', s.n * 7907 % 90000000, {today} + s.n * 13 % 200 - 20, '[]', '[]', '发方案',"
        f" {today} + s.n % 30 - 3, '', CASE WHEN s.n % 10 < 3 THEN {today} - s.n % 90 END, '', ''"
        f" FROM s CROSS JOIN holder ON holder.n = s.n * 7919 % {held}"
    )
    raw.execute(f"UPDATE opportunity SET deleted_at = {_AT} WHERE id % 997 = 0 AND state <> 'open'")
    raw.execute(
        "INSERT INTO opportunity_stay (opportunity_id, stage_id, since, until, person_id)"
        " SELECT id, stage_id, stage_since, NULL, 1 FROM opportunity"
    )
    raw.execute(
        "INSERT INTO period_fact (period_id, kind, subject_id, day, detail)"
        f" SELECT holder.period_id, 'opportunity', opportunity.id, {today}, '' FROM opportunity"
        " JOIN holder ON holder.id = customer_id WHERE state = 'open'"
    )


def _orders(raw: sqlite3.Connection, today: int) -> None:
    numbers, held = _numbers(raw)
    status = "CASE s.n % 20 WHEN 0 THEN 'draft' WHEN 1 THEN 'void' ELSE 'confirmed' END"
    # The first customer of the rep has one order of forty.
    whose = f"CASE WHEN s.n % {SOLD // OF_ONE} = 3 THEN 0 ELSE s.n * 7919 % {held} END"
    worth = "s.n * 7907 % 9000000 + 100"
    raw.execute(
        f"{numbers} INSERT INTO sales_order (id, {_STAMPS}, number, customer_id, owner_id, title,"
        " status, order_day, due_day, currency, includes_tax, discount_kind, discount_value,"
        " terms, note, amount_minor, reduced_minor, net_minor, tax_minor, total_minor,"
        f" returned_minor, confirmed_day, reason) SELECT s.n, {_AT} + s.n, 1, {_AT} + s.n, 1, 1,"
        f" 'DD-202611-' || s.n, holder.id, holder.owner_id, '订单' || s.n, {status},"
        f" {today} - s.n % 300, {today} - s.n % 300 + 20, 'CNY', 1, 'none', 0, '', '', {worth}, 0,"
        f" {worth}, 0, {worth}, 0, CASE WHEN s.n % 20 > 1 THEN {today} - s.n % 300 END, ''"
        f" FROM s CROSS JOIN holder ON holder.n = {whose}"
    )
    raw.execute(
        "INSERT INTO order_line (order_id, position, code, name, unit, quantity_milli,"
        " unit_price_minor, discount_share, tax_share, note, cost_minor, amount_minor,"
        " reduced_minor, net_minor, tax_minor, total_minor, delivered_milli, returned_milli,"
        " returned_minor) SELECT id, 1, '', '仪器', '台', 1000, total_minor, 0, 0, '',"
        " total_minor / 2, total_minor, 0, total_minor, 0, total_minor,"
        " CASE WHEN id % 3 THEN 1000 ELSE 0 END, 0, 0 FROM sales_order"
    )


def _payments(raw: sqlite3.Connection, today: int) -> None:
    counts = "status = 'confirmed' AND id % 4"
    raw.execute(
        f"INSERT INTO payment (id, {_STAMPS}, number, customer_id, owner_id, kind, day, currency,"
        " amount_minor, method, payer, reference, note)"
        f" SELECT id, {_AT} + id, 1, {_AT} + id, 1, 1, 'HK-202611-' || id, customer_id, owner_id,"
        f" 'receipt', min({today}, order_day + 10), 'CNY',"
        " CASE WHEN id % 5 THEN total_minor ELSE total_minor / 3 END, 'transfer', '', '', ''"
        f" FROM sales_order WHERE {counts}"
    )
    raw.execute(
        "INSERT INTO payment_split (payment_id, position, order_id, amount_minor)"
        " SELECT id, 1, id, amount_minor FROM payment"
    )
    raw.execute(
        f"INSERT INTO payment_plan ({_STAMPS}, customer_id, order_id, kind, due_day, amount_minor,"
        f" note) SELECT {_AT}, 1, {_AT}, 1, 1, customer_id, id, 'instalment', order_day + 30,"
        " total_minor / 2, '' FROM sales_order WHERE status = 'confirmed' AND id % 50 = 0"
    )
