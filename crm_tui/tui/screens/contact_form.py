"""A person at a customer: enter or change them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm_tui.domain.affiliations import Company
from crm_tui.domain.contacts import Attitude, ContactFields, ContactRow, DecisionRole, Phone
from crm_tui.domain.custom_fields import CustomField, FieldHolder, code_in, key_of
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.text import phone_key
from crm_tui.errors import ConflictError, CrmError, FieldError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.companies import company_words
from crm_tui.presentation.custom_fields import own_words
from crm_tui.presentation.words import field_label, name_in_sentence, optional_word
from crm_tui.services.checks import CONTACT_LIMITS, checked_contact
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.conflicts import Conflict, ConflictDialog, Side, changed_words
from crm_tui.tui.screens.form_choices import enum_choices, yes_or_no
from crm_tui.tui.screens.forms import FormScreen, group
from crm_tui.tui.screens.own_fields import own_editors, own_named, own_values
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import MultiLineField, TextField

PHONES_LIMIT = 200
_BETWEEN_PHONES = re.compile(r"[,，、;；/]+")
_BIRTHDAY = re.compile(r"(?:(?P<year>[12]\d{3})\D)?(?P<month>\d{1,2})\D(?P<day>\d{1,2})日?")
_LINES = ("title", "department", "email", "wechat", "wechat_nickname", "qq", "gender")


class ContactForm(FormScreen):
    """A new contact of a customer, or one that is changed."""

    def __init__(
        self, session: Session, customer_id: CustomerId, contact: ContactRow | None
    ) -> None:
        self._contact = contact
        self._customer_id = customer_id
        self._own: Sequence[CustomField] = ()
        self._companies: Sequence[Company] = ()
        if contact is None:
            super().__init__(session, _("New contact"), draft_name=f"contact-of-{customer_id}")
        else:
            name = name_in_sentence(contact.fields.name)
            title = _("Edit contact · {name}").format(name=name)
            super().__init__(session, title, draft_name=f"contact-{contact.id}")

    def compose_fields(self) -> ComposeResult:
        """Yield name and phones first, then what helps to talk to the person."""
        contact = self._contact.fields if self._contact else ContactFields("")
        yield contact_line("name", contact.name, required=True)
        yield phones_field(contact.phones)
        yield contact_line("title", contact.title)
        yield ChoiceField(
            field_label("decision_role"),
            enum_choices(DecisionRole),
            contact.decision_role,
            id="decision_role",
        )
        yield ChoiceField(
            field_label("attitude"), enum_choices(Attitude), contact.attitude, id="attitude"
        )
        for name in _LINES[1:]:
            yield contact_line(name, str(getattr(contact, name)))
        yield TextField(
            field_label("birthday"),
            contact.birthday,
            limit=CONTACT_LIMITS["birthday"],
            placeholder=_("1990-05-01 or 05-01"),
            why_wrong=_birthday_fault,
            id="birthday",
        )
        yield ChoiceField(
            field_label("birthday_is_lunar"),
            yes_or_no(),
            contact.birthday_is_lunar,
            id="birthday_is_lunar",
        )
        yield ChoiceField(field_label("is_key"), yes_or_no(), contact.is_key, id="is_key")
        yield MultiLineField(
            field_label("background"),
            contact.background,
            limit=CONTACT_LIMITS["background"],
            id="background",
        )

    def read_below(self) -> None:
        """Read the office's own fields of contacts."""
        fields = self.session.crm.custom_fields
        self._own = fields.list(self.session.actor, FieldHolder.CONTACT)
        if self._contact is not None:
            found = self.session.crm.affiliations.of(self.session.actor, self._contact.id)
            self._companies = found.companies

    def groups_below(self) -> Iterator[Sequence[Widget]]:
        """Yield the office's own fields, where it has any, and the companies if there are more."""
        if self._own:
            values = self._contact.fields.custom if self._contact else {}
            is_new = self._contact is None
            yield group(
                _("Own fields"), own_editors(self.session, self._own, values, is_new=is_new)
            )
        if len(self._companies) > 1:
            lines = Content("\n".join(map(company_words, self._companies)))
            heading = Content(_("Companies"))
            yield (
                Static(heading, classes="form--group", markup=False),
                Static(lines, classes="form--lines", markup=False),
            )

    def save(self) -> None:
        """Save the contact."""
        fields, session = self._typed_fields(), self.session
        contact, customer_id = self._contact, self._customer_id

        def write() -> Changed:
            customers = session.crm.customers
            if contact is None:
                return customers.add_contact(session.actor, customer_id, fields)
            return customers.edit_contact(
                session.actor, contact.id, fields, seen_version=contact.version
            )

        self.store(write, self._saved)

    def _typed_fields(self) -> ContactFields:
        text = {name: self.query_one(f"#{name}", TextField).value for name in ("name", *_LINES)}
        role = self.query_one("#decision_role", ChoiceField).value
        attitude = self.query_one("#attitude", ChoiceField).value
        return ContactFields(
            **text,
            phones=phones_in(self.query_one("#phones", TextField).value),
            birthday=birthday_in(self.query_one("#birthday", TextField).value),
            birthday_is_lunar=self.query_one("#birthday_is_lunar", ChoiceField).value is True,
            decision_role=role if isinstance(role, DecisionRole) else None,
            attitude=attitude if isinstance(attitude, Attitude) else None,
            background=self.query_one("#background", MultiLineField).value,
            is_key=self.query_one("#is_key", ChoiceField).value is True,
            custom=self._own_values(),
        )

    def _own_values(self) -> dict[str, object]:
        kept = dict(self._contact.fields.custom) if self._contact else {}
        kept |= own_values(self.session, self.form, self._own)
        return {code: value for code, value in kept.items() if value is not None}

    def _saved(self, changed: Changed) -> None:
        name = name_in_sentence(self.query_one("#name", TextField).value)
        operations_of(self).tell(_("Saved contact “{name}”").format(name=name))
        self.leave(changed)

    # --- somebody else changed the same contact --------------------------------------------------

    def refused(self, error: CrmError) -> bool:
        """Merge with what somebody else saved meanwhile; ask only where both changed a field."""
        contact = self._contact
        if not isinstance(error, ConflictError) or contact is None:
            return False
        session, customer_id = self.session, self._customer_id

        def stored() -> ContactRow | None:
            found = session.crm.customers.detail(session.actor, customer_id).contacts
            return next((each for each in found if each.id == contact.id), None)

        merge = partial(self._merge, partial(changed_words, session, error))
        operations_of(self).ask(stored, merge, key=f"contact {contact.id}", opens=True)
        return True

    def _merge(self, changed: Callable[[str], str], stored: ContactRow | None) -> None:
        seen = self._contact
        if stored is None or seen is None:
            operations_of(self).tell(_("This contact was removed meanwhile."), severity="error")
            return
        mine = checked_contact(self._typed_fields())
        conflicts = [
            replace(each, changed=changed(each.name))
            for each in self._conflicts(seen.fields, stored.fields, mine)
        ]

        def decided(sides: Mapping[str, Side] | None) -> None:
            if sides is not None:
                self._save_merged(seen, stored, mine, sides)

        if conflicts:
            self.app.push_screen(ConflictDialog(conflicts), decided)
        else:
            decided({})

    def _conflicts(
        self, seen: ContactFields, theirs: ContactFields, mine: ContactFields
    ) -> Iterator[Conflict]:
        for name in _names(seen, theirs, mine):
            before, there, here = (_value(each, name) for each in (seen, theirs, mine))
            if there not in (before, here) and here != before:
                own = own_named(self._own, name)
                label = field_label(name) if own is None else own.name
                yield Conflict(name, label, self._words(own, there), self._words(own, here))

    def _words(self, own: CustomField | None, value: object) -> str:
        if own is None:
            return _shown(value)
        return own_words(own, value, self.session.office.currency) or "—"

    def _save_merged(
        self, seen: ContactRow, stored: ContactRow, mine: ContactFields, sides: Mapping[str, Side]
    ) -> None:
        ours = {
            name: _value(mine, name)
            for name in _names(seen.fields, mine)
            if _value(mine, name) != _value(seen.fields, name)
            and sides.get(name) is not Side.THEIRS
        }
        merged, session = _with(stored.fields, ours), self.session
        self._contact = stored
        self.store(
            lambda: session.crm.customers.edit_contact(
                session.actor, stored.id, merged, seen_version=stored.version
            ),
            self._saved,
        )


