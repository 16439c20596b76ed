"""审批: asked, granted or refused by who stands above, and used up by what was granted."""

from crm_tui.services.approvals.service import Approvals, ApprovalWritten

__all__ = ["ApprovalWritten", "Approvals"]
