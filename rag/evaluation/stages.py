"""Where a case has failed: the first stage of the product at which what was wanted was lost."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """In the order of the pipeline.

    ERRORED: nothing came back. MISREAD: the report's text or sections are not what they are. NOT_RETRIEVED: the place
    was not among the passages found. NOT_IN_CONTEXT: found, and not shown to the model. NOT_USED: shown, and nothing
    was made of it. USED_WRONGLY: something else was made of it. CITED_WRONGLY: a citation is not the text at its
    place, or does not hold up its claim. DROPPED: written, and not let through by verification. REFUSED_WRONGLY: shown
    to the model, and a refusal given. ANSWERED_WRONGLY: what should have been refused was answered.
    """

    ERRORED = "errored"
    MISREAD = "misread"
    NOT_RETRIEVED = "not_retrieved"
    NOT_IN_CONTEXT = "not_in_context"
    NOT_USED = "not_used"
    USED_WRONGLY = "used_wrongly"
    CITED_WRONGLY = "cited_wrongly"
    DROPPED = "dropped"
    REFUSED_WRONGLY = "refused_wrongly"
    ANSWERED_WRONGLY = "answered_wrongly"