def contact_line(
    name: str, value: str = "", *, required: bool = False, field_id: str = ""
) -> TextField:
    """Return the field for one line of a contact, which says at once what is wrong with it."""
    return TextField(
        field_label("contact_name" if name == "name" else name),
        value,
        required=required,
        limit=CONTACT_LIMITS[name],
        why_wrong=_contact_judge(name),
        id=field_id or name,
    )


def phones_field(phones: tuple[Phone, ...] = (), field_id: str = "phones") -> TextField:
    """Return the field for all phones of a contact."""
    return TextField(
        field_label("phones"),
        _(", ").join(phone.number for phone in phones),
        limit=PHONES_LIMIT,
        placeholder=_("several with a comma between"),
        why_wrong=phones_fault,
        id=field_id,
    )


def phones_in(text: str) -> tuple[Phone, ...]:
    """Return the phones that a line names."""
    numbers = (part.strip() for part in _BETWEEN_PHONES.split(text))
    return tuple(Phone(number, phone_key(number)) for number in numbers if number)


def birthday_in(text: str) -> str:
    """Return a birthday as it is stored: 1990-05-01, or 05-01 where the year is not known."""
    found = _BIRTHDAY.fullmatch(text.strip())
    if found is None:
        return text.strip()
    day = f"{int(found['month']):02}-{int(found['day']):02}"
    return f"{found['year']}-{day}" if found["year"] else day


