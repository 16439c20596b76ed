"""报价单: drafted, priced, sent in versions, answered; what is sent is a fact for the pool."""

from crm_tui.services.quotes.service import Quotes, QuoteWritten

__all__ = ["QuoteWritten", "Quotes"]
