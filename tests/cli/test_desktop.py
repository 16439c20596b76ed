"""What a shell expects of a program: completion, a manual page, its keys in a list."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer

from crm_tui.cli.app import make_app
from crm_tui.cli.completing import words_of
from crm_tui.cli.completion_scripts import SCRIPTS
from crm_tui.tui.keys import COMMANDS
from tests.cli.process import ROOT, Shell
from tests.long_runs import only_long


def _proposed(shell: Shell, *words: str) -> list[str]:
    told = shell.done("completion", "words", "--", *words).out
    return [line.partition("\t")[0] for line in told.splitlines()]


# Completion ---------------------------------------------------------------------------------------


def test_commands_options_and_choices_are_completed(new: Shell) -> None:
    assert _proposed(new, "cust") == ["customer"]
    assert "show" in _proposed(new, "customer", "s")
    assert _proposed(new, "customer", "show", "--js") == ["--json"]
    assert _proposed(new, "--db", "x.db", "completion", "install", "z") == ["zsh"]
    assert _proposed(new, "nonsense", "x") == []
    assert _proposed(new, "") != []
    assert "words" not in _proposed(new, "completion", "")


def test_names_of_the_office_are_completed(sample: Shell) -> None:
    customers = _proposed(sample, "customer", "show", "北京")
    assert customers
    assert all(name.startswith("北京") for name in customers)
    assert "mine" in _proposed(sample, "customer", "list", "--view", "mi")
    assert _proposed(sample, "pool", "show", "公") == ["公海"]
    assert _proposed(sample, "--user", "wang") == ["wangwei"]
    assert _proposed(sample, "pool", "assign", "1", "--to", "li") == ["lina"]
    assert "level:A" in _proposed(sample, "--lang", "en", "customer", "list", "level:")
    assert "status:draft" in _proposed(sample, "--lang", "en", "order", "list", "status:")
    assert "阶段:mql" in _proposed(sample, "lead", "list", "阶段:m")
    assert "overdue" in _proposed(sample, "order", "list", "--view", "over")


def test_only_what_one_may_see_is_proposed(office: Shell) -> None:
    office.done("customer", "add", "北京恒信", "--contact", "张敏")
    asked = ("customer", "show", "北京")
    assert _proposed(office, *asked) == ["北京恒信"]
    assert _proposed(office, "--user", "lina", *asked) == []


def test_without_an_office_no_name_is_proposed_and_no_file_is_made(new: Shell) -> None:
    assert _proposed(new, "customer", "show", "北京") == []
    assert not new.database.exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("crm customer sh", ["customer", "sh"]),
        ("crm customer show ", ["customer", "show", ""]),
        ("crm customer show '北京 恒", ["customer", "show", "北京 恒"]),
        ('crm customer show "北京', ["customer", "show", "北京"]),
        ("crm customer show 北京\\ 恒", ["customer", "show", "北京 恒"]),
        ("crm", []),
        ("crm ", [""]),
    ],
)
def test_a_line_that_is_still_typed_is_taken_apart(line: str, words: list[str]) -> None:
    assert words_of(line) == words


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize(
    ("line", "first"), [("crm cust", "customer"), ("crm customer list level:", "A")]
)
def test_bash_completes(sample: Shell, tmp_path: Path, line: str, first: str) -> None:
    program = tmp_path / "bin" / "crm"
    program.parent.mkdir()
    command = shutil.which("crm", path=str(ROOT / ".venv" / "bin")) or "crm"
    program.symlink_to(command)
    script = tmp_path / "completion.bash"
    script.write_text(SCRIPTS["bash"], encoding="utf-8")
    asked = f"""
        source '{script}'
        COMP_LINE='{line}' COMP_POINT={len(line)}
        _crm_complete
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    environment = {**sample.variables(), "PATH": f"{program.parent}:{os.environ['PATH']}"}
    ended = subprocess.run(
        ["bash", "--norc", "-c", asked],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert ended.stdout.splitlines()[0] == first, ended.stderr


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_completion_is_installed_once(new: Shell, tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    new.environment.update(HOME=str(home), XDG_DATA_HOME="", XDG_CONFIG_HOME="", ZDOTDIR="")
    (home / ".bashrc").write_text("alias ll='ls -l'", encoding="utf-8")
    for _again in range(2):
        new.done("completion", "install", name)
    written = {file: file.read_text(encoding="utf-8") for file in home.rglob("*") if file.is_file()}
    assert any(text == SCRIPTS[name] for text in written.values())
    assert written[home / ".bashrc"].startswith("alias ll='ls -l'")
    assert sum(text.count("# crm\n") for text in written.values()) <= 1
    assert new.done("completion", "script", name).out == SCRIPTS[name]


# The manual page ----------------------------------------------------------------------------------


def _commands(group: Any, context: Any, path: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        here = (*path, name)
        if hasattr(command, "list_commands"):
            inner = typer.Context(command, info_name=name, parent=context)
            found += _commands(command, inner, here)
        elif not command.hidden:
            found.append((" ".join(here), command))
    return found


@pytest.mark.parametrize("language", ["zh", *only_long(["en"])])
def test_the_manual_page_tells_every_command_and_option(new: Shell, language: str) -> None:
    page = new.done("--lang", language, "--print-man").out.replace("\\-", "-")
    root = typer.main.get_command(make_app())
    context: Any = typer.Context(root, info_name="crm")
    listed = _commands(root, context)
    assert len(listed) > 50
    for name, command in listed:
        _before, found, after = page.partition(f'.SS "crm {name} ')
        assert found, name
        part = after.partition(".SS ")[0]
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert option in part, (name, option)
    assert ("手册" in page) is (language == "zh")


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_the_manual_page_is_well_formed(new: Shell) -> None:
    page = new.done("--lang", "en", "--print-man").out
    ended = subprocess.run(
        ["groff", "-Kutf8", "-man", "-Tutf8", "-ww", "-z"],
        input=page,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ended.stderr == ""


# Keys ---------------------------------------------------------------------------------------------


def test_every_key_is_told_with_the_users_own(new: Shell, tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('[keys]\nfollow_up = "f23"\n', encoding="utf-8")
    new.environment["CRM_CONFIG"] = str(file)
    told = {row["id"]: row for row in new.done("--print-keys", "--json").json}
    assert set(told) == {each.id for each in COMMANDS}
    assert (told["follow_up"]["keys"], told["follow_up"]["own"]) == (["f23"], True)
    assert told["claim"]["own"] is False
    assert "写跟进" in new.done("--lang", "zh", "--print-keys").out
