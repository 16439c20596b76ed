"""The pool as people use it: look, claim, return, assign, and ask why."""

from crm_tui.services.outcomes import BatchOutcome, Outcome
from crm_tui.services.pools.batches import Batch
from crm_tui.services.pools.returning import give_back
from crm_tui.services.pools.service import Pools

__all__ = ["Batch", "BatchOutcome", "Outcome", "Pools", "give_back"]
