"""Cited questions and answers, and executive summaries, over Chinese work reports."""

__version__ = "0.1.0"
