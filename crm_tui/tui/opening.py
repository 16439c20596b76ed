"""What stands between the first paint and the screens: the database, and who sits here."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from crm_tui.clock import Clock, SystemClock
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import (
    CrmError,
    NotFoundError,
    SignInNeededError,
    TokenInvalidError,
    UserNotChosenError,
)
from crm_tui.i18n import current_language
from crm_tui.remembered import NotRememberedError
from crm_tui.settings import Settings, forget_person, remember_person
from crm_tui.tui.day import DayBegun, DayRead, read_day
from crm_tui.tui.early import EarlyAnswers
from crm_tui.tui.early_day import EarlyStart, stamp_of
from crm_tui.tui.late import LateCrm
from crm_tui.tui.session import Session
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.bootstrap import Crm
    from crm_tui.services.sign_ins import Proof

SAMPLE_CUSTOMERS = 300
"""How many customers the first start makes up."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What was not needed for the first rows."""

    day: DayRead | None
    """The whole day; None where it could not be read yet."""
    seen_change: int
    """Where the count of other programs' commits stood before it was read."""
    on_network: bool = False
    """Whether the database lies on a network drive."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody sits here, and this is their day, or what it begins with."""

    session: Session
    day: DayRead | DayBegun | None
    rest: Rest | Callable[[], Rest]
    """The rest, or what finds it in a worker once the first rows are on the screen."""


@dataclass(frozen=True, slots=True)
class NothingYet:
    """There is no office; perhaps there is a database without one."""

    crm: Crm | None


@dataclass(frozen=True, slots=True)
class WhoIsIt:
    """Several people work here, as (id, login, name), and none was chosen on this machine."""

    crm: Crm
    people: Sequence[tuple[UserId, str, str]]


@dataclass(frozen=True, slots=True)
class SignInNeeded:
    """Nothing is shown before somebody has signed in; `login` is who it may be."""

    crm: Crm
    login: str | None


Start = Ready | NothingYet | WhoIsIt | SignInNeeded


def open_database(
    settings: Settings, clock: Clock | None, early: EarlyAnswers | None = None
) -> Start:
    """Open what the settings name; call it in a worker.

    What was found early is taken where it is still so.

    Raises DatabaseUnavailableError with the reason when it cannot be used.
    """
    found = None if early is None else _found_early(early, settings, clock)
    if found is not None:
        return found
    from crm_tui.bootstrap import database_exists, open_crm  # noqa: PLC0415

    if not database_exists(settings):
        return NothingYet(None)
    crm = open_crm(settings, clock)
    if not crm.offices.exists():
        return NothingYet(crm)
    return identify(crm, settings)


def _found_early(early: EarlyAnswers, settings: Settings, clock: Clock | None) -> Ready | None:
    """Return the start that a copy of the process found, unless it is a former one by now."""
    start = early.take()
    if not isinstance(start, EarlyStart) or start.stamp != stamp_of(start.path):
        early.close()
        return None
    late = LateCrm(settings, clock)
    session = Session(
        cast("Crm", late),  # all that it is asked, the services answer
        start.actor,
        start.person,
        start.office,
        start.words,
        settings,
        clock or SystemClock(),
    )

    def rest() -> Rest:
        # Before it is asked whether anybody wrote: what others commit from here on is told.
        crm = late.open()
        seen_change = crm.change_counter()
        day = early.take()
        early.close()
        if not isinstance(day, DayRead) or start.stamp != stamp_of(start.path):
            day = _day_of(session)
        return Rest(day, seen_change, on_network=crm.network is not None)

    return Ready(session, start.day, rest)


def identify(crm: Crm, settings: Settings) -> Ready | WhoIsIt | SignInNeeded:
    """Return who sits here with their day, who it may be, or that a password is asked first."""
    from crm_tui.bootstrap import actor_for  # noqa: PLC0415

    try:
        actor = actor_for(crm, settings, Road.SCREEN)
    except UserNotChosenError:
        return WhoIsIt(crm, crm.offices.people())
    except SignInNeededError as error:
        return SignInNeeded(crm, error.login)
    return make_ready(crm, settings, actor)


def choose_person(crm: Crm, settings: Settings, user_id: UserId) -> Ready | WhoIsIt | SignInNeeded:
    """Return somebody who was chosen with their day, and remember them on this machine.

    Of who has a password it is asked first.
    """
    login = next(login for each, login, _name in crm.offices.people() if each == user_id)
    found = identify(crm, replace(settings, user=login))
    if isinstance(found, Ready):
        remember(crm, settings, login)
    return found


