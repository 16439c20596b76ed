"""目标与业绩: targets of people by month, what is there of them, and files of both."""

from crm_tui.services.targets.files import TargetFiles
from crm_tui.services.targets.service import Targets

__all__ = ["TargetFiles", "Targets"]
