"""What a file of products says besides them: names that the import knows again."""

from __future__ import annotations

from crm_tui.domain.product_rows import ProductWords
from crm_tui.i18n import _
from crm_tui.presentation.products import column_label, period_words


def product_words() -> ProductWords:
    """Return the words of a file of products in the language in use."""
    return ProductWords(
        label=column_label, period=period_words, yes=_("yes"), no=_("no"), sheet=_("Product list")
    )
