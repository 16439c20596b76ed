"""合同 on the screen: the list of them, and one whole."""
