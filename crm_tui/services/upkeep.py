"""The day's upkeep: rules that look at the whole office once a day, or once a month."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.db.queries import upkeep
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.days import day_of
from crm_tui.domain.level_reviews import month_of
from crm_tui.domain.users import Actor, Road
from crm_tui.services import customer_types, level_reviews
from crm_tui.services.deliveries import pruning
from crm_tui.values import dataclass

CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class UpkeepReport:
    """What a run of the upkeep did."""

    at_risk: int = 0
    """Customers that are newly at risk of being lost."""
    levels: int = 0
    """Levels that are newly proposed."""
    pruned: int = 0
    """Deliveries that were over for long and are gone from the log."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Runs the rules that are due, whoever's program notices that it is time."""

    database: Database

    def is_due(self) -> bool:
        """Return whether a rule has not run yet today; a few index seeks."""
        now = self.database.clock.now()
        with self.database.glancing() as connection:
            found = upkeep.glance(connection)
        if now < found.latest - CLOCK_TOLERANCE:
            return False
        today = day_of(now, found.zone)
        return found.typed_day != today or found.reviewed_month != month_of(today)

    def run(self, actor: Actor) -> UpkeepReport:
        """Apply what is due in short transactions; any number of programs may do it at once."""
        if not self.is_due():
            return UpkeepReport()
        as_system = Actor(actor.user_id, Road.SWEEP)
        return UpkeepReport(
            at_risk=customer_types.apply_due(self.database, as_system),
            levels=level_reviews.apply_due(self.database, as_system),
            pruned=pruning.apply_due(self.database, as_system),
        )
