"""What the cluster of a case names: a report, or several, and a top-level section.

`report/heading`, of a comparison `report|report/heading`, `none/…` of a case that rests on no report. The name of a
report that came with its folder has slashes of its own, and so may a heading: which reports there are tells them apart.
"""

from __future__ import annotations

from collections.abc import Container

NO_CLUSTER = "none"
"""Of a case that rests on no report: `none/` and what it is near."""
WHOLE_REPORT = "*"
"""In place of a section: the case rests on several of its report."""
BOTH = "|"


def parted(cluster: str, known: Container[str]) -> tuple[list[str], str]:
    """Names of reports and the heading; the names up to the first slash where nothing of the kind is known. Without a
    slash the heading is "", and no name is known by then."""
    slashes = [place for place, one in enumerate(cluster) if one == "/"]
    for place in reversed(slashes):
        names = cluster[:place].split(BOTH)
        if all(one in known for one in names):
            return names, cluster[place + 1 :]
    before, _, heading = cluster.partition("/")
    return before.split(BOTH), heading


def heading_of(cluster: str, report: str) -> str:
    """The heading that it names in this report; "" where it is one of another, of none, or the whole."""
    named = cluster.removeprefix(f"{report}/") if cluster.startswith(f"{report}/") else ""
    return "" if named == WHOLE_REPORT else named
