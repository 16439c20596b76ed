"""What must hold in every database at every commit, as questions whose answers are empty.

The numbers are those of the list at the end of docs/architecture.md.
"""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from tests import make

_ANSWERS: dict[str, str] = {
    "1 an owner is the owner of the one open period": """
        SELECT c.id FROM customer c LEFT JOIN ownership_period p
        ON p.customer_id = c.id AND p.ended_at IS NULL
        WHERE coalesce(c.owner_id, 0) != coalesce(p.owner_id, 0)
        OR coalesce(c.period_id, 0) != coalesce(p.id, 0)""",
    "1 nobody holds two open periods of a customer": """
        SELECT customer_id FROM ownership_period WHERE ended_at IS NULL
        GROUP BY customer_id HAVING count(*) > 1""",
    "1 a period that ended says when, how and when it was noticed": """
        SELECT id FROM ownership_period
        WHERE (ended_at IS NULL) != (how_ended IS NULL)
        OR (ended_at IS NULL) != (noticed_at IS NULL)
        OR (ended_at IS NULL) != (end_day IS NULL)
        OR noticed_at < ended_at OR ended_at < started_at""",
    "2 claims of a day stay within the pool's limit": """
        SELECT l.user_id, l.claims FROM claim_ledger l JOIN pool p ON p.id = l.pool_id
        WHERE l.claims > p.daily_limit""",
    "2 what somebody holds is counted right": """
        SELECT u.id, u.held, count(c.id) FROM app_user u LEFT JOIN customer c ON c.owner_id = u.id
        GROUP BY u.id HAVING u.held != count(c.id)""",
    "2 nobody holds more than a personal limit without an override": """
        SELECT u.id, u.held, l.maximum FROM app_user u
        JOIN holding_limit l ON l.level = 'user' AND l.subject_id = u.id AND l.pool_id IS NULL
        AND l.kind = 'general' AND l.counts_deal AND l.counts_locked
        WHERE u.held > l.maximum
        + (SELECT count(*) FROM limit_override o WHERE o.user_id = u.id)""",
    "5 every giving and taking has its event": """
        SELECT p.id, p.how_started FROM ownership_period p
        WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.customer_id = p.customer_id
        AND (e.at = p.started_at OR p.how_started = 'imported' AND e.kind = 'customer_created'))
        OR (p.noticed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event e
        WHERE e.customer_id = p.customer_id AND e.at = p.noticed_at))""",
    "a holder is counted whenever somebody else than the last one gets the customer": """
        SELECT c.id, c.holder_count FROM customer c WHERE c.holder_count != (
        SELECT count(*) FROM (SELECT owner_id, how_started, lag(owner_id) OVER (ORDER BY id) AS last
        FROM ownership_period WHERE customer_id = c.id AND coalesce(how_ended, '') != 'undone') held
        WHERE how_started NOT IN ('created', 'imported') AND owner_id != coalesce(last, 0))""",
    "what lies in a pool keeps no clock": """
        SELECT id FROM customer WHERE owner_id IS NULL AND (clock_day IS NOT NULL
        OR last_effective_day IS NOT NULL OR deciding != '' OR not_before_day IS NOT NULL
        OR rule_id IS NOT NULL OR locked_until_day IS NOT NULL OR extended_until_day IS NOT NULL
        OR period_id IS NOT NULL OR owned_since IS NOT NULL OR is_self_found)""",
    "what lies in a pool, and nothing else, knows since when": """
        SELECT id FROM customer
        WHERE (owner_id IS NULL AND standing = 'normal') != (pool_since IS NOT NULL)""",
    "what is owned has a clock and is neither closed, kept nor set aside": """
        SELECT id FROM customer WHERE owner_id IS NOT NULL AND (clock_day IS NULL
        OR owned_since IS NULL OR opens_at IS NOT NULL OR reserved_for_id IS NOT NULL
        OR deleted_at IS NOT NULL OR standing != 'normal')""",
    "what is set aside says so twice": """
        SELECT id FROM customer WHERE (deleted_at IS NULL) != (standing = 'normal')""",
    "a customer of nobody has no open task": """
        SELECT t.id FROM task t JOIN customer c ON c.id = t.customer_id
        WHERE t.done_at IS NULL AND t.deleted_at IS NULL AND c.deleted_at IS NOT NULL""",
    "a fact belongs to its own period": """
        SELECT f.id FROM period_fact f LEFT JOIN ownership_period p ON p.id = f.period_id
        WHERE p.id IS NULL""",
    "a contact belongs to a customer once at a time, and not further to the home one": """
        SELECT a.id FROM contact_affiliation a JOIN contact c ON c.id = a.contact_id
        WHERE a.until_day IS NULL AND a.deleted_at IS NULL
        AND (a.was_home OR a.customer_id = c.customer_id
        OR EXISTS (SELECT 1 FROM contact_affiliation b WHERE b.id != a.id
        AND b.until_day IS NULL AND b.deleted_at IS NULL AND b.contact_id = a.contact_id
        AND b.customer_id = a.customer_id))""",
    "what a contact left ended after it began and before the next time there": """
        SELECT a.id FROM contact_affiliation a WHERE a.deleted_at IS NULL
        AND (a.since_day > a.until_day
        OR EXISTS (SELECT 1 FROM contact_affiliation b WHERE b.id > a.id
        AND b.deleted_at IS NULL
        AND b.contact_id = a.contact_id AND b.customer_id = a.customer_id
        AND b.until_day IS NOT NULL AND coalesce(b.since_day, 0) < a.until_day))""",
    "a contact was at home at one customer after the other": """
        SELECT a.id FROM contact_affiliation a WHERE a.was_home
        AND EXISTS (SELECT 1 FROM contact_affiliation b WHERE b.id > a.id
        AND b.was_home AND b.contact_id = a.contact_id
        AND (b.since_day IS NULL OR b.since_day < a.until_day))""",
    "the birthday of a contact is a key date of the home customer": """
        SELECT k.id FROM key_date k JOIN contact c ON c.id = k.contact_id
        WHERE k.source = 'contact_birthday' AND k.customer_id != c.customer_id""",
    "a batch is never empty": """
        SELECT id FROM batch WHERE id NOT IN (SELECT batch_id FROM event)""",
}


def broken(crm: Crm) -> list[str]:
    """What does not hold, each with the rows that show it."""
    found = []
    for law, sql in _ANSWERS.items():
        rows = make.query(crm, sql)
        if rows:
            found.append(f"{law}: {rows[:5]}")
    return found + _deadlines_that_differ(crm)


def _deadlines_that_differ(crm: Crm) -> list[str]:
    """3: the day that is stored, hence shown and swept, is the one the rules give."""
    admin = make.admin(crm)
    found = []
    for (customer_id,) in make.query(crm, "SELECT id FROM customer WHERE owner_id IS NOT NULL"):
        told = crm.pools.why(admin, customer_id)
        promised = told.not_before_day or 0
        if told.last_day < told.today:
            continue  # over, though nobody noticed yet: later leave or rules revive nothing
        if told.last_day != max(told.protection.last_day, promised):
            found.append(
                f"3 customer {customer_id}: stored {told.last_day}, computed"
                f" {told.protection.last_day}, promised {promised}"
            )
    return found
