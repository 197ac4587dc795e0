"""What a figure's indicator is called without the words around it that name nothing."""

from __future__ import annotations

import re

_PREFIX = re.compile(
    r"^(?:\s*[（(]?\d{1,2}[）)、.．](?!\d)\s*)?(?:截至\w{1,6}底)?(?:全[市省区县国年]|累计|实际|共|我市|我省|我区|我县|新增(?=城镇新增))*"
)
_SUFFIX = re.compile(r"(?:实际|完成|达到?|总共|累计|共计|合计|为)+$")


def indicator_key(indicator: str) -> str:
    """What is measured, without `全市`, `累计`, list numbers and quotes around it."""
    return _SUFFIX.sub("", _PREFIX.sub("", indicator.strip("“”\"' 　"), count=1))
