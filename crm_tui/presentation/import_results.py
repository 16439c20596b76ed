"""What became of the rows of an import, in words: why one was refused, where another went."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import assert_never

from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.faults import RowFault
from crm_tui.domain.imports.openings import OpeningLine
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    EnteredLine,
    ExistingCustomer,
    FieldTrouble,
    ImportedLine,
    ImportLine,
    JoinedLine,
    KnownLine,
    NotStored,
    Outcome,
    OwnerNotAllowed,
    PaidOutLine,
    PresentLine,
    RefusedLine,
    ResultWords,
    RowNotStored,
    RowRefusal,
    RowRefused,
    StillCoolingOff,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.errors import CrmError, FieldError, RefusedError
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.duplicates import duplicate
from crm_tui.presentation.errors import code, sentence
from crm_tui.presentation.import_faults import fault_reason
from crm_tui.presentation.lead_reasons import alike_sentences
from crm_tui.presentation.reasons import refusal
from crm_tui.presentation.words import field_label, name_in_sentence

_NOT_STORED: Mapping[NotStored, str] = {
    NotStored.NO_CUSTOMER: N_("There is no customer “{value}” here; import it first."),
    NotStored.SEVERAL_CUSTOMERS: N_("Several customers are called “{value}”; name one by its id."),
    NotStored.POOL_NOT_YOURS: N_("You are no member of this pool."),
    NotStored.NOT_YOURS: N_("“{value}” is another's customer, which you may not change."),
    NotStored.CHANGE_REFUSED: N_("“{value}” could not be changed so; change it by hand."),
    NotStored.NO_STAGE: N_("There is no stage “{value}”; crm pipeline list names them."),
    NotStored.NOT_OPEN: N_("“{value}” has ended; only what is open is imported."),
    NotStored.NOT_ENTERED: N_("“{value}” cannot be stored; enter it by hand to see why."),
    NotStored.NUMBER_KNOWN: N_("The number {value} is here already."),
    NotStored.NUMBER_OF_OTHERS: N_("The number {value} is that of another customer's paper."),
    NotStored.NO_CONTACT: N_("“{value}” is no contact of the customer; add it first."),
    NotStored.NO_PRODUCT: N_("There is no product “{value}”; crm product list names them."),
    NotStored.NO_ORDER: N_("There is no order {value} here; import it first."),
    NotStored.NO_DOCUMENT: N_("There is no order or contract {value} here; import it first."),
    NotStored.SEVERAL_DOCUMENTS: N_(
        "An order and a contract have the number {value}; say in a column which it is."
    ),
    NotStored.NO_OPPORTUNITY: N_("The customer has no opportunity “{value}”; import it first."),
    NotStored.NO_PLAN: N_("The order or contract has no planned payment No. {value}."),
    NotStored.KNOWN: N_("“{value}” is here already."),
    NotStored.MAY_NOT_SIGN: N_("{value} was signed, and you may not write down signings."),
    NotStored.WITH_OTHERS: N_("Another row of {value} is wrong, so none of it is imported."),
}


def refusal_place(refused: RowRefusal) -> str:
    """Return where the reason of a refusal stands in the file: line 7, column C (手机)."""
    if not refused.column_letter:
        return _("line {line}").format(line=refused.line)
    return _("line {line}, column {letter} ({label})").format(
        line=refused.line,
        letter=refused.column_letter,
        label=name_in_sentence(refused.column_label),
    )


def refusal_reason(refused: RowRefusal) -> str:
    """Return why a row was not imported and what to do about it."""
    match refused:
        case RowFault():
            return fault_reason(refused)
        case ExistingCustomer():
            return duplicate(refused.match)
        case OwnerNotAllowed():
            return _("You may not give customers to {person}.").format(
                person=name_in_sentence(refused.value)
            )
        case StillCoolingOff():
            return refusal(refused.refusal)
        case RowNotStored():
            return _(_NOT_STORED[refused.reason]).format(value=name_in_sentence(refused.value))
        case RowRefused():
            return sentence(_error_of(refused))
        case _:
            assert_never(refused)


def refusal_sentence(refused: RowRefusal) -> str:
    """Return place and reason in one line."""
    return _("{place}: {reason}").format(
        place=refusal_place(refused), reason=refusal_reason(refused)
    )


def refusal_code(refused: RowRefusal) -> str:
    """Return the stable name of the reason for programs."""
    match refused:
        case RowFault():
            return refused.code.value
        case ExistingCustomer():
            return "existing_phone" if refused.match.kind.is_phone else "existing_name"
        case OwnerNotAllowed():
            return "owner_not_allowed"
        case StillCoolingOff():
            return "cooling_off"
        case RowNotStored():
            return refused.reason.value
        case RowRefused():
            why = refused.why
            return why.reason if isinstance(why, FieldTrouble) else code(RefusedError(why))
        case _:
            assert_never(refused)


def _error_of(refused: RowRefused) -> CrmError:
    """Return the error that would have said the same by hand."""
    why = refused.why
    if isinstance(why, FieldTrouble):
        return FieldError(why.field, why.reason, why.value, why.limit)
    return RefusedError(why)


def told_of(line: ImportLine, plan: ImportPlan) -> tuple[str, str]:
    """Return what became of a row, and why where that is worth a word."""
    match line:
        case ImportedLine() | EnteredLine():
            return _imported(line, plan)
        case ChangedLine():
            return _changed(line, plan)
        case JoinedLine():
            return _("put together with line {line}").format(line=line.with_line), _differing(line)
        case PresentLine() | KnownLine():
            return _("left out"), _known(line, plan)
        case PaidOutLine():
            return outcome_word(line.outcome, plan), ""
        case RefusedLine():
            said = outcome_word(line.outcome, plan)
            return said, "\n".join(map(refusal_sentence, line.refusals))
        case _:
            assert_never(line)


def result_words(plan: ImportPlan) -> ResultWords:
    """Return the words of a result file in the language in use."""
    return ResultWords(_("Line"), _("Outcome"), _("Reason"), partial(told_of, plan=plan))


def _imported(line: ImportedLine | EnteredLine, plan: ImportPlan) -> tuple[str, str]:
    said = outcome_word(line.outcome, plan)
    if isinstance(line, EnteredLine):
        return said, ""
    if line.is_reserved:
        said = _("{outcome} into the pool: the owner's limit is reached").format(outcome=said)
    elif line.is_incomplete:
        said = _("{outcome}, to be completed: no contact").format(outcome=said)
    return said, ""


def _changed(line: ChangedLine, plan: ImportPlan) -> tuple[str, str]:
    if line.holder:
        said = _("contact passed on to {person}")
        if plan.dry_run:
            said = _("contact would be passed on to {person}")
        return said.format(person=name_in_sentence(line.holder)), ""
    if line.outcome is Outcome.UNCHANGED:
        return _("nothing new"), ""
    labels = [field_label(name) for name in line.fields]
    return outcome_word(line.outcome, plan), _(", ").join(labels)


def _known(line: PresentLine | KnownLine, plan: ImportPlan) -> str:
    if isinstance(line, PresentLine):
        return duplicate(line.match)
    if line.alike is not None:
        return "\n".join(alike_sentences(line.alike))
    if plan.kind in _KNOWN_BY_CONTENTS:
        return _known_by_contents(line)
    if plan.kind is ImportKind.OPPORTUNITIES:
        return _("An open opportunity of the customer is called so already.")
    return _("The number {value} is here already.").format(value=name_in_sentence(line.name))


def _known_by_contents(line: KnownLine) -> str:
    if line.record_id is None:
        return _("The same row stands further up in the file.")
    return _("It is here already, as No. {id}.").format(id=line.record_id)


def _differing(line: JoinedLine) -> str:
    if not line.differing:
        return ""
    labels = _(", ").join(field_label(name) for name in line.differing)
    return _("says otherwise in: {labels}; the earlier row stands").format(labels=labels)


_KNOWN_BY_CONTENTS = frozenset(
    {
        *(ImportKind.BANK_RECEIPTS, ImportKind.EXPENSES, ImportKind.USAGES),
        ImportKind.PAYMENT_PLANS,
    }
)
_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.CREATED: N_("imported"),
    Outcome.UPDATED: N_("updated"),
    Outcome.UNCHANGED: N_("nothing new"),
    Outcome.PASSED_ON: N_("passed on to a colleague"),
    Outcome.JOINED: N_("put together with an earlier row"),
    Outcome.SKIPPED: N_("left out"),
    Outcome.PAID_OUT: N_("money that went out"),
    Outcome.REFUSED: N_("refused"),
}


_TRIED: Mapping[Outcome, str] = {
    Outcome.CREATED: N_("would be imported"),
    Outcome.UPDATED: N_("would be updated"),
    Outcome.PASSED_ON: N_("would be passed on to a colleague"),
    Outcome.REFUSED: N_("would be refused"),
}


def outcome_word(outcome: Outcome, plan: ImportPlan) -> str:
    """Return what became of rows, or in a dry run would, in a word or two."""
    tried = _TRIED if plan.dry_run else {}
    return _(tried.get(outcome, _OUTCOMES[outcome]))


def opening_sentence(line: OpeningLine) -> str:
    """Return what an opening import gives one person, their limit, and the first deadline."""
    person = name_in_sentence(line.person)
    said = ngettext(
        "{person}: {count} customer, {held} held afterwards",
        "{person}: {count} customers, {held} held afterwards",
        line.customers,
    ).format(person=person, count=line.customers, held=line.held)
    if line.over_by:
        said += _(", {over} above a limit").format(over=line.over_by)
    elif line.limit is not None:
        said += _(", the limit is {limit}").format(limit=line.limit)
    if line.first_day is None:
        return said + _("; no rule takes any back.")
    return said + _("; the first may be taken back on {day}.").format(day=iso_day(line.first_day))
