"""What a web form sent, as a lead: nothing that somebody wrote is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import dictionaries
from crm_tui.db.unit_of_work import View
from crm_tui.domain.contacts import Phone
from crm_tui.domain.dictionaries import SEEDS, DictionaryKind
from crm_tui.domain.imports.faults import BadValueError
from crm_tui.domain.imports.phones import parse_phones
from crm_tui.domain.imports.places import parse_region
from crm_tui.domain.leads.intake import Intake
from crm_tui.domain.leads.records import LeadFields
from crm_tui.domain.phone_policies import phone_under
from crm_tui.domain.text import clean, folded, is_filling
from crm_tui.errors import FieldError
from crm_tui.services.checks import refuse_bad_email
from crm_tui.services.leads.checking import LIMITS, MOST_PHONES, checked_lead, refuse_unknown_words

_INTAKE_ID_LIMIT = 200
_TEXTS = ("name", "company", "title", "wechat", "province", "city", "address", "campaign")


def checked_intake_id(sent: Intake) -> str | None:
    """Return the form's id of a record, None where it sent none; raise for too long a one."""
    if len(sent.id) > _INTAKE_ID_LIMIT:
        raise FieldError("intake_id", "too_long", sent.id[:20], limit=_INTAKE_ID_LIMIT)
    return clean(sent.id) or None


def read_sent(view: View, sent: Intake) -> LeadFields:
    """Return the lead that a form's record is; what fits no field stands in its note.

    Raises FieldError where it says neither who nor which company.
    """
    reading = _Reading(view, sent.fields)
    values: dict[str, Any] = {name: reading.text(name) for name in _TEXTS}
    region = reading.region()
    for name in ("province", "city"):
        values[name] = values[name] or region.get(name, "")
    if district := region.get("district"):
        values["address"] = f"{district}{values['address']}"[: LIMITS["address"]]
    values["phones"] = reading.phones()
    values["email"] = reading.email()
    values["industry_id"] = reading.word("industry", DictionaryKind.INDUSTRY)
    values["source_id"] = reading.word("source", DictionaryKind.SOURCE)
    values["need"] = sent.fields.get("need", "")[: LIMITS["need"]]
    notes = [sent.fields.get("note", ""), *reading.kept]
    notes += [f"{name}: {value}" for name, value in sent.others.items()]
    values["note"] = "\n".join(filter(None, notes))[: LIMITS["note"]]
    if is_filling(values["company"] or values["name"]):
        # Somebody who left a number and no name is reached by the number.
        values["name"] = values["phones"][0].number if values["phones"] else values["email"]
        values["company"] = ""
    lead = checked_lead(LeadFields(**values))
    refuse_unknown_words(view, lead)
    return lead


class _Reading:
    """Reads the values of one record; `kept` gathers what no field could take."""

    def __init__(self, view: View, values: Mapping[str, str]) -> None:
        self._view = view
        self._values = values
        self.kept: list[str] = []

    def text(self, name: str) -> str:
        """Return a text of one line, cut to what may be stored; the whole is kept besides."""
        written = clean(self._values.get(name, ""))
        if len(written) > LIMITS[name]:
            self.kept.append(f"{name}: {written}")
        return written[: LIMITS[name]]

    def region(self) -> Mapping[str, str]:
        """Return province and city of a region in one text."""
        written = clean(self._values.get("region", ""))
        if not written:
            return {}
        try:
            found = parse_region(written)
        except BadValueError:
            found = None
        if not found:
            self.kept.append(f"region: {written}")
        return found or {}

    def phones(self) -> tuple[Phone, ...]:
        """Return the phones that the office keeps; what is none is kept as a word."""
        written = self._values.get("phone", "")
        try:
            found = parse_phones(written) or ()
        except BadValueError:
            found = ()
        read = [each for each in found if isinstance(each, Phone)][:MOST_PHONES]
        if written and not read:
            self.kept.append(f"phone: {clean(written)}")
        policy = self._view.office.work.phone_numbers
        kept = (phone_under(policy, each, ()) for each in read)
        return tuple(each for each in kept if each is not None)

    def email(self) -> str:
        """Return the e-mail address; what is none is kept as a word."""
        written = clean(self._values.get("email", ""))
        try:
            if len(written) <= LIMITS["email"]:
                refuse_bad_email(written)
                return written
        except FieldError:
            pass
        self.kept.append(f"email: {written}")
        return ""

    def word(self, name: str, kind: DictionaryKind) -> int | None:
        """Return a word of the office's list, in either language; an unknown one is kept."""
        written = clean(self._values.get(name, ""))
        wanted = folded(written)
        if not wanted:
            return None
        codes = {each.code for each in SEEDS[kind] if wanted in {folded(each.zh), folded(each.en)}}
        items = dictionaries.items(self._view.connection, kind)
        for item in items:
            if wanted in {folded(item.name), item.code} or item.code in codes:
                return item.id
        self.kept.append(f"{name}: {written}")
        return None
