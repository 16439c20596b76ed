"""What may be asked of a product."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.queries.field_kinds import FieldKind, FixedValue, QueryField, Subject
from crm_tui.domain.queries.paper_fields import SHARED
from crm_tui.i18n import N_

# fmt: off
_PRODUCT: tuple[QueryField, ...] = (
    QueryField("product_name", FieldKind.TEXT, ("名称", "产品", "产品名称"), ("name", "product"),
        ("伺服", "servo"), N_("Part of the product's name"), sort="name"),
    QueryField("product_code", FieldKind.TEXT, ("编码", "型号", "产品编码"), ("code",),
        ("SV-", "SV-"), N_("Part of its code"), sort="code"),
    QueryField("product_category", FieldKind.TEXT, ("分类", "类别"), ("category",),
        ("软件", "software"), N_("Part of the category it is in"), sort="category"),
    QueryField("product_unit", FieldKind.TEXT, ("单位",), ("unit",), ("台", "piece"),
        N_("Part of the unit it is sold by")),
    QueryField("product_price", FieldKind.MONEY, ("价格", "单价", "金额"), ("price", "amount"),
        (">=1万", ">=10000"), N_("Its price, without tiers"), sort="price"),
    QueryField("product_note", FieldKind.TEXT, ("备注",), ("note", "remarks"), ("停产", "last"),
        N_("Part of its note")),
    QueryField("product_is", FieldKind.FLAG, ("是",), ("is",), ("在售", "on-sale"),
        N_("On sale, or sold no longer; with a usage period")),
)
# fmt: on

PRODUCTS = Subject(
    "products",
    (*_PRODUCT, *(each for each in SHARED if each.key in {"created", "updated"})),
    named_by="product_name",
)

PRODUCT_CHOICES: Mapping[str, tuple[FixedValue, ...]] = {
    "product_is": (
        FixedValue("on_sale", "在售", "on-sale", ("销售中",)),
        FixedValue("retired", "停售", "retired", ("已停售", "下架")),
        FixedValue("periodic", "有使用周期", "periodic", ("使用周期",)),
    ),
}
