"""客户通: a keyboard-driven sales CRM for Chinese-speaking teams."""

__version__ = "0.1.0"
