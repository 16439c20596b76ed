"""What people do with customers: look for them, enter them, change them."""

from __future__ import annotations

from crm_tui.services.customers.checking import (
    refuse_unknown,
)
from crm_tui.services.customers.derived import (
    DERIVED,
    derived_values,
    duplicate_keys,
    found_by,
    refresh_further,
    refresh_search,
    refresh_sharing,
    store_fields,
)
from crm_tui.services.customers.service import (
    Created,
    CustomerDetail,
    Customers,
    Page,
)

__all__ = [
    "DERIVED",
    "Created",
    "CustomerDetail",
    "Customers",
    "Page",
    "derived_values",
    "duplicate_keys",
    "found_by",
    "refresh_further",
    "refresh_search",
    "refresh_sharing",
    "refuse_unknown",
    "store_fields",
]
