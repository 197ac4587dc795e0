"""The language of messages: the setting, then the locale, Chinese where neither says anything."""

import pytest

from rag.entrypoints.language import choose


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "POSIX"}, "zh"),
        ({"LANG": "zh_CN.GB18030"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8", "RAG_LANGUAGE": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "RAG_LANGUAGE": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "RAG_LANGUAGE": "klingon"}, "en"),
    ],
)
def test_who_decides(environment: dict[str, str], language: str) -> None:
    assert choose(environment) == language
