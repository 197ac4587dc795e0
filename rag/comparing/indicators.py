"""The standard indicators, as comparisons name them."""

from __future__ import annotations

from rag.standard_indicators import Indicator, indicator_of

__all__ = ["Indicator", "indicator_of"]
