"""Project files as people use them."""

from crm_tui.services.projects.service import ProjectDetail, Projects

__all__ = ["ProjectDetail", "Projects"]
