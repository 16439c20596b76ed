"""What the keys do with the customer under the cursor, or with all that are marked."""

from crm_tui.tui.record_commands.commands import RecordCommands

__all__ = ["RecordCommands"]
