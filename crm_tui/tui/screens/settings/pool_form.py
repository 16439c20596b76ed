"""A pool: all that is set of it, but its members, rules, routes and limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.widget import Widget

from crm_tui.domain.events import Changed
from crm_tui.domain.pools import BOUNDS, OPTIONAL, AssignMode, PoolDetail, PoolFields
from crm_tui.i18n import _
from crm_tui.presentation.pool_settings import minute_text
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.operations import EVERYTHING, operations_of
from crm_tui.tui.screens.form_choices import enum_choices, yes_or_no
from crm_tui.tui.screens.forms import FormScreen, group
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import TextField

_NAME_LIMIT = 100
_DESCRIPTION_LIMIT = 500
_TIME = re.compile(r"(\d{1,2})[:：]?(\d{2})?")
_NUMBERS = (
    "daily_limit",
    "cool_off_return_days",
    "cool_off_reclaim_days",
    "new_closed_hours",
    "reveal_limit",
    "lock_limit",
    "lock_days",
    "extension_days",
)
_HOURS_A_DAY = 24
_MINUTES_AN_HOUR = 60


class PoolForm(FormScreen):
    """A new pool, or the settings of one."""

    def __init__(self, session: Session, detail: PoolDetail | None) -> None:
        title = _("New pool")
        if detail is not None:
            title = _("Pool · {name}").format(name=name_in_sentence(detail.fields.name))
        name = "pool" if detail is None else f"pool-{detail.id}"
        super().__init__(session, title, draft_name=name)
        self._detail = detail
        self._fields = PoolFields(name="") if detail is None else detail.fields

    def compose_fields(self) -> ComposeResult:
        """Yield what the pool is called and how it gives its customers out."""
        fields = self._fields
        yield TextField(
            field_label("name"), fields.name, required=True, limit=_NAME_LIMIT, id="name"
        )
        yield TextField(
            _("About"),
            fields.description,
            limit=_DESCRIPTION_LIMIT,
            placeholder=_("what it is for"),
            id="description",
        )
        yield ChoiceField(
            _("Switched on"), yes_or_no(), fields.enabled, required=True, id="enabled"
        )
        yield ChoiceField(
            _("Given out"),
            enum_choices(AssignMode),
            fields.assign_mode,
            required=True,
            id="assign_mode",
        )

    def groups_below(self) -> Iterable[Sequence[Widget]]:
        """Return the numbers, by what they are about."""
        yield group(
            _("Claiming"),
            (
                self._number("daily_limit", _("Claims a day"), off=_("no limit a day")),
                self._number(
                    "cool_off_return_days", _("Return days"), zero=_("can be had again at once")
                ),
                self._number(
                    "cool_off_reclaim_days", _("Reclaim days"), zero=_("can be had again at once")
                ),
            ),
        )
        yield group(
            _("Opening"),
            (
                self._number("new_closed_hours", _("New ones (h)"), off=_("open at once")),
                TextField(
                    _("Reclaimed ones"),
                    minute_text(self._fields.reclaimed_opens_minute) or "",
                    placeholder=_("open at once; 9:00 is the next working day at nine"),
                    why_wrong=_time_fault,
                    id="reclaimed_opens_minute",
                ),
            ),
        )
        yield group(
            _("Numbers hidden until claimed"),
            (
                ChoiceField(
                    _("Hidden"),
                    yes_or_no(),
                    self._fields.masks_contacts,
                    required=True,
                    id="masks_contacts",
                ),
                self._number("reveal_limit", _("Looks a day"), off=_("no limit a day")),
            ),
        )
        yield group(
            _("Locks and more days"),
            (
                self._number("lock_limit", _("Locks each"), zero=_("nobody may lock")),
                self._number("lock_days", _("Lock days"), zero=_("nobody may lock")),
                self._number(
                    "extension_days", _("Extension days"), zero=_("nobody gets more days")
                ),
            ),
        )

    def _number(self, name: str, label: str, *, off: str = "", zero: str = "") -> NumberField:
        least, greatest = BOUNDS[name]
        return NumberField(
            label,
            getattr(self._fields, name),
            least=least,
            greatest=greatest,
            off=off if name in OPTIONAL else "",
            zero=zero or _("none at all"),
            id=name,
        )

    def save(self) -> None:
        """Save the pool."""
        changes: dict[str, object] = {
            name: self.query_one(f"#{name}", NumberField).number for name in _NUMBERS
        }
        for name in ("enabled", "masks_contacts", "assign_mode"):
            changes[name] = self.query_one(f"#{name}", ChoiceField).value
        changes["description"] = self.query_one("#description", TextField).value
        opens = self.query_one("#reclaimed_opens_minute", TextField).value
        changes["reclaimed_opens_minute"] = _minute_in(opens)
        name, session, detail = self.query_one("#name", TextField).value, self.session, self._detail

        def write() -> Changed:
            settings, actor = session.crm.pool_settings, session.actor
            if detail is None:
                settings.add(actor, name, changes)
                return EVERYTHING
            return settings.edit(actor, detail.id, {"name": name, **changes})

        def saved(changed: Changed) -> None:
            said = _("Saved the pool “{name}”").format(name=name_in_sentence(name))
            if detail is None:
                said += " · " + _("m says who belongs to it, r by which rules it takes back")
            operations_of(self).tell(said)
            self.leave(changed)

        self.store(write, saved)


def _minute_in(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    return int(found[1]) * _MINUTES_AN_HOUR + int(found[2] or 0)


def _time_fault(text: str) -> str | None:
    found = _TIME.fullmatch(text)
    is_time = (
        found is not None and int(found[1]) < _HOURS_A_DAY and int(found[2] or 0) < _MINUTES_AN_HOUR
    )
    return None if is_time else _("Write a time as 9:00.")
