"""The rows of which a sum is made; enter opens the customer of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content

from crm_tui.domain.credits import CreditRequest, CreditRow
from crm_tui.domain.events import Changed
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.targets import credit_amount, credit_customer
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import word
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.panes import TitledPane
from crm_tui.tui.widgets.record_list import Cell, Column, RecordList
from crm_tui.tui.widgets.record_list.messages import Opened
from crm_tui.tui.widgets.record_list.rows import Rows
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.values import dataclass

_MOST = 5_000


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A row at its place: of several things the numbers may be the same."""

    id: int
    row: CreditRow


class CreditsScreen(ScreenCommands[None]):
    """What counts to somebody's credit in some days, the newest first."""

    scope = Scope.CREDITS
    marks_all = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.CREDITS)]

    def __init__(self, session: Session, request: CreditRequest, about: str) -> None:
        """Say whose and when it is by `about`."""
        super().__init__(session)
        self._request = request
        self._about = about
        self._records: RecordList[CreditLine] = RecordList(_columns(session, request))

    def compose(self) -> ComposeResult:
        """Put the rows between status line and footer."""
        yield StatusBar()
        with Horizontal(classes="tab--body"), TitledPane(classes="tab--list"):
            yield self._records
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the rows."""
        self._records.focus()
        self._records.empty = Content(_("Nothing counts in this month yet."))
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        self._read()

    def _read(self) -> None:
        targets, actor, request = self.session.crm.targets, self.session.actor, self._request
        self.operations.ask(
            lambda: targets.rows(actor, request, limit=_MOST), self._show, key="credits"
        )

    def records_changed(self, _changed: Changed) -> None:
        """Read the rows anew."""
        self._read()

    def _show(self, rows: Sequence[CreditRow]) -> None:
        lines = Rows([CreditLine(number, each) for number, each in enumerate(rows, start=1)])
        self._records.replace_source(lines, opening=lines.opening(self._records.cursor_id))
        heading = f"{word(self._request.credit)} · {self._about}"
        count = len(rows)
        said = ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}")
        if self._request.credit.is_money:
            whole = sum(each.reported_minor or 0 for each in rows)
            said = f"{said} · {amount(whole, self.session.office.currency)}"
        self.query_one(TitledPane).show_titles(Content(heading), Content(said))
        self.tell_place(heading)

    def on_record_list_opened(self, message: Opened) -> None:
        """Open the customer of a row, where one sees it."""
        message.stop()
        line = self._records.cursor_record
        if line is None:
            return
        if line.row.customer:
            self.show_found(line.row.customer_id, found_by="targets")
        else:
            self.operations.tell(
                _("You do not see this customer any more; it went to others."), severity="warning"
            )

    def action_open(self) -> None:
        """Open the customer of the row under the cursor."""
        self._records.action_open()

    def action_back(self) -> None:
        """Go back to the sums."""
        self.dismiss(None)


def _columns(session: Session, request: CreditRequest) -> tuple[Column[CreditLine], ...]:
    own = session.office.currency

    def text(said: Callable[[CreditRow], str]) -> Callable[[CreditLine], Cell]:
        return lambda line: Cell(said(line.row))

    found = [
        Column("day", _("Day"), 10, text(lambda row: iso_day(row.day) or ""), sortable=False),
        Column("person", _("Colleague"), 10, text(lambda row: row.person), sortable=False),
        Column(
            "customer",
            _("Customer"),
            20,
            text(credit_customer),
            flexible=True,
            widest=40,
            sortable=False,
        ),
        Column(
            "what",
            _("What it was"),
            16,
            text(lambda row: row.what),
            priority=1,
            flexible=True,
            widest=40,
            sortable=False,
        ),
    ]
    if request.credit.is_money:
        found.append(
            Column(
                "amount",
                _("Amount"),
                16,
                text(lambda row: credit_amount(row, request.credit, own)),
                align=Align.RIGHT,
                sortable=False,
            )
        )
    return tuple(found)
