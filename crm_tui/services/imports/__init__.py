"""Import customers from a sheet: every row accepted or refused with its reason, in one batch."""

from crm_tui.services.imports.reading import Cancel, Progress
from crm_tui.services.imports.result_files import ResultWords
from crm_tui.services.imports.service import Imports

__all__ = ["Cancel", "Imports", "Progress", "ResultWords"]
