"""Comments, notices, files, the timeline and calls, from the shell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.process import Shell


def test_a_comment_reaches_its_author_and_becomes_a_task(sample: Shell) -> None:
    sample.done("pool", "claim", "1", "--user", "lina")
    written = sample.done("follow", "add", "1", "聊了报价", "--user", "lina", "--json").json
    refused = sample.crm("follow", "comment", str(written["id"]), "x", "--user", "lina", "--json")
    assert (refused.code, refused.error["error"]) == (4, "comment_from_above")
    said = sample.done(
        "follow",
        "comment",
        str(written["id"]),
        "问清谁拍板",
        "--task",
        "明天10点 再打一次",
        "--json",
    ).json
    assert said["due_at"] == "2026-11-23T10:00:00+08:00"
    (notice,) = sample.done("notice", "list", "--user", "lina", "--json").json
    assert (notice["kind"], notice["follow_up_id"]) == ("comment", written["id"])
    assert (notice["author"], notice["words"]) == ("王伟", "问清谁拍板")
    (row,) = sample.done("follow", "list", "1", "--limit", "1", "--json").json
    assert row["comments"] == ["王伟: 问清谁拍板"]
    tasks = sample.done("remind", "list", "1", "--json").json
    assert "再打一次" in [each["title"] for each in tasks]
    assert sample.done("notice", "seen", "--user", "lina", "--json").json["seen"] == 1
    assert sample.done("notice", "list", "--user", "lina", "--json").json == []
    sample.done("undo")
    assert sample.done("follow", "list", "1", "--limit", "1", "--json").json[0]["comments"] == []
    nothing = sample.crm("follow", "comment", str(written["id"]), "x", "--task", "再打", "--json")
    assert nothing.code == 2


def test_who_is_named_is_told_and_the_writer_hears_of_whom_not(sample: Shell) -> None:
    sample.done("pool", "claim", "1", "--user", "lina")
    line = ("1", "@wangwei @赵军 @无此人 看看")
    said = sample.done("follow", "add", *line, "--user", "lina", "--lang", "zh").out
    assert "已通知：王伟" in said
    assert "@无此人" in said
    needs = sample.done("follow", "add", "1", "聊", "--needs", "要分期", "--json").json["id"]
    sample.done("follow", "edit", str(needs), "--problems", "预算不够")
    row = sample.done("follow", "list", "1", "--limit", "1", "--json").json[0]
    assert (row["needs"], row["problems"]) == ("要分期", "预算不够")


def test_files_are_kept_listed_saved_and_removed(sample: Shell, tmp_path: Path) -> None:
    sample.done("pool", "claim", "1")
    source = tmp_path / "报价 [bold].txt"
    source.write_text("分期方案", encoding="utf-8")
    sample.done("file", "add", "1", str(source))
    (row,) = sample.done("file", "list", "1", "--json").json
    assert (row["name"], row["size"]) == ("报价 [bold].txt", 12)
    out = tmp_path / "out"
    out.mkdir()
    saved = sample.done("file", "save", str(row["id"]), str(out), "--json").json["path"]
    assert Path(saved).read_text(encoding="utf-8") == "分期方案"
    for path, reason in ((tmp_path, "not_a_file"), (tmp_path / "none", "not_found")):
        refused = sample.crm("file", "add", "1", str(path), "--json")
        assert (refused.code, refused.error["reason"]) == (2, reason)
    sample.done("file", "remove", str(row["id"]))
    assert sample.done("file", "list", "1", "--json").json == []
    assert "附件：完好" in sample.done("doctor", "--files", "--lang", "zh").out


def test_the_timeline_is_narrowed_and_searched(sample: Shell) -> None:
    sample.done("pool", "claim", "1")
    sample.done("follow", "add", "1", "预算已批，要分期方案")
    found = sample.done("customer", "timeline", "1", "--search", "分期方案", "--json").json
    assert [each["what"] for each in found["entries"]] == ["follow_up"]
    owners = sample.done("customer", "timeline", "1", "--only", "owners", "--limit", "1", "--json")
    assert owners.json["entries"][0]["what"] == "period_started"


def test_a_call_finds_its_customer_however_the_number_is_written(sample: Shell) -> None:
    sample.done("customer", "add", "恒信精密", "--contact", "张敏", "--phone", "13912345678")
    for written in ("13912345678", "+86 139-1234-5678", "（139）1234 5678"):
        (found,) = sample.done("call", written, "--json").json["found"]
        assert (found["name"], found["contact"]) == ("恒信精密", "张敏")
    assert "恒信精密 · 张敏" in sample.done("call", "13912345678").out
    nobody = sample.crm("call", "13900000000", "--lang", "zh")
    assert nobody.code == 3
    assert "crm customer add" in nobody.err
    assert sample.crm("call", "张敏").code == 2
    other = ("--allow-duplicate", "--phone", "13912345678")
    sample.done("customer", "add", "上海浦江", "--contact", "李强", *other)
    assert len(sample.done("call", "13912345678", "--json").json["found"]) == 2
    assert sample.crm("call", "13912345678", "--user", "zhaojun").code in {0, 3}
