"""Which language to speak to the person at the keyboard: RAG_LANGUAGE, the TOML file, then the locale."""

from __future__ import annotations

from collections.abc import Mapping

from rag import messages, settings
from rag.errors import InvalidSetting

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_NO_LANGUAGE = ("", "C", "POSIX")


def choose(environment: Mapping[str, str]) -> str:
    """ "zh" or "en". A faulty setting is no reason to be silent: whoever loads the settings reports it."""
    try:
        chosen = settings.load(environment).language
    except InvalidSetting:
        chosen = ""
    return chosen or of_locale(environment)


def of_locale(environment: Mapping[str, str]) -> str:
    """Chinese for a Chinese locale and where none is set, English for every other."""
    set_ones = (environment.get(name, "") for name in _LOCALE_VARIABLES)
    locale = next((value for value in set_ones if value), "")
    if locale.split(".")[0] in _NO_LANGUAGE:
        return messages.DEFAULT
    return "zh" if locale.lower().startswith("zh") else "en"
