"""Words of others without what can stand in no page, or what turns around the words beside them."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

# Controls but tab and end of line, halves of pairs, and marks of direction that are never closed.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def shown(value: Any) -> Any:
    return _UNSEEN.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value
