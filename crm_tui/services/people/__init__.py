"""The people of the office: departments as a tree, users, and the roles they have."""

from crm_tui.services.people.service import People

__all__ = ["People"]
