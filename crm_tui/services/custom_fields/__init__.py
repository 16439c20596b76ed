"""The office's own fields: what they are, and what records may hold in them."""

from crm_tui.services.custom_fields.service import CustomFields

__all__ = ["CustomFields"]
