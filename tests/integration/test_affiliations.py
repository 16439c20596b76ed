"""Contacts that change company or belong to several: what both customers know of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.affiliations import BelongsThere, Joining, NotAtHome, Tie
from crm_tui.domain.contacts import ContactFields, ContactRow, DecisionRole
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.events import Changed
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.pools import NotYours
from crm_tui.domain.timelines import EntryKind, TimelineEntry
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, NotFoundError, RefusedError, UndoRefusedError
from tests import invariants, make
from tests.answers import refusal_of
from tests.exporting import exported, table_of

TODAY = make.NOW.toordinal()
PHONE = "13800132231"


@pytest.fixture
def jia(crm: Crm, lina: Actor) -> CustomerId:
    return make.customer(crm, lina, "甲公司", phone=PHONE)


@pytest.fixture
def yi(crm: Crm, lina: Actor) -> CustomerId:
    return make.customer(crm, lina, "乙公司", contact_name="钱伟")


@pytest.fixture
def zhang(crm: Crm, lina: Actor, jia: CustomerId) -> ContactId:
    return people(crm, lina, jia)[0].id


def people(crm: Crm, actor: Actor, customer_id: CustomerId) -> tuple[ContactRow, ...]:
    return crm.customers.detail(actor, customer_id).contacts


def names(crm: Crm, actor: Actor, customer_id: CustomerId) -> list[str]:
    return [each.fields.name for each in people(crm, actor, customer_id)]


def found(crm: Crm, actor: Actor, typed: str) -> list[int]:
    return sorted(crm.customers.ids(actor, ListRequest(CustomerView.ALL, query=typed)))


def told(crm: Crm, actor: Actor, customer_id: CustomerId, kind: EntryKind) -> list[TimelineEntry]:
    entries = crm.customers.detail(actor, customer_id).timeline
    return [entry for entry in entries if entry.kind is kind]


def companies(crm: Crm, actor: Actor, contact_id: ContactId) -> list[tuple[str, Tie]]:
    shown = crm.affiliations.of(actor, contact_id).companies
    return [(each.name, each.tie) for each in shown]


# --- changing company ----------------------------------------------------------------------------


def test_who_changes_company_leaves_a_former_place_and_takes_the_phone_along(
    crm: Crm, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    make.follow_up(crm, lina, jia, "预算已批", contact_id=zhang)
    note = Joining(note="跳槽")
    crm.affiliations.move(lina, zhang, yi, on=TODAY - 3, joining=note)
    assert (names(crm, lina, jia), names(crm, lina, yi)) == ([], ["钱伟", "张敏"])
    (former,) = crm.customers.detail(lina, jia).companies.former
    assert (former.name, former.at.until_day, former.at.was_home) == ("张敏", TODAY - 3, True)
    assert companies(crm, lina, zhang) == [("乙公司", Tie.HOME), ("甲公司", Tie.FORMER)]
    (said,) = crm.follow_ups.list(lina, jia)
    assert (said.contact, said.content) == ("张敏", "预算已批")
    assert found(crm, lina, "张敏") == found(crm, lina, "2231") == [yi]
    assert [each.customer.id for each in crm.finding.callers(lina, PHONE)] == [yi]
    assert invariants.broken(crm) == []


def test_what_was_said_of_them_at_the_former_company_is_not_said_at_the_new_one(
    crm: Crm, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    fields = ContactFields(
        "张敏", title="采购总监", department="采购部", is_key=True,
        decision_role=DecisionRole.DECIDER, birthday="06-18",
    )  # fmt: skip
    crm.customers.edit_contact(lina, zhang, fields)
    crm.affiliations.move(lina, zhang, yi)
    (new,) = [each.fields for each in people(crm, lina, yi) if each.id == zhang]
    assert (new.title, new.department, new.is_key, new.decision_role) == (
        "采购总监", "", False, None,
    )  # fmt: skip
    (former,) = crm.customers.detail(lina, jia).companies.former
    assert (former.at.title, former.at.department) == ("采购总监", "采购部")
    assert [each.customer_id for each in crm.key_dates.list(lina, yi)] == [yi]
    crm.history.undo(lina)
    assert people(crm, lina, jia)[0].fields == fields
    assert [each.customer_id for each in crm.key_dates.list(lina, jia)] == [jia]


def test_both_timelines_tell_it_each_with_the_other(
    crm: Crm, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    crm.affiliations.move(lina, zhang, yi)
    for customer_id, other in ((jia, "乙公司"), (yi, "甲公司")):
        (entry,) = told(crm, lina, customer_id, EntryKind.CONTACT_MOVED)
        after = entry.facts["after"]
        assert isinstance(after, dict)
        assert (after["name"], after["other"], after.get("other_id")) == ("张敏", other, None)


def test_a_former_colleague_may_come_back_and_leave_again(
    crm: Crm, clock: FakeClock, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    for to in (yi, jia, yi, jia):
        crm.affiliations.move(lina, zhang, to)
        clock.advance(make.DAY)
    assert names(crm, lina, jia) == ["张敏"]
    assert crm.customers.detail(lina, jia).companies.former == ()
    assert [tie for _, tie in companies(crm, lina, zhang)].count(Tie.FORMER) == 4
    assert invariants.broken(crm) == []


# --- belonging to several ------------------------------------------------------------------------


def test_who_belongs_to_two_is_found_at_both_and_may_be_followed_up_there(
    crm: Crm, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    crm.affiliations.join(lina, zhang, yi, since=TODAY - 30, joining=Joining("顾问"))
    shared = people(crm, lina, yi)[-1]
    assert (shared.fields.name, shared.fields_here.title) == ("张敏", "顾问")
    assert found(crm, lina, "张敏") == found(crm, lina, "联系人:张敏") == [jia, yi]
    assert found(crm, lina, "2231") == [jia, yi]
    contact, *_others = [each for each in crm.finding.find(lina, "张敏") if each.id == zhang]
    assert "甲公司 · 乙公司" in contact.detail
    assert sorted(each.customer.id for each in crm.finding.callers(lina, PHONE)) == [jia, yi]
    known = crm.follow_ups.occasion(lina, yi).known.contacts
    assert [each.fields.name for each in known] == ["钱伟", "张敏"]
    make.follow_up(crm, lina, yi, "谈了合作", contact_id=zhang)
    assert crm.doctor.examine(thoroughly=True).is_sound
    assert invariants.broken(crm) == []


def test_a_new_phone_is_known_at_every_company(
    crm: Crm, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    crm.affiliations.join(lina, zhang, yi)
    crm.customers.edit_contact(lina, zhang, make.contact("张敏敏", "13912345678"))
    assert found(crm, lina, "张敏敏") == found(crm, lina, "5678") == [jia, yi]
    assert found(crm, lina, "2231") == []
    crm.history.undo(lina)
    assert found(crm, lina, "2231") == [jia, yi]
    assert crm.doctor.examine(thoroughly=True).is_sound


def test_who_left_a_further_company_is_found_there_no_more(
    crm: Crm, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    crm.affiliations.join(lina, zhang, yi)
    said = make.follow_up(crm, lina, yi, "谈了合作", contact_id=zhang)
    crm.affiliations.leave(lina, zhang, yi)
    assert found(crm, lina, "张敏") == [jia]
    assert companies(crm, lina, zhang) == [("甲公司", Tie.HOME), ("乙公司", Tie.FORMER)]
    crm.follow_ups.edit(lina, said.follow_up_id, {"content": "谈了合作方式"})
    with pytest.raises(NotFoundError):
        make.follow_up(crm, lina, yi, contact_id=zhang)


def test_a_further_company_becomes_the_own_one(
    crm: Crm, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    crm.affiliations.join(lina, zhang, yi, joining=Joining("顾问"))
    assert refusal_of(lambda: crm.affiliations.join(lina, zhang, yi)) == BelongsThere(
        "张敏", "乙公司"
    )
    crm.affiliations.move(lina, zhang, yi)
    assert companies(crm, lina, zhang) == [("乙公司", Tie.HOME), ("甲公司", Tie.FORMER)]
    assert people(crm, lina, yi)[-1].fields.title == "顾问"
    crm.history.undo(lina)
    assert companies(crm, lina, zhang) == [("甲公司", Tie.HOME), ("乙公司", Tie.FURTHER)]
    assert invariants.broken(crm) == []


def test_a_file_of_contacts_names_the_further_companies(
    crm: Crm, lina: Actor, yi: CustomerId, zhang: ContactId, tmp_path: Path
) -> None:
    crm.affiliations.join(lina, zhang, yi)
    file = tmp_path / "contacts.csv"
    columns = ("name", "contact_name", "other_companies")
    exported(crm, lina, file, Subject.CONTACTS, columns=columns)
    rows = [[*row.values()] for row in table_of(file)]
    assert rows == [["乙公司", "钱伟"], ["甲公司", "张敏", "乙公司"]]


# --- who may, and who sees -----------------------------------------------------------------------


@pytest.fixture
def zhaos(crm: Crm, zhao: Actor) -> CustomerId:
    return make.customer(crm, zhao, "丙公司", contact_name="孙梅")


def test_a_colleague_s_contact_is_not_moved_and_not_shared(
    crm: Crm, lina: Actor, zhao: Actor, yi: CustomerId, zhaos: CustomerId
) -> None:
    sun = people(crm, zhao, zhaos)[0].id
    before = make.done(crm)
    for actor in (lina, zhao):
        with pytest.raises(NotFoundError):
            crm.affiliations.move(actor, sun, yi)
        with pytest.raises(NotFoundError):
            crm.affiliations.join(actor, sun, yi)
    with pytest.raises(NotFoundError):
        crm.affiliations.of(lina, sun)
    assert make.done(crm) == before


def test_who_sees_but_may_not_change_is_told_whose_it_is(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, zhang: ContactId, zhaos: CustomerId
) -> None:
    crm.teams.add(zhao, [zhaos], lina.user_id, make.seat())
    reason = refusal_of(lambda: crm.affiliations.move(lina, zhang, zhaos))
    assert isinstance(reason, NotYours)
    crm.affiliations.move(boss, zhang, zhaos)
    assert names(crm, zhao, zhaos) == ["孙梅", "张敏"]


def test_a_company_out_of_sight_is_named_nowhere(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, zhang: ContactId, zhaos: CustomerId
) -> None:
    jia = crm.affiliations.of(lina, zhang).contact.customer_id
    crm.affiliations.join(boss, zhang, zhaos, joining=Joining("顾问"))
    for actor, customer_id, other in ((lina, jia, "丙公司"), (zhao, zhaos, "甲公司")):
        detail = crm.customers.detail(actor, customer_id)
        assert detail.companies.elsewhere == {}
        assert other not in repr((detail.contacts, detail.timeline, detail.companies))
        (entry,) = told(crm, actor, customer_id, EntryKind.CONTACT_JOINED)
        assert entry.facts["before"] == {}
        (shown,) = crm.affiliations.of(actor, zhang).companies
        assert shown.customer_id == customer_id
    (contact,) = [each for each in crm.finding.find(zhao, "张敏") if each.id == zhang]
    assert (contact.customer_id, "甲公司" in contact.detail) == (zhaos, False)
    with pytest.raises(RefusedError) as caught:
        crm.customers.edit_contact(zhao, zhang, make.contact("张敏"))
    assert caught.value.refusal == NotAtHome("张敏")
    assert refusal_of(lambda: crm.affiliations.move(zhao, zhang, zhaos)) == NotAtHome("张敏")
    crm.affiliations.leave(zhao, zhang, zhaos)
    assert names(crm, zhao, zhaos) == ["孙梅"]


def test_a_pool_that_hides_numbers_hides_those_of_whom_it_shares(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, zhang: ContactId, zhaos: CustomerId
) -> None:
    crm.affiliations.join(boss, zhang, zhaos)
    make.set_pool(crm, masks_contacts=True)
    crm.pools.return_to_pool(zhao, [zhaos], make.return_reason(crm))
    shared = people(crm, zhao, zhaos)[-1]
    assert PHONE not in repr(shared)
    assert found(crm, zhao, PHONE) == []
    assert crm.finding.find(zhao, PHONE) == []


# --- undo, set aside, purge ----------------------------------------------------------------------


@pytest.mark.parametrize("act", ["move", "join", "leave"])
def test_every_change_is_taken_back_whole(
    crm: Crm, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId, act: str
) -> None:
    if act == "leave":
        crm.affiliations.join(lina, zhang, yi)
    before = (people(crm, lina, jia), people(crm, lina, yi), companies(crm, lina, zhang))
    doing: dict[str, Callable[[], Changed]] = {
        "move": lambda: crm.affiliations.move(lina, zhang, yi),
        "join": lambda: crm.affiliations.join(lina, zhang, yi),
        "leave": lambda: crm.affiliations.leave(lina, zhang, yi),
    }
    doing[act]()
    assert companies(crm, lina, zhang) != before[2]
    crm.history.undo(lina)
    after = (people(crm, lina, jia), people(crm, lina, yi), companies(crm, lina, zhang))
    assert _without_versions(after) == _without_versions(before)
    kinds = (EntryKind.CONTACT_MOVED, EntryKind.CONTACT_LEFT)
    assert not [one for each in (jia, yi) for kind in kinds for one in told(crm, lina, each, kind)]
    assert crm.doctor.examine(thoroughly=True).is_sound
    assert invariants.broken(crm) == []


def _without_versions(shown: tuple[object, ...]) -> str:
    return "".join(part for part in repr(shown).split(", ") if not part.startswith("version="))


@pytest.mark.parametrize("changed", ["甲公司", "乙公司"])
def test_what_was_built_on_since_is_left_whole(
    crm: Crm, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId, changed: str
) -> None:
    done = crm.affiliations.move(lina, zhang, yi)
    crm.customers.edit(lina, jia if changed == "甲公司" else yi, {"city": "北京"})
    before = make.dump(crm)
    for rest in (False, True):
        with pytest.raises(UndoRefusedError) as caught:
            crm.history.undo(lina, done.batch_id, rest=rest)
        assert changed in [name for _, name in caught.value.changed]
        assert make.dump(crm) == before


def test_a_form_that_was_open_meanwhile_learns_of_it(
    crm: Crm, lina: Actor, yi: CustomerId, zhang: ContactId, jia: CustomerId
) -> None:
    seen = people(crm, lina, jia)[0]
    crm.affiliations.join(lina, zhang, yi)
    with pytest.raises(ConflictError):
        crm.customers.edit_contact(lina, zhang, make.contact("张敏"), seen_version=seen.version)


def test_a_further_company_that_is_set_aside_comes_back_with_them(
    crm: Crm, lina: Actor, admin: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    crm.affiliations.join(lina, zhang, yi)
    crm.standings.delete(lina, [yi])
    crm.customers.edit_contact(lina, zhang, make.contact("张敏敏", PHONE))
    assert found(crm, lina, "张敏敏") == [jia]
    crm.standings.restore(admin, [yi])
    assert found(crm, admin, "张敏敏") == found(crm, admin, "2231") == [jia, yi]
    assert crm.doctor.examine(thoroughly=True).is_sound


def test_a_purged_home_leaves_them_to_the_further_company(
    crm: Crm, lina: Actor, admin: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    crm.affiliations.join(lina, zhang, yi, joining=Joining("顾问"))
    crm.standings.delete(lina, [jia])
    assert crm.purges.preview(admin, [jia]).contents.contacts == 0
    crm.purges.purge(admin, [jia])
    assert companies(crm, lina, zhang) == [("乙公司", Tie.HOME)]
    assert people(crm, lina, yi)[-1].fields.title == "顾问"
    assert found(crm, lina, "2231") == [yi]
    assert crm.doctor.examine(thoroughly=True).is_sound
    assert invariants.broken(crm) == []


def test_a_purged_company_is_no_former_one(
    crm: Crm, lina: Actor, admin: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    done = crm.affiliations.move(lina, zhang, yi)
    crm.standings.delete(lina, [jia])
    crm.purges.purge(admin, [jia])
    assert companies(crm, lina, zhang) == [("乙公司", Tie.HOME)]
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, done.batch_id)
    assert invariants.broken(crm) == []


def test_a_merge_leaves_everybody_at_the_kept_company_once(
    crm: Crm, admin: Actor, lina: Actor, jia: CustomerId, yi: CustomerId, zhang: ContactId
) -> None:
    bing = make.customer(crm, lina, "丙公司", contact_name="孙梅")
    qian, sun = people(crm, lina, yi)[0].id, people(crm, lina, bing)[0].id
    crm.affiliations.join(lina, qian, jia)
    crm.affiliations.join(lina, zhang, yi)
    crm.affiliations.join(lina, sun, yi)
    crm.affiliations.join(lina, sun, jia)
    crm.affiliations.leave(lina, sun, jia)
    before = [companies(crm, lina, each) for each in (zhang, qian, sun)]
    crm.merging.merge(lina, jia, yi)
    assert names(crm, lina, jia) == ["张敏", "钱伟", "孙梅"]
    assert [tie for _, tie in companies(crm, lina, sun)] == [Tie.HOME, Tie.FURTHER, Tie.FORMER]
    assert companies(crm, lina, qian) == [("甲公司", Tie.HOME)]
    assert crm.doctor.examine(thoroughly=True).is_sound
    assert invariants.broken(crm) == []
    crm.history.undo(lina)
    assert [companies(crm, lina, each) for each in (zhang, qian, sun)] == before
    assert crm.doctor.examine(thoroughly=True).is_sound
    assert invariants.broken(crm) == []
