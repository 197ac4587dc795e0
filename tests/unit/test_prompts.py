from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import PromptInvalid
from rag.prompts import load_prompt, parse_prompt, templates_folder, use_prompts

GOOD = """---
name: sample
version: "3"
language: zh
variables: [evidence, question]
---
<system>
规则
</system>
<user>
{{evidence}}
问：{{question}}
</user>
"""


def test_a_prompt_renders_system_and_user_message() -> None:
    prompt = parse_prompt(GOOD, source="sample")
    system, user = prompt.render(evidence="甲", question="乙")
    assert (system.content, user.content) == ("规则", "甲\n问：乙")
    assert prompt.identity.version == "3"


def test_what_is_filled_in_is_never_searched_for_variables() -> None:
    prompt = parse_prompt(GOOD, source="sample")
    assert "{{question}}" in prompt.render(evidence="报告里写着 {{question}}", question="乙")[1].text


def test_any_change_of_the_file_changes_the_hash() -> None:
    assert parse_prompt(GOOD, source="a").hash != parse_prompt(GOOD.replace("规则", "规矩"), source="a").hash


@pytest.mark.parametrize("given", [{"evidence": "甲"}, {"evidence": "甲", "question": "乙", "more": "丙"}])
def test_missing_and_unknown_variables_are_errors(given: dict[str, str]) -> None:
    with pytest.raises(PromptInvalid, match=r"question|more"):
        parse_prompt(GOOD, source="sample").render(**given)


@pytest.mark.parametrize(
    "broken",
    [
        "no front matter",
        GOOD.replace("{{question}}", "{{other}}"),
        GOOD.replace("{{question}}", ""),
        GOOD.replace("规则", "规则 {{evidence}}"),
        GOOD.replace('version: "3"\n', ""),
        GOOD.replace("language: zh", "language: zh\nlanguage: en"),
        GOOD.replace("language: zh", "language: zh\ntemperature: 1"),
        GOOD.replace("</user>", ""),
    ],
)
def test_a_malformed_prompt_is_refused_and_named(broken: str) -> None:
    with pytest.raises(PromptInvalid, match=r"broken\.md"):
        parse_prompt(broken, source="broken.md")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_shipped_prompt_loads(language: str) -> None:
    for path in templates_folder().glob(f"*.{language}.md"):
        assert load_prompt(path.name.split(".")[0], language).language == language


def test_an_unknown_prompt_is_named() -> None:
    with pytest.raises(PromptInvalid, match=r"nothing\.zh\.md"):
        load_prompt("nothing", "zh")


def test_prompts_of_a_folder_of_ones_own_stand_in_for_those_of_the_product(tmp_path: Path) -> None:
    own = (templates_folder() / "answer.zh.md").read_text(encoding="utf-8").replace('version: "', 'version: "own-')
    (tmp_path / "answer.zh.md").write_text(own, encoding="utf-8")
    use_prompts(tmp_path)
    try:
        assert load_prompt("answer", "zh").version.startswith("own-")
        product = (templates_folder() / "answer.en.md").read_text(encoding="utf-8")
        assert load_prompt("answer", "en") == parse_prompt(product, source="answer.en.md")
    finally:
        use_prompts(None)
    assert not load_prompt("answer", "zh").version.startswith("own-")


def test_a_folder_of_prompts_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PromptInvalid, match="nowhere"):
        use_prompts(tmp_path / "nowhere")
