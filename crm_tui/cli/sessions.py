"""One run of a command: who acts, on which database, in which zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING

import typer

from crm_tui.cli.output import Form, Output, say
from crm_tui.clock import Clock
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId, written_id
from crm_tui.domain.text import clean
from crm_tui.errors import CrmError, DatabaseUnavailableError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.key_rows import KeyRow
from crm_tui.settings import Settings
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from crm_tui.bootstrap import Crm
    from crm_tui.domain.users import Actor
    from crm_tui.presentation.columns import Moment
    from crm_tui.presentation.json_shapes import Shapes


def no_keys(_settings: Settings) -> Sequence[KeyRow]:
    """Return no keys, for a program without screens."""
    return ()


@dataclass(slots=True)
class Invocation:
    """What was said before the command, and how the program was started."""

    settings: Settings
    open_screens: Callable[[Settings], int]
    clock: Clock | None = None
    form: Form = Form.TABLE
    key_rows: Callable[[Settings], Sequence[KeyRow]] = no_keys
    """The keys of the screens, which the command line knows nothing of."""


def invocation_of(context: typer.Context) -> Invocation:
    """Return what the root of the command line knows."""
    found = context.find_root().obj
    if not isinstance(found, Invocation):
        raise TypeError("the command line was not started by run()")
    return found


def output_of(context: typer.Context, *, as_json: bool = False, as_csv: bool = False) -> Output:
    """Return the output in the form asked for, before or after the command."""
    if as_json:
        return Output(Form.JSON)
    return Output(Form.CSV if as_csv else invocation_of(context).form)


@dataclass(frozen=True, slots=True)
class Session:
    """An open program, the person who acts, and the office's day."""

    crm: Crm
    actor: Actor
    login: str
    at: Moment
    currency: str
    _named: dict[UserId, str] = field(default_factory=dict)
    """What the people were called on the command line."""

    @property
    def now(self) -> datetime:
        """Return the instant at which the command began."""
        return self.at.now

    @property
    def zone(self) -> ZoneInfo:
        """Return the office's zone."""
        return self.at.zone

    def shapes(self) -> Shapes:
        """Return what makes JSON shapes in this office."""
        from crm_tui.presentation.json_shapes import Shapes  # noqa: PLC0415

        return Shapes(self.zone, self.at.today, self.currency, self.logins())

    def iso(self, instant: datetime | None) -> str | None:
        """Return an instant in the office's zone as programs read it, None for none."""
        from crm_tui.presentation.dates import iso  # noqa: PLC0415 - the words load only now

        return None if instant is None else iso(instant, self.zone)

    def logins(self) -> Mapping[UserId, str]:
        """Return the login of everybody."""
        return {row.id: row.login for row in self.crm.people.users(self.actor)}

    def customer(self, reference: str) -> CustomerId:
        """Return the customer that an id or an unambiguous name means."""
        return self.crm.customers.find(self.actor, clean(reference))

    def customer_in_batch(self, reference: str) -> CustomerId:
        """Return the customer for a batch, where an id out of sight is refused, not an error."""
        number = written_id(clean(reference))
        return self.customer(reference) if number is None else CustomerId(number)

    def pool(self, reference: str) -> PoolId:
        """Return the pool that an id or an unambiguous name means."""
        return self.crm.pools.find(self.actor, clean(reference))

    def user(self, reference: str) -> UserId:
        """Return the colleague that a login or an unambiguous name means."""
        found = self.crm.people.find(self.actor, clean(reference))
        self._named[found] = clean(reference)
        return found

    def name_person(self, error: CrmError) -> None:
        """Let an error about a person out of sight call them as the command line did."""
        if isinstance(error, NotFoundError) and error.kind == "user":
            number = written_id(error.reference)
            if number is not None:
                error.reference = self._named.get(UserId(number), error.reference)


@contextmanager
def opened_crm(context: typer.Context) -> Iterator[Crm]:
    """Open an office for one command and close it again, before it is known who acts.

    Raises DatabaseUnavailableError when it cannot be used.
    """
    # SQL and the words load only now, so that help and usage errors come at once.
    from crm_tui.bootstrap import open_crm  # noqa: PLC0415

    invocation = invocation_of(context)
    crm = open_crm(invocation.settings, invocation.clock)
    try:
        if crm.backup is not None:
            say(
                _("The database was brought up to date; the copy of before is {path}.").format(
                    path=crm.backup
                )
            )
        if not crm.offices.exists():
            raise DatabaseUnavailableError("no_office", str(crm.location))
        yield crm
        if crm.database.has_written:
            crm.seals.seal()
    finally:
        crm.close()


@contextmanager
def opened(context: typer.Context) -> Iterator[Session]:
    """Open the database for one command, and put on record what it may not, as an attempt.

    Raises as `looking` does.
    """
    with looking(context) as session:
        try:
            yield session
        except CrmError as error:
            session.name_person(error)
            _program, _space, command = context.command_path.partition(" ")
            number = next(filter(None, map(_number, context.params.values())), None)
            session.crm.audits.note_refused(session.actor, command, error, number)
            raise


def _number(typed: object) -> int | None:
    """Return the number of a record that was typed as an argument, None for anything else."""
    first = typed[0] if isinstance(typed, (list, tuple)) and typed else typed
    return written_id(clean(first)) if isinstance(first, str) else None


@contextmanager
def looking(context: typer.Context) -> Iterator[Session]:
    """Open the database for one command and close it again.

    Raises DatabaseUnavailableError when it cannot be used, UserNotChosenError when several people
    work here and none was named, SignInNeededError where one signs in first.
    """
    with opened_crm(context) as crm:
        from crm_tui.bootstrap import actor_for  # noqa: PLC0415 - as above
        from crm_tui.domain.users import Road  # noqa: PLC0415
        from crm_tui.presentation.columns import Moment  # noqa: PLC0415

        actor = actor_for(crm, invocation_of(context).settings, Road.SHELL)
        person, office, today = crm.offices.who(actor)
        at = Moment(crm.database.clock.now(), office.zone, today, office.work.rhythm_days)
        yield Session(crm, actor, person.login, at, office.currency)
