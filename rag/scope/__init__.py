"""Which reports a query is about: the years, places, organisations and titles that it names, and which reports fit."""

from rag.scope.catalogue import Catalogue, Scope
from rag.scope.places import Divisions

__all__ = ["Catalogue", "Divisions", "Scope"]
