"""合同: drafted, signed, ended; what is signed protects its customer while it is in force."""

from crm_tui.services.contracts.service import Contracts
from crm_tui.services.contracts.writing import ContractWritten

__all__ = ["ContractWritten", "Contracts"]
