"""Copy a whole office into an empty database of either engine, and compare every row of it."""

from crm_tui.db.moving.copying import copied
from crm_tui.db.moving.files import copy_files

__all__ = ["copied", "copy_files"]