def _birthday_fault(text: str) -> str | None:
    found = _BIRTHDAY.fullmatch(text)
    if found is None or not (1 <= int(found["month"]) <= 12 and 1 <= int(found["day"]) <= 31):
        return _("Write a birthday as 1990-05-01 or 05-01.")
    return None


def _contact_judge(name: str) -> Callable[[str], str | None]:
    def judge(text: str) -> str | None:
        return _fault_of(replace(ContactFields("A"), **{name: text}))  # type: ignore[arg-type]  # a line of text

    return judge


def phones_fault(text: str) -> str | None:
    """Return what is wrong with a line of phones, or None."""
    return _fault_of(ContactFields("A", phones=phones_in(text)))


def _fault_of(contact: ContactFields) -> str | None:
    try:
        checked_contact(contact)
    except FieldError as error:
        return errors.sentence(error)
    return None


def _names(*contacts: ContactFields) -> list[str]:
    """Return the names of all fields, own ones one by one."""
    codes = dict.fromkeys(code for each in contacts for code in each.custom)
    typed = [each.name for each in dataclass_fields(ContactFields) if each.name != "custom"]
    return [*typed, *map(key_of, codes)]


def _value(fields: ContactFields, name: str) -> object:
    code = code_in(name)
    return getattr(fields, name) if code is None else fields.custom.get(code)


def _with(fields: ContactFields, values: Mapping[str, object]) -> ContactFields:
    custom = dict(fields.custom)
    typed: dict[str, Any] = {}
    for name, value in values.items():
        code = code_in(name)
        if code is None:
            typed[name] = value
        elif value is None:
            custom.pop(code, None)
        else:
            custom[code] = value
    return replace(fields, **typed, custom=custom)


def _shown(value: object) -> str:
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case DecisionRole() | Attitude():
            return optional_word(value)
        case tuple():
            return _(", ").join(str(getattr(each, "number", each)) for each in value)
        case _:
            return str(value) if value else "—"
