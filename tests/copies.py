"""Many customers where rows are enough."""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from crm_tui.db.raw import rows, run
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD
from crm_tui.domain.identifiers import CustomerId


def alike(crm: Crm, customer_id: CustomerId, number: int) -> list[CustomerId]:
    """A customer of somebody's and copies of it, so many in all: rows only, where many are needed.

    They are not found by searching; all that follows from holding them is there.
    """
    own = {"id", "period_id", "customer_id"}
    held, period = (
        ", ".join(sorted({*table.columns.keys()} - own)) for table in (CUSTOMER, OWNERSHIP_PERIOD)
    )
    ids = [customer_id]
    with crm.database.setting_up() as connection:
        for _ in range(number - 1):
            ((new,),) = rows(
                connection,
                f"INSERT INTO customer ({held}) SELECT {held} FROM customer WHERE id = ?"
                " RETURNING id",
                [customer_id],
            )
            ((opened,),) = rows(
                connection,
                f"INSERT INTO ownership_period (customer_id, {period}) SELECT ?, {period}"
                " FROM ownership_period WHERE customer_id = ? AND ended_at IS NULL RETURNING id",
                [new, customer_id],
            )
            run(connection, "UPDATE customer SET period_id = ? WHERE id = ?", [opened, new])
            ids.append(CustomerId(new))
        run(
            connection,
            "UPDATE app_user SET held = held + ? WHERE id ="
            " (SELECT owner_id FROM customer WHERE id = ?)",
            [number - 1, customer_id],
        )
    return ids
