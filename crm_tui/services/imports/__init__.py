"""Import from a file or a paste: every row stored or refused with its reason, in one batch."""

from crm_tui.services.imports.reading import Cancel, Progress
from crm_tui.services.imports.result_files import refuse_result
from crm_tui.services.imports.service import ImportProposal, Imports

__all__ = ["Cancel", "ImportProposal", "Imports", "Progress", "refuse_result"]
