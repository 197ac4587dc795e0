"""Reports side by side: the same indicators, differences computed by code, and what each says of the same matters."""

from __future__ import annotations
