"""产品: what the office sells, searched and filtered, and written into a file as it is listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.queries.fields import PRODUCTS
from crm_tui.i18n import _, ngettext
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.searched_parts import SearchedPart
from crm_tui.tui.screens.settings.products import ProductList
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.form_dialogs import Values


class ProductsScreen(SearchedPart):
    """The products, those no longer sold as well, with the keys of the setup."""

    scope = Scope.PRODUCTS
    subject = PRODUCTS
    exports: Sequence[Subject] = ()
    customer_id: CustomerId | None = None
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.PRODUCTS)]

    def __init__(self, session: Session, *, is_searched: bool = False) -> None:
        super().__init__(session, ProductList)
        self._is_searched = is_searched

    @property
    def search_words(self) -> str:
        """What stands in the empty search line."""
        return _("Code, name or its pinyin initials")

    @property
    def searched(self) -> ProductList:
        """The list."""
        shown = self.shown
        if not isinstance(shown, ProductList):
            raise TypeError("the list of this screen are products")
        return shown

    def focus_first(self) -> None:
        """Begin in the search line where that was asked for, else in the list."""
        if self._is_searched:
            self._is_searched = False
            self.action_search()
        else:
            super().focus_first()

    def ask_for_file(self) -> None:
        """Ask for the file, then write the products that are listed into it."""
        from crm_tui.presentation.product_files import product_words  # noqa: PLC0415
        from crm_tui.tui.screens.export_dialog import (  # noqa: PLC0415 - rarely needed
            product_export_dialog,
            target_of,
        )

        files, actor, request = (
            self.session.crm.product_files,
            self.session.actor,
            self.searched.request,
        )

        def answered(values: Values | None) -> None:
            if values is None:
                return
            path, overwrites = target_of(values)
            self.operations.perform(
                lambda: files.export(actor, path, request, product_words(), overwrite=overwrites),
                lambda rows: self.operations.tell(
                    ngettext("{count} row in {file}.", "{count} rows in {file}.", rows).format(
                        count=rows, file=path
                    )
                ),
            )

        self.app.push_screen(product_export_dialog(self.session), answered)
