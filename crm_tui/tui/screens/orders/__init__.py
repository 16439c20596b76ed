"""订单 on the screen: the list of them, and one with its lines and goods."""
