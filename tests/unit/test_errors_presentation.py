"""Every error has a sentence, a code and facts, and none of them can break a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm_tui import errors as tree
from crm_tui.domain.attachments import FileTrouble
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.customers import (
    CustomerKind,
    CustomerType,
    CustomerView,
    DuplicateMatch,
    Level,
    Standing,
)
from crm_tui.domain.days import DayUnit
from crm_tui.domain.duplicates import MatchKind, MatchLevel
from crm_tui.domain.follow_ups import FollowUpFlag, Ineffective, Mood
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports import UnknownMapping
from crm_tui.domain.leads.records import LeadDuplicates
from crm_tui.domain.moments import MomentTrouble
from crm_tui.domain.money import AmountTrouble
from crm_tui.domain.pools import (
    Deciding,
    HoldCause,
    NotOwned,
    PeriodEnd,
    PeriodStart,
    ReservedForFinder,
)
from crm_tui.domain.pools.rule_books import EffectiveInPast, NameTaken, NotPending
from crm_tui.domain.sign_ins import HasNoPassword, OwnPasswordNeeded, PasswordsRequired
from crm_tui.domain.tasks import ClosedReason, TaskKind
from crm_tui.domain.teams import TeamRole
from crm_tui.domain.users import Permission, Road, UserStatus
from crm_tui.formats.sheet_limits import SheetReason
from crm_tui.formats.sheets import sheet_error
from crm_tui.presentation.databases import DATABASE_REASONS
from crm_tui.presentation.errors import code, facts, hint, sentence
from crm_tui.presentation.field_reasons import FIELD_REASONS
from crm_tui.presentation.words import FIELDS, word

ROOT = Path(__file__).parents[2]
HOSTILE = "\x1b[2J[/]\u202e\n" + "长" * 500


def match(**values: object) -> DuplicateMatch:
    base: dict[str, object] = {
        "kind": MatchKind.NAME, "key": HOSTILE, "customer_id": CustomerId(1), "customer": HOSTILE,
        "owner": "", "department": "", "pool": "公海", "visible": True, "claimable": False,
        "level": MatchLevel.WARN,
    }  # fmt: skip
    return DuplicateMatch(**{**base, **values})  # type: ignore[arg-type]  # named above


SAMPLES: list[tree.CrmError] = [
    tree.CrmError(HOSTILE),
    tree.InvalidInputError(HOSTILE),
    tree.RaceError(HOSTILE),
    tree.SupersededError(),
    tree.QuerySyntaxError(HOSTILE, "unknown_field", 0, 4, HOSTILE, "", (HOSTILE,)),
    tree.FieldError("name", "too_long", HOSTILE, limit=500),
    tree.FieldError("no_such_field", "no_such_reason", HOSTILE),
    tree.InvalidRulesError((NameTaken(HOSTILE), EffectiveInPast(1, 2))),
    tree.RefusedError(NotPending(HOSTILE, 1)),
    tree.AmbiguousReferenceError("customer", HOSTILE, [(n, HOSTILE) for n in range(20)]),
    tree.NotFoundError("customer", HOSTILE),
    tree.NotFoundError("no_such_kind", ""),
    tree.RefusedError(NotOwned(HOSTILE)),
    tree.RefusedError(object()),
    tree.NotPermittedError("pool.assign"),
    tree.NotPermittedError("no.such"),
    tree.AlreadyClaimedError(HOSTILE, "李娜", datetime(2026, 11, 22, tzinfo=UTC)),
    tree.AlreadyClaimedError(HOSTILE, None, None),
    tree.ConflictError("customer", 1, {"name": ("a", HOSTILE), "level": (Level.A, None)}),
    tree.DuplicateCustomerError([match(owner="李娜")]),
    tree.DuplicateCustomerError([match(claimable=True)]),
    tree.DuplicateCustomerError(
        [match(kind=MatchKind.MOBILE, department="华东一部", visible=False)]
    ),
    tree.DuplicateCustomerError([match(visible=False)]),
    tree.DuplicateCustomerError([]),
    tree.DuplicateLeadError(LeadDuplicates((match(owner="李娜"),))),
    tree.UndoRefusedError(3, [(n, HOSTILE) for n in range(20)], 298),
    tree.NothingToUndoError(),
    tree.NothingToUndoError(4),
    tree.UnknownMappingError(
        [UnknownMapping(HOSTILE, HOSTILE, is_field=True, known=(HOSTILE[:40],))]
    ),
    tree.UnknownMappingError([UnknownMapping(HOSTILE[:60], "x", is_field=False)]),
    sheet_error(Path(HOSTILE[:60]), SheetReason.EMPTY),
    tree.DatabaseUnavailableError("no_such_reason", HOSTILE, HOSTILE),
    tree.DatabaseUnavailableError("disk_full", ""),
    tree.DatabaseBusyError("busy", HOSTILE, waited_seconds=15.3),
    tree.AttachmentError(Path(HOSTILE[:60]), FileTrouble.TOO_LARGE, limit_mb=20),
    tree.AttachmentError(Path(HOSTILE[:60]), FileTrouble.NOT_WRITABLE, detail=HOSTILE),
    tree.FilePlaceError(Path(HOSTILE[:60]), "elsewhere", folder=HOSTILE),
    tree.UserNotChosenError([f"user{n}" for n in range(20)]),
    tree.UserNotChosenError([]),
    tree.SignInNeededError(),
    tree.SignInNeededError(HOSTILE),
    tree.SignInFailedError(2, 15),
    tree.SignInFailedError(0, 15),
    tree.SignInLockedError(1),
    tree.PasswordChangeNeededError(),
    tree.TokenInvalidError(),
    tree.RefusedError(OwnPasswordNeeded(HOSTILE)),
    tree.RefusedError(PasswordsRequired(HOSTILE)),
    tree.RefusedError(HasNoPassword(HOSTILE)),
    tree.NotEmptyError(HOSTILE, 0),
    tree.NotEmptyError(HOSTILE, 12),
    tree.MergedAwayError("customer", HOSTILE, (), 7, HOSTILE),
    tree.EncryptionError(Path(HOSTILE[:60]), "wrong_password"),
    tree.OfficeFilesError(Path(HOSTILE[:60]), "damaged", line=3),
]


def classes(root: type[tree.CrmError]) -> Iterator[type[tree.CrmError]]:
    yield root
    for each in root.__subclasses__():
        yield from classes(each)


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_is_one_plain_line_with_facts(error: tree.CrmError) -> None:
    said = sentence(error)
    assert said
    assert said.isprintable(), said
    assert len(said) < 500
    assert "{" not in said
    advice = hint(error)
    assert advice is None or advice.isprintable()
    assert re.fullmatch(r"[a-z_]+", code(error))
    json.dumps(facts(error))


def test_every_class_of_error_is_tried_here() -> None:
    ours = {each for each in classes(tree.CrmError) if each.__module__ == tree.__name__}
    assert {type(error) for error in SAMPLES} | {tree.FileFormatError} >= ours


def test_who_cannot_have_this_database_is_told_how_to_have_another() -> None:
    assert "--db" in (hint(tree.NotEmptyError("crm.db", 1)) or "")


def test_every_reason_a_database_is_refused_for_has_words() -> None:
    used: set[str] = set()
    for file in (*ROOT.glob("crm_tui/db/**/*.py"), *ROOT.glob("crm_tui/bootstrap/*.py")):
        text = file.read_text(encoding="utf-8")
        used |= set(re.findall(r'DatabaseUnavailableError\(\s*"(\w+)"', text))
        used |= set(re.findall(r'DatabaseBusyError\(\s*"(\w+)"', text))
        used |= set(re.findall(r'reason_of\(error\) or "(\w+)"', text))
        used |= set(re.findall(r'"SQLITE_\w+": "(\w+)"', text))
        if file.name == "engine.py":
            checks = text.split("def why_not_openable")[1].split("\ndef ")[0]
            used |= set(re.findall(r'return "(\w+)"', checks))
    assert len(used) > 15
    assert used <= DATABASE_REASONS.keys(), used - DATABASE_REASONS.keys()


def test_every_field_and_reason_that_services_refuse_has_words() -> None:
    fields: set[str] = set()
    reasons: set[str] = set()
    for file in (*ROOT.glob("crm_tui/services/**/*.py"), *ROOT.glob("crm_tui/cli/*.py")):
        text = file.read_text(encoding="utf-8")
        for field, reason in re.findall(r'FieldError\(\s*"(\w+)",\s*"(\w+)"', text):
            fields.add(field)
            reasons.add(reason)
        reasons |= set(re.findall(r'FieldError\(\s*\w+,\s*"(\w+)"', text))
    assert len(reasons) > 8
    assert fields <= FIELDS.keys(), fields - FIELDS.keys()
    assert reasons <= FIELD_REASONS.keys(), reasons - FIELD_REASONS.keys()


@pytest.mark.parametrize(
    "reason",
    [
        *(f"moment_{each.value}" for each in MomentTrouble),
        *(f"amount_{each}" for each in AmountTrouble),
    ],
)
def test_a_typed_date_or_amount_says_what_is_wrong_with_it(reason: str) -> None:
    said = sentence(tree.FieldError("next_contact_at", reason, "31-31"))
    assert said.startswith("Next contact: ")


def test_days_in_facts_are_dates() -> None:
    kept = ReservedForFinder("恒信", date(2026, 11, 29).toordinal())
    assert facts(tree.RefusedError(kept)) == {"customer": "恒信", "until_day": "2026-11-29"}


@pytest.mark.parametrize(
    "values",
    [
        CustomerKind, CustomerType, CustomerView, Level, Mood, DecisionRole, Attitude, PeriodStart,
        PeriodEnd, Deciding, Ineffective, HoldCause, TaskKind, ClosedReason, DayUnit, UserStatus,
        Road, Permission, FollowUpFlag, Standing, TeamRole,
    ],
)  # fmt: skip
def test_every_value_has_a_word(values: type[Level]) -> None:
    assert all(word(value) != value.value or len(value.value) == 1 for value in values)
