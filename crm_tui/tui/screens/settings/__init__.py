"""设置: the office, its people, its pools and their rules, its calendar."""
