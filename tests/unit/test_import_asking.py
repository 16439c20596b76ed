"""By which keys an import looks for customers: no more than what a match would change."""

from __future__ import annotations

import pytest

from crm_tui.domain.duplicates import DEFAULT_LEVELS, Key, compared_kinds
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.services.imports.asking import Asking

KEYS: list[Key] = [
    ("name", "北京恒信科技有限公司"),
    ("credit", "91110108MA01C2XK3R"),
    ("short", "恒信"),
    ("core", "恒信科技"),
    ("phone", "13812342231"),
    ("phone", "01058881234"),
    ("wechat", "wx_hengxin88"),
    ("email", "a@hengxin.example"),
    ("domain", "hengxin.example"),
]
POLICIES = [
    MatchPolicy(),
    MatchPolicy(hint=MatchAction.REPORT),
    MatchPolicy(MatchAction.NEW, MatchAction.NEW, MatchAction.NEW),
]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("kind", [ImportKind.CUSTOMERS, ImportKind.CONTACTS])
def test_whatever_is_asked_is_among_what_is_looked_at_first(
    kind: ImportKind, policy: MatchPolicy
) -> None:
    asking = Asking(kind, DEFAULT_LEVELS, policy)
    asked = asking.of(KEYS)
    assert asked
    for stored, _key, own in asked:
        assert stored in asking.stored_kinds(own)


def test_what_would_be_new_anyway_is_not_looked_for() -> None:
    asking = Asking(ImportKind.CUSTOMERS, DEFAULT_LEVELS, MatchPolicy())
    assert asking.stored_kinds("domain") == ()
    careful = MatchPolicy(hint=MatchAction.REPORT)
    assert Asking(ImportKind.CUSTOMERS, DEFAULT_LEVELS, careful).stored_kinds("domain") == (
        "domain",
    )


def test_who_had_a_key_once_is_looked_for_though_a_match_would_not_matter() -> None:
    asking = Asking(ImportKind.CONTACTS, DEFAULT_LEVELS, MatchPolicy())
    assert asking.of([("phone", "13812342231")]) == ()
    assert asking.stored_kinds("phone") == ("phone",)
    assert compared_kinds("phone") == ("phone", "wechat")
