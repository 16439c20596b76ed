"""The settings of pools: fields, members, holding limits, 归池 routes."""

from crm_tui.services.pool_settings.service import PoolSettings

__all__ = ["PoolSettings"]
