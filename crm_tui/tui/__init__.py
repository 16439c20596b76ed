"""The screens."""

import os

from crm_tui.tui.terminal.environment import prepare_environment

# The screen library reads these when it is first imported, which any module below does.
prepare_environment(os.environ)
