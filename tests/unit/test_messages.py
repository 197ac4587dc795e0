"""Text for people: both catalogues say the same things, with the same blanks, and every error has words."""

import string
from collections.abc import Iterator

import pytest

from rag import errors, messages
from rag.domain import DropReason, Origin
from rag.ingestion import IngestStatus
from rag.messages import en, zh


def _blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _all_errors(kind: type[errors.RagError] = errors.RagError) -> Iterator[type[errors.RagError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _all_errors(one)


def test_both_languages_have_the_same_keys() -> None:
    assert zh.TEXTS.keys() == en.TEXTS.keys()


@pytest.mark.parametrize("key", sorted(zh.TEXTS))
def test_a_message_has_the_same_blanks_in_both_languages(key: str) -> None:
    assert _blanks(zh.TEXTS[key]) == _blanks(en.TEXTS[key])


@pytest.mark.parametrize("key", sorted(zh.TEXTS))
def test_a_chinese_message_is_chinese_and_an_english_one_is_not_left_empty(key: str) -> None:
    assert en.TEXTS[key].strip()
    assert any("\u4e00" <= one <= "\u9fff" for one in zh.TEXTS[key])


@pytest.mark.parametrize("error", sorted(set(_all_errors()), key=lambda one: one.__name__))
def test_every_error_has_words_and_an_exit_code_of_the_contract(error: type[errors.RagError]) -> None:
    assert error.key in zh.TEXTS
    assert error.exit_code in (1, 2, 3)


def test_the_error_tree_in_the_docstring_is_the_error_tree() -> None:
    drawn = errors.__doc__ or ""
    assert [one.__name__ for one in _all_errors() if one.__name__ not in drawn] == []


@pytest.mark.parametrize(
    "key",
    [
        *(f"origin_{one.value}" for one in Origin),
        *(f"reason_{one.value}" for one in DropReason),
        *(f"status_{one.value}" for one in IngestStatus),
    ],
)
def test_every_outcome_that_is_shown_has_words(key: str) -> None:
    assert key in zh.TEXTS


def test_an_error_speaks_the_language_that_is_asked_for() -> None:
    error = errors.NoSuchPath(path="报告/甲.docx")
    assert "报告/甲.docx" in error.in_language("zh")
    assert "check the path" in error.in_language("en").lower()


def test_an_unknown_key_is_a_fault_of_the_code_and_not_hidden() -> None:
    with pytest.raises(KeyError):
        messages.text("no such key", "zh")
