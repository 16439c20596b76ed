"""What was typed into a dialog outlives a kill, and nothing of it is left once it was answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.forms import text_of
from crm_tui.tui.widgets.fields import Form, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog
from tests.ui.stage import on_stage, session_of

HEADING, HALF = "“恒信” is lost: why?", "对手便宜 [/]"


def dialog_of(crm: Crm, actor: Actor, heading: str = HEADING, told: str = "") -> FormDialog:
    """A dialog that asks for a reason."""
    dialog = FormDialog(heading, lambda: [TextField("Note", id="note")], "Lost", lines=[told])
    dialog.keep_for(session_of(crm, actor))
    return dialog


def note(dialog: FormDialog) -> str:
    (field,) = dialog.query_one(Form).fields
    return text_of(field)


@pytest.fixture
async def killed(crm: Crm, admin: Actor, tmp_path: Path) -> Path:
    """The folder of the drafts after the program was killed with a half typed reason."""
    folder = tmp_path / "drafts"
    async with on_stage(dialog_of(crm, admin), tmp_path) as (driver, _stage):
        await driver.type_text(HALF)
        await driver.wait_until(lambda: len(list(folder.glob("*.json"))) == 1, "the draft")
    return folder


async def test_it_stands_there_again_and_goes_when_it_is_answered(
    crm: Crm, admin: Actor, tmp_path: Path, killed: Path
) -> None:
    dialog = dialog_of(crm, admin)
    async with on_stage(dialog, tmp_path) as (driver, stage):
        await driver.see("it is put back")
        assert note(dialog) == HALF
        await driver.press("f2")
        await driver.wait_until(lambda: stage.answers == [{"note": HALF}], "the answer")
        await driver.wait_until(lambda: not list(killed.glob("*")), "no draft")


async def test_closed_without_an_answer_it_is_gone(
    crm: Crm, admin: Actor, tmp_path: Path, killed: Path
) -> None:
    async with on_stage(dialog_of(crm, admin), tmp_path) as (driver, stage):
        await driver.see("it is put back")
        await driver.press("escape", "y")
        await driver.wait_until(lambda: stage.answers == [None], "closed")
        await driver.wait_until(lambda: not list(killed.glob("*")), "no draft")


@pytest.mark.parametrize(
    ("heading", "told"), [("“华电” is lost: why?", ""), (HEADING, "another follow-up")]
)
async def test_it_is_put_into_no_other_dialog(
    crm: Crm, admin: Actor, tmp_path: Path, killed: Path, heading: str, told: str
) -> None:
    dialog = dialog_of(crm, admin, heading, told)
    async with on_stage(dialog, tmp_path) as (driver, _stage):
        await driver.type_text("别的")
        await driver.wait_until(lambda: len(list(killed.glob("*.json"))) == 2, "its own draft")
        assert note(dialog) == "别的"
