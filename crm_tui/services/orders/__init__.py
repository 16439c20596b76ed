"""订单: drafted or made from a quote, confirmed, delivered, taken back in parts."""

from crm_tui.services.orders.goods import GoodsMoved, OrderGoods
from crm_tui.services.orders.service import Orders
from crm_tui.services.orders.writing import OrderWritten

__all__ = ["GoodsMoved", "OrderGoods", "OrderWritten", "Orders"]
