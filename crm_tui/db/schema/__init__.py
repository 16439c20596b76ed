"""The tables that statements name, one module a noun.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from typing import Final

from sqlalchemy import MetaData

METADATA: Final = MetaData()
