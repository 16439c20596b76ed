"""What went wrong, in one sentence, with a hint what to do, and as plain facts for programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import singledispatch
from pathlib import Path

from crm_tui.domain.affiliations import AffiliationRefusal
from crm_tui.domain.approvals.rules import ApprovalNeeded
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.handovers import HandoverRefusal
from crm_tui.domain.leaves import LeaveRefusal
from crm_tui.domain.merging import MergeRefusal
from crm_tui.domain.moments import MomentFault, MomentTrouble
from crm_tui.domain.money import AmountFault, AmountTrouble
from crm_tui.domain.opportunities import OpportunityRefusal
from crm_tui.domain.orders.rules import OrderRefusal
from crm_tui.domain.people import PeopleRefusal
from crm_tui.domain.pipelines import PipelineRefusal
from crm_tui.domain.pools.rule_books import NotPending, RuleFault
from crm_tui.domain.quotes.rules import QuoteRefusal
from crm_tui.domain.sign_ins import SignInRefusal
from crm_tui.domain.tasks import RECURRENCE_REASON, TaskRefusal
from crm_tui.domain.views import ViewRefusal
from crm_tui.errors import (
    AlreadyClaimedError,
    AmbiguousReferenceError,
    ConflictError,
    CrmError,
    DatabaseUnavailableError,
    DuplicateCustomerError,
    DuplicateLeadError,
    FieldError,
    FileFormatError,
    InvalidRulesError,
    MergedAwayError,
    NotEmptyError,
    NotFoundError,
    NothingToUndoError,
    NotPermittedError,
    PasswordChangeNeededError,
    QuerySyntaxError,
    RefusedError,
    SignInFailedError,
    SignInLockedError,
    SignInNeededError,
    TokenInvalidError,
    UndoRefusedError,
    UnknownMappingError,
    UserNotChosenError,
)
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation import reasons
from crm_tui.presentation.channel_reasons import ChannelRefusal, channel_refusal
from crm_tui.presentation.companies import affiliation_refusal
from crm_tui.presentation.databases import database_hint, database_sentence
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.duplicates import duplicate
from crm_tui.presentation.field_reasons import FIELD_REASONS
from crm_tui.presentation.merging_reasons import merge_refusal, merged_into_sentence
from crm_tui.presentation.moments import moment_fault
from crm_tui.presentation.money import amount_fault
from crm_tui.presentation.movement_reasons import (
    DisputeRefusal,
    KeepingRefusal,
    dispute_refusal,
    handover_refusal,
    keeping_refusal,
)
from crm_tui.presentation.opportunity_reasons import opportunity_refusal
from crm_tui.presentation.order_reasons import order_refusal
from crm_tui.presentation.people_reasons import leave_refusal, people_refusal
from crm_tui.presentation.quote_reasons import quote_refusal
from crm_tui.presentation.record_reasons import RecordRefusal, record_refusal
from crm_tui.presentation.rule_faults import not_pending, rule_fault
from crm_tui.presentation.sign_ins import sign_in_refusal, sign_in_sentence
from crm_tui.presentation.task_reasons import task_refusal
from crm_tui.presentation.views import view_refusal
from crm_tui.presentation.widths import plain
from crm_tui.presentation.words import (
    field_label,
    name_in_sentence,
    permission_word,
    record_word,
)

MOMENT_REASON = "moment_"
"""What a FieldError's reason starts with when a typed date was not understood."""
AMOUNT_REASON = "amount_"
"""What a FieldError's reason starts with when a typed amount was not understood."""
_LISTED = 5
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")

_HINTS: Mapping[type[CrmError], str] = {
    NotEmptyError: N_("With --db FILE the command makes another database beside it."),
    AmbiguousReferenceError: N_("Give the number instead of the name."),
    QuerySyntaxError: N_("crm query lists the fields and what may be asked of them."),
    UserNotChosenError: N_("Say who you are with --user LOGIN, or set CRM_USER."),
    DuplicateCustomerError: N_("If it is another customer all the same, add --allow-duplicate."),
    DuplicateLeadError: N_("If it is another one all the same, add --allow-duplicate."),
    UndoRefusedError: N_("Add --rest to take back the others and leave these as they are."),
    NothingToUndoError: N_("crm history lists what was done."),
    ConflictError: N_("Look at the values stored now and change only what is still yours."),
    NotPermittedError: N_("Ask an administrator of the office."),
    SignInNeededError: N_("crm login signs you in; scripts set CRM_TOKEN (crm user token new)."),
    SignInFailedError: N_("An administrator can give you a new password."),
    SignInLockedError: N_("An administrator can lift it: crm user unlock LOGIN."),
    PasswordChangeNeededError: N_("crm login asks for it."),
    TokenInvalidError: N_("crm user token new makes another; or unset CRM_TOKEN."),
}


