"""A model that says what a case has written for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from rag.bootstrap import open_service
from rag.errors import ModelRefused, ModelUnavailable
from rag.evaluation.scripted import NEUTRAL, SCRIPTED, ScriptedModel, scripted
from rag.service import SourceFile
from rag.settings import Settings

RULES = "规则：\n4. 数字用 * 遮盖的，写“报告未披露……”。\n示例\n- 全年造林七千亩。[k3f7]"
EVIDENCE = """证据：
## 《临江市农业总结》（2024年） › 粮食
- 种粮一万亩。[a2b3]
- 种粮 一万亩，增产。[c4d5]

问题：种粮多少？"""


def prompt(rules: str = RULES, evidence: str = EVIDENCE) -> list[BaseMessage]:
    return [SystemMessage(rules), HumanMessage(evidence)]


def model(*script: str) -> ScriptedModel:
    made = ScriptedModel()
    made.replies = script
    return made


def said(made: ScriptedModel, messages: list[BaseMessage]) -> str:
    return "".join(one.text for one in made.stream(messages))


def test_words_become_the_handle_of_the_first_line_that_holds_them() -> None:
    assert said(model("种粮一万亩。<一万亩>"), prompt()) == "种粮一万亩。[a2b3]"
    assert said(model("增产。<一万亩，增产>"), prompt()) == "增产。[c4d5]"


def test_a_line_of_the_prompts_examples_is_no_evidence() -> None:
    assert said(model("造林。<七千亩>"), prompt()) == "造林。[q9q9]"


def test_words_that_no_line_holds_become_a_handle_that_nobody_gave() -> None:
    taken = EVIDENCE.replace("a2b3", "q9q9")
    assert said(model("修路。<修路>"), prompt(evidence=taken)) == "修路。[q8q8]"


def test_tags_of_a_model_that_thinks_aloud_stay() -> None:
    assert said(model("<think>嗯</think>种粮。<种粮>"), prompt()) == "<think>嗯</think>种粮。[a2b3]"


def test_a_reply_is_given_a_call_and_the_last_again_and_again() -> None:
    made = model("一", "二")
    retried = [*prompt(), AIMessage("一"), HumanMessage("只重写这些句子")]
    assert [said(made, one) for one in (prompt(), retried, retried)] == ["一", "二", "二"]
    made.replies = ("三",)
    assert said(made, prompt()) == "三"


def test_a_call_without_evidence_takes_no_reply_of_the_answers() -> None:
    made = model("一", "@aside 2023年种粮多少？")
    rewriting = [SystemMessage("改写"), HumanMessage("提问开始\n那2023年呢\n提问结束")]
    assert [said(made, one) for one in (rewriting, prompt())] == ["2023年种粮多少？", "一"]
    assert said(model("一"), rewriting) == NEUTRAL


@pytest.mark.parametrize(("rules", "reply"), [(RULES, "报告未披露。[a2b3]"), ("规则：", "种粮三万亩。[a2b3]")])
def test_an_obedient_model_depends_on_the_rules_of_its_prompt(rules: str, reply: str) -> None:
    made = model("@obey 未遮|数字 用 * 遮盖\n报告未披露。<种粮>\n@else\n种粮三万亩。<种粮>")
    assert said(made, prompt(rules)) == reply


def test_a_rule_is_looked_for_in_the_system_prompt_alone() -> None:
    made = model("@obey 种粮一万亩\n好\n@else\n不好")
    assert said(made, prompt()) == "不好"


def test_a_reply_streams_line_by_line_and_says_that_it_has_ended() -> None:
    pieces = list(model("一\n二").stream(prompt()))
    assert [one.text for one in pieces] == ["一\n", "二", ""]
    assert pieces[-1].response_metadata["finish_reason"] == "stop"


def test_a_connection_is_lost_where_the_script_says_so() -> None:
    arrived: list[str] = []
    with pytest.raises(ModelUnavailable):
        arrived.extend(one.text for one in model("一\n@break\n二").stream(prompt()))
    with pytest.raises(ModelRefused):
        said(model("@break"), prompt())


def test_the_model_is_reached_under_its_name_and_others_as_ever() -> None:
    made, other = model("一"), model("二")
    assert scripted(made)(SCRIPTED, lambda: other) is made
    assert scripted(made)("openai:x", lambda: other) is other


REPORT = """清溪县2024年农业工作总结

一、粮食生产
全年种植水稻三万二千亩，比上年增长一成。
发放良种补贴***万元。
二、畜牧业
年末生猪存栏5.6万头。
"""


def test_the_product_answers_with_what_a_case_has_written(tmp_path: Path) -> None:
    made = model()
    settings = Settings(home=tmp_path / "home", model=SCRIPTED)
    with open_service(settings, connecting=scripted(made)) as service:
        list(service.ingest([SourceFile("农业.txt", REPORT.encode)]))
        made.replies = ("全年种植水稻三万二千亩。<水稻三万二千亩>",)
        answer = service.ask("清溪县种了多少水稻？")
        assert [claim.text for claim in answer.claims] == ["全年种植水稻三万二千亩。"]
        made.replies = ("全年种植水稻九万亩。<水稻三万二千亩>", "全年种植水稻三万二千亩。<水稻三万二千亩>")
        assert [claim.text for claim in service.ask("清溪县种了多少水稻？").claims] == ["全年种植水稻三万二千亩。"]
        made.replies = ("REFUSE",)
        assert service.ask("清溪县种了多少水稻？").status == "refused"
        made.replies = ("@obey 绝不补数字\nREFUSE\n@else\n年末生猪存栏5.6万头。<生猪存栏>",)
        assert service.ask("清溪县种了多少水稻？").status == "refused"
