"""Ask for a day of a customer worth a reminder, 公历 or 农历; what was understood stands below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import on

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.days import day_of
from crm_tui.domain.identifiers import ContactId
from crm_tui.domain.key_dates import (
    KeyDateFields,
    KeyDateKind,
    KeyDateRow,
    KeyDateSource,
    KeyDay,
    Repeat,
)
from crm_tui.domain.key_days import key_day_on, parse_key_day
from crm_tui.domain.lead_times import parse_lead_times
from crm_tui.domain.moments import Moment
from crm_tui.i18n import _
from crm_tui.presentation.key_dates import key_day_words, understood_key_day
from crm_tui.presentation.words import field_label
from crm_tui.tui.screens.form_choices import contact_choices, enum_choices, read_moment, yes_or_no
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import FormField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

_TITLE_LIMIT = 200
_NOTE_LIMIT = 500
_DAY_LIMIT = 40


class KeyDayField(TextField):
    """A day of each year, of each month, or once; the line below says which day that is."""

    def __init__(self, session: Session, row: KeyDateRow | None) -> None:
        self._session = session
        self._stored = None if row is None else row.fields.on
        self._first = "" if row is None else key_day_words(row.fields.on)
        super().__init__(
            field_label("key_day"),
            self._first,
            required=True,
            limit=_DAY_LIMIT,
            placeholder=_("05-01, 1990-05-01, lunar 8-15, 15"),
            id="key_day",
        )

    @property
    def on_day(self) -> KeyDay | None:
        """The day that is meant, None while it is none."""
        written = self.value
        if self._stored is not None and written == self._first:
            return self._stored
        repeat = _chosen(self, "repeat")
        if repeat is Repeat.ONCE:
            said = read_moment(self._session, written)
            if not isinstance(said, Moment):
                return None
            return KeyDay(once_day=day_of(said.instant, self._session.zone))
        is_lunar = _chosen(self, "lunar") is True
        often = repeat if isinstance(repeat, Repeat) else Repeat.YEARLY
        found = parse_key_day(written, is_lunar=is_lunar, repeat=often)
        if found is not None or written.isdecimal():
            return found
        return self._as_spoken(written, is_lunar=is_lunar, repeat=often)

    def _as_spoken(self, written: str, *, is_lunar: bool, repeat: Repeat) -> KeyDay | None:
        said = read_moment(self._session, written)
        if not isinstance(said, Moment) or said.has_time:
            return None
        today = self._session.today
        return key_day_on(said.day, self._kind, today=today, is_lunar=is_lunar, repeat=repeat)

    @property
    def _kind(self) -> KeyDateKind:
        kind = _chosen(self, "kind")
        return kind if isinstance(kind, KeyDateKind) else KeyDateKind.OTHER

    def why_wrong(self) -> str | None:
        """Return that there is no such day."""
        if self.on_day is None:
            return _("There is no such day; write 05-01, 1990-05-01 or lunar 8-15.")
        return None

    def hint(self) -> str:
        """Return the day that was understood, and when it comes next."""
        on = self.on_day if self.value else None
        if on is None:
            return ""
        return understood_key_day(KeyDateFields(self._kind, on), self._session.today)


def _chosen(field: FormField[Any], name: str) -> object:
    found = field.screen.query(f"#{name}")
    return found.first(ChoiceField).value if found else None


class KeyDateDialog(FormDialog):
    """All that is said of a key date; of one that follows a field only what is its own."""

    def __init__(
        self, session: Session, contacts: Sequence[ContactRow], row: KeyDateRow | None = None
    ) -> None:
        self._session = session
        self._row = row
        self._contacts = contacts
        title = _("New key date") if row is None else _("Change key date")
        super().__init__(title, self._fields, _("Save"))

    @property
    def _follows(self) -> bool:
        return self._row is not None and self._row.source is not KeyDateSource.ENTERED

    def _fields(self) -> list[FormField[Any]]:
        fields = None if self._row is None else self._row.fields
        own = [] if self._follows else self._day_fields(fields)
        return [
            *own,
            TextField(
                _("About"), "" if fields is None else fields.title, limit=_TITLE_LIMIT, id="title"
            ),
            TextField(
                field_label("lead_days"),
                " ".join((fields.lead_times or ()) if fields else ()),
                limit=60,
                placeholder=_("30d 7d 0, 1w, 1m; empty for those of its kind"),
                why_wrong=_leads_fault,
                id="lead_days",
            ),
            TextField(
                field_label("note"), "" if fields is None else fields.note, limit=_NOTE_LIMIT,
                id="note",
            ),
        ]  # fmt: skip

    def _day_fields(self, fields: KeyDateFields | None) -> list[FormField[Any]]:
        kind = KeyDateKind.BIRTHDAY if fields is None else fields.kind
        on = None if fields is None else fields.on
        people: list[FormField[Any]] = []
        if self._contacts:
            held = None if fields is None else fields.contact_id
            known = next((each for each in self._contacts if each.id == held), None)
            people = [
                ChoiceField(_("Of whom"), contact_choices(self._contacts), known, id="contact")
            ]
        return [
            ChoiceField(_("Kind"), enum_choices(KeyDateKind), kind, required=True, id="kind"),
            *people,
            ChoiceField(_("Lunar"), yes_or_no(), on is not None and on.is_lunar, id="lunar"),
            ChoiceField(
                _("How often"),
                enum_choices(Repeat),
                Repeat.YEARLY if on is None else on.repeat,
                required=True,
                id="repeat",
            ),
            KeyDayField(self._session, self._row),
        ]

    @on(FormField.Changed, "#lunar, #repeat, #kind")
    def _read_day_anew(self) -> None:
        field = self.query_one(KeyDayField)
        if field.value:
            field.check()

    def action_save(self) -> None:
        """Answer with the values, and with the day as it was understood."""
        if not self._form.check():
            return
        values: Values = {each.id or "": each.value for each in self._form.fields}
        if not self._follows:
            values = {**values, "on": self.query_one(KeyDayField).on_day}
        self.dismiss(values)


def fields_of(values: Values) -> dict[str, object]:
    """Return what was typed as the fields of a key date, by their names."""
    lead_times = str(values["lead_days"] or "")
    found: dict[str, object] = {
        "title": values["title"],
        "lead_times": parse_lead_times(lead_times) if lead_times else None,
        "note": values["note"],
    }
    if "on" in values:
        contact = values.get("contact")
        contact_id: ContactId | None = contact.id if isinstance(contact, ContactRow) else None
        found |= {"kind": values["kind"], "on": values["on"], "contact_id": contact_id}
    return found


def _leads_fault(text: str) -> str | None:
    if parse_lead_times(text) is None:
        return _("Write 30d 7d 0, 1w or 1m; six at most, within a year.")
    return None
