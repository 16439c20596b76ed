"""The office: its one row, its words, and who may sit down here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.db.queries import dictionaries, offices, sign_ins
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.events import Changed, OfficeChanged
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.offices import CHANGEABLE, LARGEST_SETTING, YES_OR_NO, Office
from crm_tui.domain.sign_ins import (
    POLICY_BOUNDS,
    POLICY_SETTINGS,
    OwnPasswordNeeded,
    SignInPolicy,
    policy_to_json,
)
from crm_tui.domain.text import clean
from crm_tui.domain.users import (
    Actor,
    Permission,
    Person,
)
from crm_tui.domain.work_settings import WorkSettings, to_json
from crm_tui.errors import FieldError, RefusedError
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.services.founding import OfficePlan


@dataclass(frozen=True, slots=True)
class Offices:
    """The office: its one row, its words, and who may sit down here."""

    database: Database

    def exists(self) -> bool:
        """Return whether this database has an office."""
        return self.database.has_office()

    def set_up(self, plan: OfficePlan) -> UserId:
        """Make an empty office with one pool and its administrator; return who that is.

        Raises FieldError for a bad login, name or zone, NotEmptyError where an office exists.
        """
        # Once in the life of a database: no other start waits for what it needs.
        from crm_tui.services.founding import found_office  # noqa: PLC0415

        return found_office(self.database, plan)

    def people(self) -> list[tuple[UserId, str, str]]:
        """Return (id, login, name) of everybody who may work here."""
        return self.database.people()

    def who(self, actor: Actor) -> tuple[Person, Office, int]:
        """Return the person, the office, and the business day."""
        with self.database.reading(actor) as view:
            return view.person, view.office, view.today

    def words(self, actor: Actor, kind: DictionaryKind | None = None) -> list[DictionaryItem]:
        """Return the office's words, of one list or of all."""
        with self.database.reading(actor) as view:
            return dictionaries.items(view.connection, kind)

    @operation(Permission.MANAGE_OFFICE)
    def change(self, actor: Actor, changes: Mapping[str, object]) -> Changed:
        """Change settings of the office: those of `domain.offices.CHANGEABLE`, and its work's.

        What times the work (`domain.work_forms.WORK_SETTINGS`) and what a match of duplicates
        means (`domain.duplicates.LEVEL_SETTINGS`) are given as a person writes them; what is asked
        of those who sign in is in `domain.sign_ins.POLICY_SETTINGS`. Raises FieldError for an
        unknown setting or a value that cannot be, RefusedError where who requires passwords has
        none.
        """
        # Settings are changed now and then; the office is read at every start.
        from crm_tui.domain.duplicates import LEVEL_SETTINGS  # noqa: PLC0415
        from crm_tui.domain.work_forms import WORK_SETTINGS  # noqa: PLC0415

        timed = {name: value for name, value in changes.items() if name in WORK_SETTINGS}
        weighed = {name: value for name, value in changes.items() if name in LEVEL_SETTINGS}
        asked = {name: value for name, value in changes.items() if name in POLICY_SETTINGS}
        others = {*timed, *weighed, *asked}
        checked = {
            name: _checked_setting(name, value)
            for name, value in changes.items()
            if name not in others
        }
        with self.database.writing(actor) as unit:
            before = {name: getattr(unit.office, name) for name in checked}
            if timed:
                before["work"] = to_json(unit.office.work)
                checked["work"] = to_json(_with_work(unit.office.work, timed))
            if weighed:
                before["duplicates"] = dict(unit.office.duplicates)
                checked["duplicates"] = _with_levels(unit.office.duplicates, weighed)
            if asked:
                before["sign_in"] = policy_to_json(unit.office.sign_in)
                checked["sign_in"] = policy_to_json(_with_policy(unit, asked))
            if before != checked:
                offices.change_office(unit.connection, checked)
                unit.record(OfficeChanged(before=before, after=checked))
        return unit.changed


def _with_work(work: WorkSettings, timed: Mapping[str, object]) -> WorkSettings:
    from crm_tui.domain.work_forms import read_setting, why_not_setting  # noqa: PLC0415

    values: dict[str, object] = {}
    for name, written in timed.items():
        value = read_setting(name, clean(str(written)))
        if value is None:
            raise FieldError(name, why_not_setting(name), str(written)[:40])
        values[name] = value
    return replace(work, **values)  # type: ignore[arg-type]  # each form reads its field's type


def _with_policy(unit: Unit, asked: Mapping[str, object]) -> SignInPolicy:
    values: dict[str, object] = {}
    for name, value in asked.items():
        if name not in POLICY_BOUNDS:
            values[name] = bool(value)
            continue
        least, greatest = POLICY_BOUNDS[name]
        if not isinstance(value, int) or not least <= value <= greatest:
            raise FieldError(name, "out_of_range", str(value)[:20])
        values[name] = value
    policy: SignInPolicy = replace(unit.office.sign_in, **values)  # type: ignore[arg-type]  # of its fields' types
    is_new = policy.passwords_required and not unit.office.sign_in.passwords_required
    if is_new and sign_ins.password_of(unit.connection, unit.person.user_id) is None:
        raise RefusedError(OwnPasswordNeeded(unit.person.name))
    return policy


def _with_levels(stored: Mapping[str, str], weighed: Mapping[str, object]) -> dict[str, str]:
    from crm_tui.domain.duplicates import (  # noqa: PLC0415 - as above
        SETTING_PREFIX,
        levels_from_json,
        levels_to_json,
        read_level,
    )

    levels = levels_from_json(stored)
    for name, written in weighed.items():
        level = read_level(name, clean(str(written)))
        if level is None:
            raise FieldError(name, "not_one_of", str(written)[:40])
        levels = replace(levels, **{name.removeprefix(SETTING_PREFIX): level})
    return levels_to_json(levels)


def _checked_setting(name: str, value: object) -> object:
    if name not in CHANGEABLE:
        raise FieldError(name, "unknown")
    if name == "name":
        return checked_name(str(value))
    if name in YES_OR_NO:
        return bool(value)
    if value is None and name == "holding_limit":
        return None
    if not isinstance(value, int) or not 0 <= value <= LARGEST_SETTING:
        raise FieldError(name, "out_of_range", str(value)[:20])
    return value


def checked_login(login: str) -> str:
    """Return a login fit to type in a shell; raise FieldError otherwise."""
    cleaned = clean(login)
    if not cleaned:
        raise FieldError("login", "required")
    if len(cleaned) > 64 or not all(c.isalnum() or c in "._-@" for c in cleaned):
        raise FieldError("login", "bad_login", login)
    return cleaned


def checked_name(name: str) -> str:
    """Return a person's name; raise FieldError when it is empty or too long."""
    cleaned = clean(name)
    if not cleaned:
        raise FieldError("name", "required")
    if len(cleaned) > 100:
        raise FieldError("name", "too_long", name[:20], limit=100)
    return cleaned


def checked_zone(zone: str) -> ZoneInfo:
    """Return a time zone that exists; raise FieldError otherwise."""
    written = clean(zone)
    try:
        return ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FieldError("zone", "unknown", written) from error
