"""What is asked for → the template that it is built by."""

from __future__ import annotations

from dataclasses import replace

from rag import messages as texts
from rag.domain import TemplateText
from rag.errors import InvalidSetting, TemplateInvalid
from rag.summarizing.templates import STYLES, Template, load_template, parse_template

# Below this no part holds a sentence.
_MIN_CHARACTERS = 60
_MOST_TEMPLATE_CHARACTERS = 100_000


def choose_template(
    *, style: str, length: int | None, language: str | None, own: TemplateText | None, own_words: bool
) -> Template:
    """`own_words`: the sentences will be the reports' own, in Chinese, whatever the language of the headings.

    Raises InvalidSetting for an unknown style or language, TemplateInvalid.
    """
    if language not in (None, *texts.LANGUAGES):
        raise InvalidSetting(name="language", value=language, expected=" | ".join(texts.LANGUAGES))
    template = _own(own) if own else _of_style(style, language or texts.DEFAULT, own_words=own_words)
    if language and template.language != language:
        template = replace(template, language=language)
    return template.of_length(max(length, _MIN_CHARACTERS)) if length is not None else template


def _own(given: TemplateText) -> Template:
    if len(given.content) > _MOST_TEMPLATE_CHARACTERS:
        raise TemplateInvalid(template=given.name, reason=f"> {_MOST_TEMPLATE_CHARACTERS} characters")
    template = parse_template(given.content, source=given.name)
    return template if template.language in texts.LANGUAGES else replace(template, language=texts.DEFAULT)


def _of_style(style: str, language: str, *, own_words: bool) -> Template:
    if style not in STYLES:
        raise InvalidSetting(name="style", value=style, expected=" | ".join(STYLES))
    template = load_template(style, language)
    if not own_words:
        return template
    measured = load_template(style, texts.DEFAULT)
    return replace(template, least=measured.least, most=measured.most, claim_characters=measured.claim_characters)