@singledispatch
def sentence(error: CrmError) -> str:
    """Return what went wrong, as one plain line that a person would say."""
    return _("This cannot be used: {detail}.").format(detail=name_in_sentence(str(error)))


def hint(error: CrmError) -> str | None:
    """Return what to do about it, or None when the sentence says it already."""
    if isinstance(error, DatabaseUnavailableError):
        return database_hint(error)
    if isinstance(error, NotFoundError) and error.near:
        return _("Perhaps one of these is meant: {names}.").format(
            names=_listed([name_in_sentence(name) for name in error.near])
        )
    if isinstance(error, DuplicateCustomerError) and error.is_final:
        return _("Who may assign customers can enter it all the same; else file a clash.")
    if isinstance(error, RefusedError) and isinstance(error.refusal, ApprovalNeeded):
        from crm_tui.presentation.approvals import approval_hint  # noqa: PLC0415 - few have any

        return approval_hint(error.refusal)
    words = _HINTS.get(type(error))
    return _(words) if words else None


def crash_sentence(log: Path | None) -> str:
    """Return the one line that a person reads after a crash; `log` is where the details are."""
    if log is None:
        return _("The program had to stop because of an error of its own. Your data is safe.")
    return _(
        "The program had to stop because of an error of its own. Your data is safe. Details: {path}"
    ).format(path=log)


def code(error: CrmError) -> str:
    """Return the stable name of an error for programs: not_found, holding_limit_reached."""
    named: object = error.refusal if isinstance(error, RefusedError) else error
    name = type(error).__name__ if named is None else type(named).__name__
    if isinstance(error, FileFormatError):
        name = FileFormatError.__name__
    return _CAPITAL.sub("_", name.removesuffix("Error")).lower()


def facts(error: CrmError) -> dict[str, object]:
    """Return what is known about an error as plain values, for JSON."""
    if isinstance(error, RefusedError):
        return _values(error.refusal)
    if isinstance(error, FileFormatError):
        return {
            "path": str(error.path),
            "reason": str(error.reason),
            **{name: _plain_value(value) for name, value in error.facts.items()},
        }
    return _values(error)


@sentence.register
def _field_sentence(error: FieldError) -> str:
    label = name_in_sentence(error.label) if error.label else field_label(error.field)
    if error.reason.startswith(MOMENT_REASON):
        trouble = MomentTrouble(error.reason.removeprefix(MOMENT_REASON))
        said = moment_fault(MomentFault(trouble, name_in_sentence(error.value), 0))
        return _("{field}: {reason}").format(field=label, reason=said)
    if error.reason.startswith(AMOUNT_REASON):
        wrong = AmountTrouble(error.reason.removeprefix(AMOUNT_REASON))
        said = amount_fault(AmountFault(wrong, name_in_sentence(error.value)))
        return _("{field}: {reason}").format(field=label, reason=said)
    if error.reason.startswith(RECURRENCE_REASON):
        return _recurrence_sentence(error, label)
    words = FIELD_REASONS.get(error.reason)
    if words is None:
        return _("{field} “{value}” cannot be used.").format(
            field=label, value=name_in_sentence(error.value)
        )
    return _(words).format(field=label, value=name_in_sentence(error.value), limit=error.limit)


def _recurrence_sentence(error: FieldError, label: str) -> str:
    from crm_tui.domain.recurrences import RecurrenceFault, RecurrenceTrouble  # noqa: PLC0415
    from crm_tui.presentation.recurrences import recurrence_fault  # noqa: PLC0415

    trouble = RecurrenceTrouble(error.reason.removeprefix(RECURRENCE_REASON))
    said = recurrence_fault(RecurrenceFault(trouble, name_in_sentence(error.value)))
    return _("{field}: {reason}").format(field=label, reason=said)


