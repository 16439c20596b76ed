"""The settings of an office's work: written by people, stored as little as needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from crm_tui.domain.customers import Level
from crm_tui.domain.key_dates import KeyDateKind
from crm_tui.domain.work_forms import WORK_SETTINGS, read_setting, written_setting
from crm_tui.domain.work_settings import (
    DEFAULT_WORK,
    ByLevel,
    Thresholds,
    Weights,
    from_json,
    to_json,
)
from crm_tui.i18n import use_language
from crm_tui.presentation.work_settings import written_in_words


@pytest.mark.parametrize("name", WORK_SETTINGS)
def test_what_is_written_of_a_setting_is_read_as_the_same(name: str) -> None:
    value = getattr(DEFAULT_WORK, name)
    assert read_setting(name, written_setting(DEFAULT_WORK, name)) == value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("rhythm_days", "a7 b14 c30", ByLevel(7, 14, 30)),
        ("rhythm_days", "A=3，B=10，C=无", ByLevel(3, 10, None)),
        ("at_risk_months", "C:6 A:2 B:3", ByLevel(2, 3, 6)),
        ("no_plan_days", "1", 1),
        ("birthday_leads", "7 0", ("7d", "0d")),
        ("need_leads", "1m、2w", ("1m", "2w")),
        ("other_leads", "none", ()),
        ("renewal_leads", "7d 7d", ("7d",)),
        ("renewal_leads", "1个月 7天 当天", ("1m", "7d", "0d")),
        ("evaluation_weights", "贡献=50 信用=20 潜力=30", Weights(50, 20, 30)),
        ("evaluation_weights", "contribution=1 credit=0 potential=0", Weights(1, 0, 0)),
        ("level_thresholds", "A=100 B=99", Thresholds(100, 99)),
        ("digest_time", "7：05", time(7, 5)),
        ("digest_time", "23:59", time(23, 59)),
    ],
)
def test_a_setting_is_read_as_people_write_it(name: str, text: str, value: object) -> None:
    assert read_setting(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rhythm_days", "A=7"),
        ("rhythm_days", "A=0 B=14 C=30"),
        ("rhythm_days", "A=3651 B=14 C=30"),
        ("rhythm_days", "A=7 B=14 C=30 D=60"),
        ("rhythm_days", "A=7 A=8 B=14 C=30"),
        ("rhythm_days", "A=7 B=14 C=30 usually"),
        ("no_plan_days", "0"),
        ("no_plan_days", "-1"),
        ("no_plan_days", "9" * 500),
        ("birthday_leads", "soon"),
        ("birthday_leads", ""),
        ("evaluation_weights", "contribution=0 credit=0 potential=0"),
        ("evaluation_weights", "contribution=101 credit=0 potential=0"),
        ("level_thresholds", "A=40 B=40"),
        ("level_thresholds", "A=none B=40"),
        ("digest_time", "24:00"),
        ("digest_time", "8:60"),
        ("digest_time", "[@click=app.quit]x"),
    ],
)
def test_what_cannot_be_is_not_read(name: str, text: str) -> None:
    assert read_setting(name, text) is None


def test_only_what_differs_is_stored_and_comes_back() -> None:
    work = replace(DEFAULT_WORK, rhythm_days=ByLevel(5, None, 60), digest_time=time(7, 0))
    assert to_json(DEFAULT_WORK) == {}
    assert to_json(work) == {"rhythm_days": "A=5 B=none C=60", "digest_time": "07:00"}
    assert from_json(to_json(work)) == work


@pytest.mark.parametrize(
    "stored",
    [None, [], "x", {}, {"rhythm_days": 7}, {"rhythm_days": "soon", "of_tomorrow": "1"}],
)
def test_what_is_stored_wrongly_has_its_usual_value(stored: object) -> None:
    assert from_json(stored) == DEFAULT_WORK


def test_every_kind_of_key_date_has_its_leads() -> None:
    assert [DEFAULT_WORK.lead_times_of(kind) for kind in KeyDateKind] != []
    assert DEFAULT_WORK.lead_times_of(KeyDateKind.RENEWAL) == ("30d", "7d", "0d")


def test_a_level_has_its_own_number() -> None:
    assert [ByLevel(1, 2, None).of(level) for level in Level] == [1, 2, None]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", WORK_SETTINGS)
def test_what_is_shown_of_a_setting_may_be_typed_back(name: str, language: str) -> None:
    with_none = replace(DEFAULT_WORK, rhythm_days=ByLevel(7, None, 30), birthday_leads=())
    use_language(language)
    for work in (DEFAULT_WORK, with_none):
        assert read_setting(name, written_in_words(work, name)) == getattr(work, name)


def test_a_setting_is_shown_in_chinese() -> None:
    use_language("zh")
    assert written_in_words(DEFAULT_WORK, "renewal_leads") == "30天 7天 当天"
    assert written_in_words(DEFAULT_WORK, "evaluation_weights") == "贡献=50 信用=20 潜力=30"
