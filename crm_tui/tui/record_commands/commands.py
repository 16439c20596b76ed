"""All that can be done with customers, put together for the screens that show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Generic

from crm_tui.tui.commands import ResultT
from crm_tui.tui.record_commands.dating import DatingCommands
from crm_tui.tui.record_commands.forms import FormCommands
from crm_tui.tui.record_commands.giving import GivingCommands
from crm_tui.tui.record_commands.keeping import KeepingCommands
from crm_tui.tui.record_commands.looking import LookingCommands
from crm_tui.tui.record_commands.losing import LosingCommands
from crm_tui.tui.record_commands.merging import MergingCommands
from crm_tui.tui.record_commands.removing import RemovingCommands
from crm_tui.tui.record_commands.teaming import TeamingCommands
from crm_tui.tui.record_commands.working import WorkingCommands


class RecordCommands(
    FormCommands[ResultT],
    GivingCommands[ResultT],
    KeepingCommands[ResultT],
    RemovingCommands[ResultT],
    TeamingCommands[ResultT],
    WorkingCommands[ResultT],
    LookingCommands[ResultT],
    DatingCommands[ResultT],
    LosingCommands[ResultT],
    MergingCommands[ResultT],
    Generic[ResultT],
):
    """A screen on which every key for customers works."""

    JUDGES: ClassVar[Mapping[str, str]] = {
        **FormCommands.JUDGES,
        **GivingCommands.JUDGES,
        **KeepingCommands.JUDGES,
        **RemovingCommands.JUDGES,
        **TeamingCommands.JUDGES,
        **WorkingCommands.JUDGES,
        **LookingCommands.JUDGES,
        **LosingCommands.JUDGES,
        **MergingCommands.JUDGES,
    }
