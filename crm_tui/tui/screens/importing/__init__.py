"""An import on the screens: the file, its columns, what a match means, a dry run, the import."""

from crm_tui.tui.screens.importing.opening import begin_import

__all__ = ["begin_import"]
