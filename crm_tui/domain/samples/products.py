"""What the sample office sells."""

from __future__ import annotations

from crm_tui.domain.products import PeriodUnit, PriceTier, ProductFields, UsagePeriod

_YEAR = UsagePeriod(12, PeriodUnit.MONTHS)
_SEAT_TIERS = (PriceTier(50_000, 1_080_00), PriceTier(200_000, 960_00))

_ZH = (
    ("SRV-100", "云服务器 标准型", "硬件/服务器", "台"),
    ("SRV-200", "云服务器 高性能型", "硬件/服务器", "台"),
    ("NET-24", "24口千兆交换机", "硬件/网络", "台"),
    ("SEAT-Y", "协同办公席位（年）", "软件/订阅", "席"),
    ("CRM-Y", "客户管理模块（年）", "软件/订阅", "套"),
    ("IMP-D", "实施服务", "服务", "人天"),
    ("TRN-D", "上门培训", "服务", "天"),
    ("MNT-Y", "年度维保", "服务", "年"),
    ("INK-01", "打印耗材", "耗材", "盒"),
)
_EN = (
    ("SRV-100", "Server, standard", "Hardware/Servers", "pc"),
    ("SRV-200", "Server, performance", "Hardware/Servers", "pc"),
    ("NET-24", "Switch, 24 ports", "Hardware/Network", "pc"),
    ("SEAT-Y", "Office suite, seat a year", "Software/Subscriptions", "seat"),
    ("CRM-Y", "Customer module, a year", "Software/Subscriptions", "set"),
    ("IMP-D", "Implementation", "Services", "day"),
    ("TRN-D", "Training on site", "Services", "day"),
    ("MNT-Y", "Maintenance, a year", "Services", "year"),
    ("INK-01", "Printer supplies", "Supplies", "box"),
)
_MONEY: dict[str, tuple[int, int, int, tuple[PriceTier, ...], UsagePeriod | None]] = {
    "SRV-100": (12_000_00, 9_200_00, 1300, (PriceTier(10_000, 11_500_00),), None),
    "SRV-200": (26_800_00, 20_500_00, 1300, (), None),
    "NET-24": (1_580_00, 1_120_00, 1300, (PriceTier(20_000, 1_460_00),), None),
    "SEAT-Y": (1_200_00, 300_00, 600, _SEAT_TIERS, _YEAR),
    "CRM-Y": (36_000_00, 8_000_00, 600, (), _YEAR),
    "IMP-D": (2_500_00, 1_400_00, 600, (), None),
    "TRN-D": (3_800_00, 1_600_00, 600, (), None),
    "MNT-Y": (18_000_00, 7_000_00, 600, (), _YEAR),
    "INK-01": (268_00, 150_00, 1300, (), UsagePeriod(90, PeriodUnit.DAYS)),
}
"""Price, cost and tax rate of each, its prices by quantity and how long it lasts."""


def sample_products(language: str) -> list[ProductFields]:
    """Return the products of the sample office in a language."""
    found = []
    for code, name, category, unit in _EN if language == "en" else _ZH:
        price, cost, tax, tiers, period = _MONEY[code]
        found.append(
            ProductFields(
                code=code,
                name=name,
                category=category,
                unit=unit,
                price_minor=price,
                cost_minor=cost,
                tax_share=tax,
                tiers=tiers,
                period=period,
            )
        )
    return found