def sign_in(crm: Crm, settings: Settings, proof: Proof) -> Ready:
    """Let somebody in with their day, and remember it on this machine; call it in a worker.

    Raises what `SignIns.sign_in` does.
    """
    session = crm.sign_ins.sign_in(proof, Road.SCREEN, machine=platform.node())
    with suppress(NotRememberedError):  # it holds until the program ends
        settings.sessions.keep(str(crm.location), session.token)
    remember(crm, settings, session.login)
    shown = replace(settings, user=None, password=None, token=session.token)
    return make_ready(crm, shown, Actor(session.user_id, Road.SCREEN))


def change_password(session: Session, proof: Proof, *, keeps_others: bool) -> None:
    """Give whoever sits here another password, and let them go on; call it in a worker.

    Raises what `SignIns.change_password` does.
    """
    crm, settings = session.crm, session.settings
    found = crm.sign_ins.change_password(
        session.actor, proof, machine=platform.node(), keeps_others=keeps_others
    )
    session.shown.token = found.token
    with suppress(NotRememberedError):  # as above
        settings.sessions.keep(str(crm.location), found.token)


def is_still_let_in(session: Session) -> bool:
    """Return whether whoever sits here would be let in now; call it in a worker."""
    from crm_tui.bootstrap import actor_for  # noqa: PLC0415

    if session.settings.password is not None:
        return True  # compared at the start; each comparison is a sign-in of its own
    settings = session.settings
    shown = replace(
        settings,
        user=settings.user or session.person.login,
        token=session.shown.token or settings.token,
    )
    try:
        actor = actor_for(session.crm, shown, Road.SCREEN)
    except (SignInNeededError, TokenInvalidError, NotFoundError):
        return False
    return actor.user_id == session.actor.user_id


def sign_out(session: Session) -> Settings:
    """End what is remembered of whoever sits here; return the settings of a start that asks."""
    settings, location = session.settings, str(session.crm.location)
    token = session.shown.token or settings.token or settings.sessions.read(location)
    if token is not None:
        session.crm.sign_ins.sign_out(token, Road.SCREEN)
    return forgotten(session)


def forgotten(session: Session) -> Settings:
    """Forget on this machine who sits here; return the settings of a start that asks."""
    settings, location = session.settings, str(session.crm.location)
    settings.sessions.forget(location)
    with suppress(OSError):
        forget_person(settings, location)
    people = {name: login for name, login in settings.people.items() if name != location}
    return replace(settings, user=None, password=None, token=None, people=people)


def remember(crm: Crm, settings: Settings, login: str) -> None:
    """Keep who sits here; where nothing can be kept, the next start asks again."""
    with suppress(OSError):
        remember_person(settings, str(crm.location), login)


def make_ready(crm: Crm, settings: Settings, actor: Actor) -> Ready:
    """Return the session of an actor, and what their first screen shows."""
    # Before anything is read: what others commit from here on is told.
    seen_change = crm.change_counter()
    person, office, _today = crm.offices.who(actor)
    words = tuple(crm.offices.words(actor))
    session = Session(crm, actor, person, office, words, settings, crm.database.clock)
    day = _day_of(session)
    rest = Rest(day, seen_change, on_network=crm.network is not None)
    return Ready(session, day, rest)


def _day_of(session: Session) -> DayRead | None:
    try:
        return read_day(session)
    except CrmError:
        # The screen asks again, and says what the matter is.
        return None


@dataclass(frozen=True, slots=True)
class OfficeWish:
    """Who begins with an empty office."""

    name: str
    login: str


def make_office(
    settings: Settings, clock: Clock | None, wish: OfficeWish, *, crm: Crm | None
) -> Ready:
    """Make the database with an empty office; call it in a worker."""
    from crm_tui.bootstrap import open_crm  # noqa: PLC0415
    from crm_tui.services.founding import OfficePlan  # noqa: PLC0415

    crm = crm or open_crm(settings, clock, create=True)
    user_id = crm.offices.set_up(OfficePlan(wish.login, wish.name, current_language()))
    remember(crm, settings, wish.login)
    return make_ready(crm, settings, Actor(user_id, Road.SCREEN))


def make_samples(
    settings: Settings,
    clock: Clock | None,
    *,
    crm: Crm | None,
    told: Callable[[int, int], None],
) -> Ready | WhoIsIt | SignInNeeded:
    """Make the database with a sample office; call it in a worker.

    `told` hears how many of how many customers there are.
    """
    from crm_tui.bootstrap import open_crm  # noqa: PLC0415

    crm = crm or open_crm(settings, clock, create=True)
    crm.samples.fill(SAMPLE_CUSTOMERS, language=current_language(), progress=told)
    return identify(crm, settings)
