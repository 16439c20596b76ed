"""The score in SQL is the rule's, and any sequence of acts can be taken back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.bootstrap import Crm
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.leads.records import LeadFollowUpDraft
from crm_tui.domain.leads.scoring import ScoreRule, rule_fault, score, score_facts
from crm_tui.domain.leads.values import LeadStage, ScoreCondition, ScoreField
from crm_tui.errors import RefusedError
from tests import make

texts = st.sampled_from(["", "杭州", "杭州市", "Abc", "aBC ", "ÄB", "总", "采购总监", "'%_"])
rules = st.lists(
    st.builds(
        ScoreRule,
        st.sampled_from(ScoreField),
        st.sampled_from(ScoreCondition),
        st.integers(-50, 50),
        texts,
    ).filter(lambda each: rule_fault(each) is None),
    max_size=8,
)


@given(table=rules, city=texts, title=texts, need=texts, source=st.sampled_from(["", "website"]))
def test_the_score_in_sql_is_the_rules(
    crm: Crm, table: list[ScoreRule], city: str, title: str, need: str, source: str
) -> None:
    admin = make.admin(crm)
    lead = make.lead(crm, company="云启", city=city, title=title, need=need, source=source)
    crm.lead_rules.set_score(admin, table)
    stored = crm.lead_rules.settings(admin).score_rules
    assert [each.value for each in stored] == [each.value.strip() for each in table]
    found = crm.leads.detail(admin, lead)
    assert found.row.score == score(stored, score_facts(found.row))
    assert found.row.score == sum(part.points for part in found.parts)


ACTS = ("edit", "qualify", "plan", "follow", "discard", "restore", "release", "convert", "delete")


@given(acts=st.lists(st.sampled_from(ACTS), max_size=8))
def test_any_acts_on_a_lead_can_be_taken_back_one_by_one(crm: Crm, acts: list[str]) -> None:
    admin = make.admin(crm)
    lead = make.lead(crm, company="云启")
    states = [_state(crm, lead)]
    for act in acts:
        if _acted(crm, lead, act):
            states.append(_state(crm, lead))
    while len(states) > 1:
        assert _state(crm, lead) == states.pop()
        crm.history.undo(admin)
    assert _state(crm, lead) == states.pop()


def _state(crm: Crm, lead_id: LeadId) -> tuple[object, ...]:
    detail = crm.leads.detail(make.admin(crm), lead_id)
    return replace(detail.row, version=0), detail.follow_ups


def _acted(crm: Crm, lead_id: LeadId, act: str) -> bool:
    """Do something to a lead; return whether it changed anything that can be taken back."""
    admin, now = make.admin(crm), crm.database.clock.now()
    reason = make.word(crm, DictionaryKind.DISCARD_REASON, "no_need")
    number = make.query(crm, "SELECT count(*) FROM event")
    doing: dict[str, Callable[[], object]] = {
        "edit": lambda: crm.leads.edit(admin, lead_id, {"city": f"杭州{number[0][0]}"}),
        "qualify": lambda: crm.leads.qualify(admin, [lead_id], LeadStage.SQL),
        "plan": lambda: crm.leads.set_next_contact(admin, lead_id, now + make.DAY),
        "follow": lambda: crm.leads.follow_up(admin, lead_id, LeadFollowUpDraft("x", now)),
        "discard": lambda: crm.leads.discard(admin, [lead_id], reason),
        "restore": lambda: crm.leads.restore(admin, [lead_id]),
        "release": lambda: crm.leads.release(admin, [lead_id]),
        "convert": lambda: crm.leads.convert(admin, lead_id, allow_duplicate=True),
        "delete": lambda: crm.leads.delete(admin, [lead_id]),
    }
    with contextlib.suppress(RefusedError):
        doing[act]()
    return bool(make.query(crm, "SELECT count(*) FROM event") != number)
