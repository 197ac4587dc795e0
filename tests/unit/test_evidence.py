"""What of the reports a question is answered from."""

from __future__ import annotations

from rag.evidence import gather
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
