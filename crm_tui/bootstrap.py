"""Put the program together; the only module that knows every layer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.clock import Clock, SystemClock
from crm_tui.db.engine import Location, create_file, locate, why_not_openable
from crm_tui.db.migrations import SCHEMA_VERSION, migrate, stored_version
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import DatabaseUnavailableError, NotFoundError, UserNotChosenError
from crm_tui.services.calendars import Calendars
from crm_tui.services.customers import Customers
from crm_tui.services.deals import Deals
from crm_tui.services.disputes import Disputes
from crm_tui.services.follow_ups import FollowUps
from crm_tui.services.handovers import Handovers
from crm_tui.services.history import History
from crm_tui.services.leaves import Leaves
from crm_tui.services.movements import Movements
from crm_tui.services.offices import Offices
from crm_tui.services.overviews import Overviews
from crm_tui.services.ownerships import Ownerships
from crm_tui.services.people import People
from crm_tui.services.pool_settings import PoolSettings
from crm_tui.services.pools import Pools
from crm_tui.services.receivers import Receivers
from crm_tui.services.reveals import Reveals
from crm_tui.services.rules import Rules
from crm_tui.services.standings import Standings
from crm_tui.services.sweeps import Sweeps
from crm_tui.services.tasks import Tasks
from crm_tui.services.teams import Teams
from crm_tui.services.today import Days
from crm_tui.settings import Settings

if TYPE_CHECKING:
    from crm_tui.services.imports import Imports
    from crm_tui.services.sample_data import Samples


@dataclass(frozen=True, slots=True)
class Crm:
    """The whole program without a face: its services over one open database."""

    database: Database
    offices: Offices
    people: People
    leaves: Leaves
    customers: Customers
    pools: Pools
    pool_settings: PoolSettings
    rules: Rules
    movements: Movements
    handovers: Handovers
    disputes: Disputes
    overviews: Overviews
    receivers: Receivers
    ownerships: Ownerships
    sweeps: Sweeps
    calendars: Calendars
    follow_ups: FollowUps
    teams: Teams
    deals: Deals
    standings: Standings
    reveals: Reveals
    tasks: Tasks
    days: Days
    history: History
    backup: Path | None = None
    """The copy made before a migration, when this start ran one."""

    # Neither belongs to a usual start, so neither is loaded by one.
    @property
    def imports(self) -> Imports:
        """The import of files."""
        from crm_tui.services.imports import Imports  # noqa: PLC0415

        return Imports(self.database)

    @property
    def samples(self) -> Samples:
        """The sample office."""
        from crm_tui.services.sample_data import Samples  # noqa: PLC0415

        return Samples(self.database)

    @property
    def location(self) -> Location:
        """Return where the database is."""
        return self.database.location

    def change_counter(self) -> int:
        """Return a number that differs when another program has committed since."""
        return self.database.change_counter()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def database_exists(settings: Settings) -> bool:
    """Return whether the chosen database can be opened; raise for a path that never could."""
    location = locate(settings.database)
    if location.path is None:
        return stored_version(location) > 0
    reason = why_not_openable(location.path)
    if reason in {"missing", "no_folder"}:
        return False
    if reason is not None:
        raise DatabaseUnavailableError(reason, str(location))
    return location.path.stat().st_size > 0


def open_crm(settings: Settings, clock: Clock | None = None, *, create: bool = False) -> Crm:
    """Open the program on its database, migrating it first when it is of an older version.

    With `create` a missing file is made, readable by its owner only. Raises
    DatabaseUnavailableError with the reason when it cannot be used.
    """
    clock = clock or SystemClock()
    location = locate(settings.database)
    if location.path is not None:
        reason = why_not_openable(location.path)
        if create and reason in {"missing", "no_folder"}:
            create_file(location.path)
        elif reason is not None:
            raise DatabaseUnavailableError(reason, str(location))
    backup = None
    if stored_version(location) != SCHEMA_VERSION:
        backup = migrate(location, now=clock.now())
    return assemble(Database(location, clock), backup)


def assemble(database: Database, backup: Path | None = None) -> Crm:
    """Return the services over a database that is open and current."""
    return Crm(
        database=database,
        offices=Offices(database),
        people=People(database),
        leaves=Leaves(database),
        customers=Customers(database),
        pools=Pools(database),
        pool_settings=PoolSettings(database),
        rules=Rules(database),
        movements=Movements(database),
        handovers=Handovers(database),
        disputes=Disputes(database),
        overviews=Overviews(database),
        receivers=Receivers(database),
        ownerships=Ownerships(database),
        sweeps=Sweeps(database),
        calendars=Calendars(database),
        follow_ups=FollowUps(database),
        teams=Teams(database),
        deals=Deals(database),
        standings=Standings(database),
        reveals=Reveals(database),
        tasks=Tasks(database),
        days=Days(database),
        history=History(database),
        backup=backup,
    )


def actor_for(crm: Crm, settings: Settings, road: Road) -> Actor:
    """Return who acts: the named one, the one remembered for this database, or the only one.

    Raises UserNotChosenError when several people work here and none was named, NotFoundError
    when the named one does not.
    """
    people = crm.offices.people()
    wish = settings.user or settings.people.get(str(crm.location))
    if wish is not None:
        found = next((each for each in people if each[1] == wish), None)
        if found is not None:
            return Actor(found[0], road)
        if settings.user is not None:
            raise NotFoundError("user", wish)
    if len(people) == 1:
        return Actor(people[0][0], road)
    raise UserNotChosenError([login for _, login, _ in people])
