"""What of the reports a question is answered from."""

from __future__ import annotations

from rag.evidence import Evidence, gather
from rag.questions import understand
from tests.stored import Folder, file

LONG_LIST = (
    "青湾镇安全生产工作报告\n\n一、整改情况\n针对检查发现的隐患，重点抓好以下整改。"
    + "".join(
        f"{number}是{text}。"
        for number, text in zip(
            "一二三四", ("更换灭火器" * 60, "疏通通道" * 70, "检修线路" * 70, "培训保安员" * 60), strict=True
        )
    )
    + "\n二、下一步打算\n常抓不懈。\n"
)


def test_an_item_comes_with_the_sentence_that_it_is_an_item_of() -> None:
    folder = Folder.empty()
    folder.ingest(file("a.txt", LONG_LIST))
    [passage] = folder.retriever.search("培训保安员", k=1)
    assert "以下整改" not in passage.chunk.text
    evidence = gather(understand("培训保安员了吗？"), [passage], folder.ledger)
    texts = [one.text for one in evidence.sentences]
    assert any("重点抓好以下整改" in text for text in texts)
    assert not any("常抓不懈" in text for text in texts)


TREE = """青湾镇2023年工作总结

一、主要工作
（一）道路通畅。修缮道路8公里。
二、存在的问题
1.
人手不足。
2.
设施老旧。
"""


def _evidence(question: str, *files: tuple[str, str]) -> list[Evidence]:
    folder = Folder.empty()
    folder.ingest(*(file(name, text) for name, text in files))
    passages = folder.retriever.search(question, k=12)
    return list(gather(understand(question), passages, folder.ledger).sentences)


def test_a_question_about_a_whole_report_gets_its_tree_and_not_its_matter() -> None:
    texts = [one.text for one in _evidence("这份报告主要讲了什么？", ("a.txt", TREE))]
    assert "一、主要工作" in texts
    assert "（一）道路通畅。" in texts
    assert "修缮道路8公里。" not in texts


def test_which_of_several_reports_is_meant_must_be_said() -> None:
    other = TREE.replace("青湾镇", "白石镇")
    assert _evidence("这份报告主要讲了什么？", ("a.txt", TREE), ("b.txt", other)) == []
    named = _evidence("青湾镇工作总结主要讲了什么？", ("a.txt", TREE), ("b.txt", other))
    assert {one.report_title for one in named} == {"青湾镇2023年工作总结"}


def test_an_entry_comes_with_the_marker_that_stands_alone_before_it() -> None:
    texts = ["".join(one.text.split()) for one in _evidence("存在哪些问题？", ("a.txt", TREE))]
    assert "1.人手不足。" in texts
    assert "1." not in texts


def test_a_place_that_a_report_only_speaks_of_is_not_its_own() -> None:
    before = "供水保障能力稳步提升，管网漏损率持续下降。" * 12
    city = f"宁波市水务局2023年工作总结\n\n一、供水\n{before}杭州来考察。杭州的经验值得学习。新建水厂2座。\n"
    [one, *_] = _evidence("杭州新建水厂几座？", ("a.txt", city))
    assert "杭州" not in one.mentions