@sentence.register
def _refused_sentence(error: RefusedError) -> str:
    if isinstance(error.refusal, reasons.Refusal):
        return reasons.refusal(error.refusal)
    if isinstance(error.refusal, PeopleRefusal):
        return people_refusal(error.refusal)
    if isinstance(error.refusal, LeaveRefusal):
        return leave_refusal(error.refusal)
    if isinstance(error.refusal, OpportunityRefusal | PipelineRefusal):
        return opportunity_refusal(error.refusal)
    if isinstance(error.refusal, RecordRefusal):
        return record_refusal(error.refusal)
    return _joining_sentence(error.refusal)


def _joining_sentence(refusal: object) -> str:
    if isinstance(refusal, MergeRefusal):
        return merge_refusal(refusal)
    if isinstance(refusal, AffiliationRefusal):
        return affiliation_refusal(refusal)
    return _movement_sentence(refusal)


def _movement_sentence(refusal: object) -> str:
    if isinstance(refusal, KeepingRefusal):
        return keeping_refusal(refusal)
    if isinstance(refusal, HandoverRefusal):
        return handover_refusal(refusal)
    if isinstance(refusal, DisputeRefusal):
        return dispute_refusal(refusal)
    if isinstance(refusal, NotPending):
        return not_pending(refusal)
    if isinstance(refusal, ViewRefusal):
        return view_refusal(refusal)
    return _work_sentence(refusal)


def _work_sentence(refusal: object) -> str:
    if isinstance(refusal, TaskRefusal):
        return task_refusal(refusal)
    if isinstance(refusal, ChannelRefusal):
        return channel_refusal(refusal)
    if isinstance(refusal, OrderRefusal):
        return order_refusal(refusal)
    if isinstance(refusal, QuoteRefusal):
        return quote_refusal(refusal)
    if isinstance(refusal, SignInRefusal):
        return sign_in_refusal(refusal)
    return _selling_sentence(refusal)


def _selling_sentence(refusal: object) -> str:
    # Only here, because few have to do with leads, contracts or money.
    from crm_tui.presentation.selling_reasons import selling_refusal  # noqa: PLC0415

    return selling_refusal(refusal)


sentence.register(DatabaseUnavailableError, database_sentence)
for _kind in (
    SignInNeededError,
    SignInFailedError,
    SignInLockedError,
    PasswordChangeNeededError,
    TokenInvalidError,
):
    sentence.register(_kind, sign_in_sentence)


@sentence.register
def _query_sentence(error: QuerySyntaxError) -> str:
    # Only here, because it knows every field of the query language.
    from crm_tui.presentation.queries import fault_of, fault_sentence  # noqa: PLC0415

    return fault_sentence(fault_of(error))


@sentence.register
def _rules_sentence(error: InvalidRulesError) -> str:
    return " ".join(rule_fault(each) for each in error.faults if isinstance(each, RuleFault))


@sentence.register
def _permission_sentence(error: NotPermittedError) -> str:
    return _("Your role does not allow you to {permission}.").format(
        permission=permission_word(error.permission)
    )


@sentence.register
def _file_sentence(error: FileFormatError) -> str:
    # Only here, because it knows the readers and writers of files.
    from crm_tui.presentation.import_faults import file_sentence  # noqa: PLC0415

    return plain(file_sentence(error))


@sentence.register
def _duplicate_sentence(error: DuplicateCustomerError) -> str:
    found = [match for match in error.matches if isinstance(match, DuplicateMatch)]
    if not found:
        return _("This customer exists already.")
    return duplicate(found[0])


@sentence.register
def _lead_duplicate_sentence(error: DuplicateLeadError) -> str:
    from crm_tui.domain.leads.records import LeadDuplicates  # noqa: PLC0415 - as above
    from crm_tui.presentation.lead_reasons import alike_sentences  # noqa: PLC0415

    found = error.duplicates
    return " ".join(alike_sentences(found)[:_LISTED]) if isinstance(found, LeadDuplicates) else ""


