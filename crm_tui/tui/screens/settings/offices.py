"""公司与规则: what holds for the whole office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult

from crm_tui.domain.duplicates import LEVEL_SETTINGS
from crm_tui.domain.events import Changed
from crm_tui.domain.leads.settings import OF_CLAIMING
from crm_tui.domain.offices import LARGEST_SETTING, YES_OR_NO, Office
from crm_tui.domain.sign_ins import POLICY_SETTINGS
from crm_tui.domain.users import Permission
from crm_tui.domain.work_forms import WORK_SETTINGS
from crm_tui.i18n import N_, _
from crm_tui.presentation.sign_ins import policy_told, policy_value
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.presentation.work_settings import written_in_words
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import yes_or_no
from crm_tui.tui.screens.forms import FormScreen, editor_of
from crm_tui.tui.screens.settings.lead_form import LeadForm, claiming_shown, claiming_told
from crm_tui.tui.screens.settings.level_form import LevelForm, level_shown, level_told
from crm_tui.tui.screens.settings.limits import LimitsScreen
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.screens.settings.phone_form import PhoneForm
from crm_tui.tui.screens.settings.policy_form import PolicyForm
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.screens.settings.work_form import WorkForm, work_told
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_NAME_LIMIT = 100
_NUMBERS = ("late_entry_days", "reserve_days", "opening_days")
_CHOICES = ("strict_contact", "owners_may_transfer")
_ELSEWHERE = (*WORK_SETTINGS, *OF_CLAIMING, *POLICY_SETTINGS, *LEVEL_SETTINGS)
"""What has forms of its own."""
_CHANGED_HERE = ("name", *_NUMBERS, *_CHOICES)

_SUSPECTS = "suspects"
"""No setting: the row leads to the customers that may be here twice."""

_TOLD = {
    _SUSPECTS: N_("Lists the customers that may be here twice, to merge them or say they differ."),
    "name": N_("What the office is called on exports and slips."),
    "zone": N_("Days begin and end in this zone; it was set once for good."),
    "currency": N_("Amounts are in this currency; it was set once for good."),
    "late_entry_days": N_(
        "A follow-up entered later than so many working days is kept, but moves no deadline."
    ),
    "reserve_days": N_(
        "A new customer beyond somebody's limit goes to the pool, kept for its finder so long."
    ),
    "opening_days": N_(
        "After the first data was brought in, nobody is taken back for so many days."
    ),
    "strict_contact": N_("Whether a customer can be saved without a person to talk to."),
    "owners_may_transfer": N_(
        "Whether somebody may pass a customer to a colleague without asking a manager."
    ),
}


@dataclass(frozen=True, slots=True)
class _Setting:
    """One setting in the list."""

    id: int
    name: str
    value: str


class OfficeList(SettingsList[_Setting]):
    """The settings of the office."""

    id = "office"
    commands = frozenset({"settings.edit", "settings.limits"})

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._office: Office | None = None

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Office and rules")

    def columns(self) -> Sequence[Column[_Setting]]:
        """Return the setting and its value."""
        return (
            text_column("name", _("Setting"), 30, lambda row: label_of(row.name), widest=60),
            text_column("value", _("Value"), 16, lambda row: row.value, widest=40),
        )

    def read(self) -> Sequence[_Setting]:
        """Read the office."""
        _person, office, _today = self.session.crm.offices.who(self.session.actor)
        self._office = office
        names = ("name", *_NUMBERS, *_CHOICES, *_ELSEWHERE, _SUSPECTS, "zone", "currency")
        return [_Setting(at, name, _shown(office, name)) for at, name in enumerate(names)]

    def facts(self, row: _Setting) -> Iterable[Section]:
        """Return what the setting means."""
        yield Section(label_of(row.name), (words(_told(row.name)),))

    def why_not(self, command_id: str, row: _Setting | None) -> str | None:
        """Return why the office cannot be changed, or None."""
        if command_id == "settings.limits" or (row is not None and row.name == _SUSPECTS):
            return None
        if refusal := why_not_may(self.session, Permission.MANAGE_OFFICE):
            return refusal
        if row is not None and row.name not in {*_CHANGED_HERE, *_ELSEWHERE}:
            return _("This was set once for good.")
        return None

    def act(self, command_id: str, row: _Setting | None) -> None:
        """Open the form of the office, or the holding limits."""
        if command_id == "settings.limits":
            self.host.app.push_screen(LimitsScreen(self.session))
        elif row is not None and row.name == _SUSPECTS:
            # Seldom opened, as from the customers.
            from crm_tui.tui.screens.suspects import SuspectScreen  # noqa: PLC0415

            self.host.app.push_screen(SuspectScreen(self.session))
        elif self._office is not None:
            first = "name" if row is None else row.name
            self.host.app.push_screen(self._form_of(self._office, first))

    def _form_of(self, office: Office, name: str) -> FormScreen:
        if name == "phone_numbers":
            return PhoneForm(self.session, office.work.phone_numbers)
        if name in WORK_SETTINGS:
            return WorkForm(self.session, office.work, name)
        if name in LEVEL_SETTINGS:
            return LevelForm(self.session, office, name)
        if name in OF_CLAIMING:
            return LeadForm(self.session, office, name)
        if name in POLICY_SETTINGS:
            return PolicyForm(self.session, office.sign_in, name)
        return OfficeForm(self.session, office, name)


class OfficeForm(FormScreen):
    """The settings of the office that can be changed."""

    def __init__(self, session: Session, office: Office, first: str) -> None:
        super().__init__(session, _("Office and rules"), draft_name="office")
        self._office = office
        self._first = first

    def compose_fields(self) -> ComposeResult:
        """Yield the settings."""
        office = self._office
        yield TextField(label_of("name"), office.name, required=True, limit=_NAME_LIMIT, id="name")
        for name in _NUMBERS:
            yield NumberField(
                label_of(name), getattr(office, name), greatest=LARGEST_SETTING, id=name
            )
        for name in _CHOICES:
            yield ChoiceField(
                label_of(name), yes_or_no(), getattr(office, name), required=True, id=name
            )

    def became_whole(self) -> None:
        """Begin in the setting that was under the cursor."""
        editor_of(next(each for each in self.form.fields if each.id == self._first)).focus()

    def save(self) -> None:
        """Save what is different."""
        changes = {name: self._value(name) for name in _CHANGED_HERE}
        session = self.session

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved the office's settings"))
            self.leave(changed)

        self.store(lambda: session.crm.offices.change(session.actor, changes), saved)

    def _value(self, name: str) -> object:
        if name in YES_OR_NO:
            return self.query_one(f"#{name}", ChoiceField).value
        if name in _NUMBERS:
            return self.query_one(f"#{name}", NumberField).number
        return self.query_one(f"#{name}", TextField).value


def label_of(name: str) -> str:
    """Return what a setting of the office is called."""
    labels = {
        "name": _("Office"),
        _SUSPECTS: _("Possible duplicates"),
        "zone": _("Time zone"),
        "currency": _("Currency"),
        "opening_days": _("Quiet days"),
        "late_entry_days": _("Late entries"),
        "reserve_days": _("Kept for finder"),
        "strict_contact": _("Contact needed"),
        "owners_may_transfer": _("May pass on"),
    }
    return labels.get(name) or field_label(name)


def _told(name: str) -> str:
    if name in LEVEL_SETTINGS:
        return level_told(name)
    if name in OF_CLAIMING:
        return claiming_told(name)
    if name in POLICY_SETTINGS:
        return policy_told(name)
    return _(_TOLD[name]) if name in _TOLD else work_told(name)


def _shown(office: Office, name: str) -> str:
    if name == _SUSPECTS:
        return _("open the list")
    if name in LEVEL_SETTINGS:
        return level_shown(office, name)
    if name in OF_CLAIMING:
        return claiming_shown(office, name)
    if name in WORK_SETTINGS:
        return written_in_words(office.work, name)
    if name in POLICY_SETTINGS:
        return policy_value(office.sign_in, name)
    value = getattr(office, name)
    return _value_shown(name, value)


def _value_shown(name: str, value: object) -> str:
    if name in YES_OR_NO:
        return _("Yes") if value else _("No")
    if name in _NUMBERS:
        return (
            _("{count} working days").format(count=value)
            if name == "late_entry_days"
            else _("{count} days").format(count=value)
        )
    return name_in_sentence(str(value))
