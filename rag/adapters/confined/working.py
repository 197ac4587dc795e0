"""What runs in a confined process: all formats are read once, then the process is confined, then files come."""

from __future__ import annotations

import pickle
import sys
from importlib import resources

from rag import pipes
from rag.adapters.confined import answers, limits
from rag.errors import TakesTooMuchMemory
from rag.preparing import Arrived, Preparation, Reading

READY = "ready"
_TEXT = "一、就业情况\n全市城镇新增就业5.2万人，比上年增长3.1%，占全省的12.5％。其中高校毕业生*万人。"
_PAGE = f"<html><head><style>.x{{display:none}}</style></head><body><h1>标题</h1><p>{_TEXT}</p><table><tr><td>甲<td>乙"
_TITLED = '{"title": "年度工作总结", "text": "全市新增就业1万人。"}'
_ONE_OF_EACH = ("renshe-2024.md", "jiaoyu-2023.docx", "shichang-2022.pdf")


def work() -> None:
    """Until the pipe closes."""
    told = pipes.stdout_for_answers()
    limits.step_back()
    work, confinement = pickle.load(sys.stdin.buffer)
    _read_everything_once(work)
    limits.confine(confinement)
    answers.write(told, READY)
    while True:
        try:
            file = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        limits.allow(confinement.seconds)
        try:
            answers.write(told, work.prepare([file])[0])
        except MemoryError:
            del file
            answers.write(told, TakesTooMuchMemory(megabytes=confinement.memory_megabytes))
            return


def _read_everything_once(work: Preparation | Reading) -> None:
    """Whatever is imported, read or remembered at the first use: later nothing more can be opened."""
    folder = resources.files("rag").joinpath("samples")
    contents = {name: folder.joinpath(name).read_bytes() for name in _ONE_OF_EACH}
    for encoding in ("utf-8", "gb18030", "utf-16"):
        contents[f"{encoding}.txt"] = (_TEXT * 20).encode(encoding)
        contents[f"{encoding}.html"] = _PAGE.encode(encoding)
    for encoding in ("utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "gb2312", "latin-1"):
        contents[f"{encoding}.json"] = _TITLED.encode(encoding, "replace")
    contents["titled.json"] = _TITLED.encode()
    work.prepare([Arrived(content, name, "default") for name, content in contents.items()])