@sentence.register
def _mapping_sentence(error: UnknownMappingError) -> str:
    from crm_tui.domain.imports import UnknownMapping  # noqa: PLC0415 - only imports need it
    from crm_tui.presentation.import_mappings import unknown_mapping_sentence  # noqa: PLC0415

    found = (each for each in error.faults if isinstance(each, UnknownMapping))
    return " ".join(map(unknown_mapping_sentence, found))


@sentence.register
def _merged_away_sentence(error: MergedAwayError) -> str:
    return merged_into_sentence(error.reference, error.into_id, error.into)


@sentence.register
def _reference_sentence(
    error: AmbiguousReferenceError | NotFoundError | UserNotChosenError,
) -> str:
    match error:
        case NotFoundError():
            return _("There is no {record} “{reference}” that you may see.").format(
                record=record_word(error.kind), reference=name_in_sentence(error.reference)
            )
        case UserNotChosenError() if not error.logins:
            return _("It is not known who you are.")
        case UserNotChosenError():
            return _("Several people work here: {logins}.").format(
                logins=_listed([name_in_sentence(login) for login in error.logins])
            )
        case AmbiguousReferenceError():
            named = [f"{number} {name_in_sentence(name)}" for number, name in error.candidates]
            return _("“{reference}” fits several: {candidates}.").format(
                reference=name_in_sentence(error.reference), candidates=_listed(named)
            )


@sentence.register
def _undo_sentence(error: UndoRefusedError | NothingToUndoError) -> str:
    match error:
        case UndoRefusedError(changed=()):
            return _("Nothing was undone: what it changed was changed again since.")
        case UndoRefusedError():
            named = [f"{number} {name_in_sentence(name)}" for number, name in error.changed]
            return ngettext(
                "Nothing was undone: {count} customer was worked on since ({names}).",
                "Nothing was undone: {count} customers were worked on since ({names}).",
                len(error.changed),
            ).format(count=len(error.changed), names=_listed(named))
        case NothingToUndoError(batch_id=None):
            return _("There is nothing of yours left to undo.")
        case NothingToUndoError():
            return _("Batch {batch} is undone already, or is an undo itself.").format(
                batch=error.batch_id
            )


@sentence.register
def _race_sentence(error: AlreadyClaimedError | ConflictError) -> str:
    match error:
        case AlreadyClaimedError():
            return _taken_sentence(error)
        case ConflictError():
            names = [field_label(name) for name in error.fields]
            return _("Somebody changed this {record} meanwhile: {fields}.").format(
                record=record_word(error.kind), fields=_listed(names)
            )


def _taken_sentence(error: AlreadyClaimedError) -> str:
    customer, winner = name_in_sentence(error.customer), name_in_sentence(error.winner or "")
    if not winner or error.at is None:
        return _("Somebody else was first: “{customer}” is taken.").format(customer=customer)
    return _("“{customer}” was taken by {winner} at {time}.").format(
        customer=customer, winner=winner, time=_when_taken(error.at, error.tried_at)
    )


def _when_taken(at: datetime, tried_at: datetime | None) -> str:
    """Return the time, with its day unless that is the day on which one tried."""
    if tried_at is not None and at.date() == tried_at.date():
        return f"{at:%H:%M}"
    return f"{iso_day(at.toordinal())} {at:%H:%M}"


@sentence.register
def _not_empty_sentence(error: NotEmptyError) -> str:
    location = name_in_sentence(error.location)
    if not error.customers:
        return _("{location} has an office already; it was left untouched.").format(
            location=location
        )
    return ngettext(
        "{location} holds {count} real customer; it was left untouched.",
        "{location} holds {count} real customers; it was left untouched.",
        error.customers,
    ).format(location=location, count=error.customers)


def _listed(items: list[str]) -> str:
    shown = _(", ").join(items[:_LISTED])
    return shown if len(items) <= _LISTED else f"{shown} …"


def _values(thing: object) -> dict[str, object]:
    if not is_dataclass(thing):
        return {}
    values = {each.name: getattr(thing, each.name) for each in fields(thing)}
    return {
        name: iso_day(value) if name.endswith("_day") and value is not None else _plain_value(value)
        for name, value in values.items()
    }


def _plain_value(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return _values(value)
    if isinstance(value, Mapping):
        return {str(name): _plain_value(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain_value(each) for each in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
