"""Where a quote or a contract is written to: a path whose ending says as what."""

from __future__ import annotations

from collections.abc import Collection

from crm_tui.i18n import _
from crm_tui.tui.screens.export_dialog import downloads
from crm_tui.tui.widgets.path_field import PathField, typed_path


class PaperPath(PathField):
    """A path whose ending names a kind of file that a paper can be written as."""

    def __init__(self, text: str, endings: Collection[str], wrong: str) -> None:
        super().__init__(_("Export to"), text, placeholder=_("→ completes a path"), id="path")
        self._endings = endings
        self._wrong = wrong

    def why_wrong(self) -> str | None:
        """Return which endings there are, for another one."""
        if typed_path(self.value).suffix.lower() not in self._endings:
            return self._wrong
        return super().why_wrong()


def path_field(number: str, endings: Collection[str], wrong: str) -> PaperPath:
    """Return the line for a path, at first a page of the paper's number among the downloads."""
    name = "".join(each if each.isalnum() or each in "-_." else "-" for each in number)
    return PaperPath(str(downloads() / f"{name}.html"), endings, wrong)
