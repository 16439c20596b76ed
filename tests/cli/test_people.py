"""`crm user`, `dept`, `role` and `leave`: what an administrator types, and what is refused."""

from __future__ import annotations

import csv
import io

from crm_tui.domain.users import Permission
from tests.cli.process import Shell


def test_a_tree_of_departments_is_built_moved_and_emptied(office: Shell) -> None:
    office.done("dept", "add", "华东")
    office.done("dept", "add", "上海", "--in", "华东", "--manager", "lina")
    moved = office.done("dept", "edit", "上海", "--in", "", "--name", "沪", "--json").json
    assert (moved["name"], moved["parent_id"], moved["manager"]) == ("沪", None, "lina")
    assert moved["batch"] is not None
    listed = list(csv.DictReader(io.StringIO(office.done("dept", "list", "--csv").out)))
    assert [row["name"] for row in listed] == ["华东", "沪"]
    office.done("user", "edit", "李娜", "--department", "华东")
    refused = office.crm("dept", "delete", "华东", "--json")
    assert (refused.code, refused.error["error"]) == (4, "department_not_empty")
    assert refused.error["people"] == 1
    office.done("user", "edit", "lina", "--department", "")
    assert office.done("dept", "delete", "华东").out == "Deleted: 华东.\n"
    office.done("undo")
    assert "华东" in office.done("dept", "list").out


def test_a_department_below_itself_or_unknown_is_refused(office: Shell) -> None:
    office.done("dept", "add", "华东")
    office.done("dept", "add", "上海", "--in", "华东")
    assert office.crm("dept", "edit", "华东", "--in", "上海").code == 4
    assert office.crm("dept", "edit", "火星", "--name", "x").code == 3
    assert office.crm("dept", "add", "华东").code == 2
    assert office.crm("dept", "add", "南区", "--user", "lina").code == 4


def test_a_colleague_is_added_edited_and_shown(office: Shell) -> None:
    added = office.done(
        "user", "add", "zhang", "--name", "张强", "--role", "manager", "--manager", "wangwei",
        "--also", "rep", "--region", "浙江", "--industry", "软件", "--product", "云主机", "--json",
    ).json  # fmt: skip
    assert (added["role"], added["further_roles"]) == ("部门经理", ["销售"])
    assert (added["manager"], added["regions"]) == ("wangwei", ["浙江"])
    assert (added["industries"], added["products"]) == (["软件"], ["云主机"])
    edited = office.done(
        "user", "edit", "zhangqiang", "--region", "", "--manager", "", "--also", "", "--json"
    ).json
    assert (edited["regions"], edited["manager"], edited["further_roles"]) == ([], None, [])
    assert "张强 (zhang)" in office.done("user", "show", "zq").out
    assert office.done("user", "edit", "zhang", "--name", "张强").out == "Nothing to change.\n"


def test_who_holds_customers_cannot_leave_and_the_number_is_told(office: Shell) -> None:
    office.done("customer", "add", "恒信", "--contact", "张敏", "--user", "lina")
    for verb in ("disable", "left"):
        refused = office.crm("user", verb, "lina", "--json")
        assert (refused.code, refused.error["error"], refused.error["held"]) == (
            4,
            "still_holds",
            1,
        )
    assert office.done("customer", "list", "--json").json[0]["owner"] == "lina"
    office.done("pool", "return", "1", "--reason", "其他", "--user", "lina")
    assert office.done("user", "left", "lina", "--json").json["status"] == "left"
    assert office.crm("today", "--user", "lina").code == 3
    assert office.done("user", "enable", "lina", "--json").json["status"] == "active"


def test_an_ambiguous_name_lists_the_candidates(office: Shell) -> None:
    office.done("user", "add", "lina2", "--name", "李娜")
    refused = office.crm("user", "disable", "李娜", "--json")
    assert (refused.code, refused.error["error"]) == (2, "ambiguous_reference")
    office.done("user", "disable", "lina2")


def test_the_help_of_roles_names_every_permission(office: Shell) -> None:
    told = " ".join(office.done("role", "add", "--help").out.split())
    assert [each.value for each in Permission if each.value not in told] == []


