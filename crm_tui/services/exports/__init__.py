"""Exports: records of any list or query into a file, each written down in the history."""

from crm_tui.services.exports.service import Exports

__all__ = ["Exports"]
