"""What a pane or page tells of a contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from crm_tui.domain.attachments import AttachmentRow
from crm_tui.domain.contracts.records import Contract
from crm_tui.domain.written_amounts import written_amount
from crm_tui.i18n import _
from crm_tui.presentation.contracts import span_words, standing_word
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.screens.approvals.facts import approval_sections
from crm_tui.tui.screens.settings.sections import fact, words
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ContractDetail:
    """A contract and its files."""

    contract: Contract
    files: Sequence[AttachmentRow] = ()


def contract_sections(found: ContractDetail, zone: ZoneInfo) -> Sequence[Section]:
    """Return a contract as sections of facts: itself, its parties, its files."""
    return tuple(_sections(found, zone))


def _sections(found: ContractDetail, zone: ZoneInfo) -> Iterator[Section]:
    contract = found.contract
    row, fields = contract.row, contract.fields
    in_words = (written_amount(row.amount_minor) or "") if row.currency == "CNY" else ""
    signed = "" if row.sign_day is None else iso_day(row.sign_day) or ""
    closed = "" if contract.closed_day is None else iso_day(contract.closed_day) or ""
    yield Section(
        row.number,
        _filled(
            (field_label("contract_title"), row.title),
            (_("Customer"), name_in_sentence(row.customer)),
            (_("Status"), " ".join(filter(None, (standing_word(row), closed)))),
            (field_label("amount"), amount(row.amount_minor, row.currency)),
            (_("In words"), in_words),
            (field_label("sign_day"), signed),
            (_("Runs"), span_words(row)),
            (field_label("owner_id"), row.owner),
            (field_label("quote_id"), row.quote),
            (field_label("order_id"), row.order),
            (field_label("reason"), contract.reason),
        ),
    )
    yield from approval_sections(contract.approval, zone)
    ours, theirs = fields.our_party, fields.their_party
    yield Section(
        _("Parties"),
        _filled(
            (field_label("our_party"), _(", ").join(filter(None, (ours, fields.our_signatory)))),
            (
                field_label("their_party"),
                _(", ").join(filter(None, (theirs, fields.their_signatory))),
            ),
        ),
    )
    if found.files:
        yield Section(_("Files"), tuple(words(name_in_sentence(each.name)) for each in found.files))
    yield Section("", _filled((field_label("note"), fields.note)))


def _filled(*said: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(fact(label, text) for label, text in said if text)