def test_a_department_is_listed_with_who_leads_it_and_not_with_who_is_above(office: Shell) -> None:
    office.done("dept", "add", "华东", "--manager", "lina")
    heading = office.done("dept", "list", "--lang", "zh").out.splitlines()[0]
    assert heading.split() == ["编号", "部门", "负责人", "人数"]


def test_a_role_of_one_s_own(office: Shell) -> None:
    made = office.done(
        "role", "add", "clerk", "--name", "内勤", "--scope", "all", "--allow", "import", "--json"
    ).json
    assert (made["scope"], made["permissions"]) == ("all", ["import", "view"])
    edited = office.done(
        "role", "edit", "内勤", "--allow", "follow_up", "--forbid", "import", "--json"
    ).json
    assert edited["permissions"] == ["follow_up", "view"]
    assert "write follow-ups" in office.done("role", "show", "clerk").out
    office.done("user", "edit", "lina", "--role", "clerk")
    refused = office.crm("role", "delete", "clerk", "--json")
    assert (refused.code, refused.error["error"], refused.error["people"]) == (4, "role_in_use", 1)
    assert office.crm("role", "delete", "admin").code == 4
    assert office.crm("role", "add", "x", "--name", "X", "--allow", "fly").code == 2
    assert office.crm("role", "add", "clerk", "--name", "Y").code == 2
    assert {row["code"] for row in office.done("role", "list", "--json").json} == {
        "admin",
        "manager",
        "rep",
        "clerk",
    }


def test_the_last_administrator_cannot_go(office: Shell) -> None:
    refused = office.crm("user", "edit", "wangwei", "--role", "rep", "--json")
    assert (refused.code, refused.error["error"]) == (4, "last_admin")


def test_leave_is_recorded_listed_and_cancelled(office: Shell) -> None:
    added = office.done(
        "leave", "add", "lina", "--from", "2026-12-01", "--to", "2026-12-03", "--cover", "wangwei",
        "--reason", "年假", "--json",
    ).json  # fmt: skip
    assert (added["user"], added["first_day"], added["cover"]) == ("lina", "2026-12-01", "wangwei")
    assert [row["id"] for row in office.done("leave", "list", "--json").json] == [added["id"]]
    assert office.done("leave", "list", "--of", "wangwei", "--json").json == []
    overlapping = office.crm("leave", "add", "lina", "--from", "2026-12-03", "--to", "2026-12-04")
    assert overlapping.code == 4
    assert office.done("leave", "cancel", str(added["id"]), "--json").json["cancelled"]
    assert office.done("leave", "cancel", str(added["id"]), "--json").json["batch"] is None
    office.at = "2027-01-05T12:00:00+08:00"
    assert office.done("leave", "list", "--json").json == []
    assert len(office.done("leave", "list", "--ended", "--json").json) == 1


def test_a_cover_reads_in_the_day_whose_task_it_is(office: Shell) -> None:
    today = ("--from", office.at[:10], "--to", office.at[:10])
    office.done("leave", "add", "lina", *today, "--cover", "wangwei", "--json")
    office.done("task", "add", "寄合同", "--at", office.at[:10], "--to", "lina", "--json")
    assert "for 李娜: 寄合同" in office.done("today").out
    (row,) = office.done("today", "--json").json
    assert (row["why"], row["title"]) == ("covered", "寄合同")


def test_leave_that_cannot_be_is_refused_with_the_days(office: Shell) -> None:
    long = office.crm(
        "leave", "add", "lina", "--from", "2026-12-01", "--to", "2026-12-16", "--json"
    )
    assert (long.code, long.error["days"], long.error["limit"]) == (4, 16, 15)
    own = ("leave", "add", "lina", "--from", "2026-12-01", "--to", "2026-12-02", "--user", "lina")
    assert office.crm(*own).code == 4
    backwards = ("leave", "add", "lina", "--from", "2026-12-02", "--to", "2026-12-01")
    assert office.crm(*backwards).code == 2
    assert office.crm("leave", "cancel", "99").code == 3
    assert office.crm("leave", "add", "lina", "--from", "2026-12-01").code == 2
