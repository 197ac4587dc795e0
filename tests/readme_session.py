"""The session that both READMEs show: played by a test, which compares, and by hand, which writes it anew.

`python tests/readme_session.py` after a change of what is printed.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
COMMANDS = (
    "rag ingest rag/samples/renshe-2023.txt",
    'rag ask "2023年城镇新增就业多少人？"',
    'rag ask "为农民工追回了多少工资？"',
    'rag ask "创业担保贷款发放了多少？"',
    'rag ask "存在哪些问题？"',
    'rag ask "地铁运送了多少乘客？"',
)
_BLOCK = re.compile(r"(?<=<!-- session -->\n```console\n).*?(?=```\n<!-- /session -->)", re.DOTALL)
_STYLE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def shown(language: str) -> str:
    """The session as the README has it."""
    found = _BLOCK.search(READMES[language].read_text(encoding="utf-8"))
    return found[0] if found else ""


def played(language: str) -> str:
    """The session as it is on a terminal 100 columns wide, without its colours."""
    with tempfile.TemporaryDirectory() as home:
        return "\n".join(_step(command, language, home) for command in COMMANDS)


def _step(command: str, language: str, home: str) -> str:
    environment = {**os.environ, "RAG_HOME": home, "RAG_LANGUAGE": language, "COLUMNS": "100", "TTY_COMPATIBLE": "1"}
    start = "from rag.entrypoints.cli import main; main()"
    arguments = [sys.executable, "-c", start, *shlex.split(command)[1:]]
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    lines = [line.rstrip() for line in _STYLE.sub("", done.stdout).splitlines()]
    return "\n".join([f"$ {command}", *lines, ""])


def write(language: str) -> None:
    session = played(language)
    content = READMES[language].read_text(encoding="utf-8")
    READMES[language].write_text(_BLOCK.sub(lambda _: session, content), encoding="utf-8")


if __name__ == "__main__":
    for language in READMES:
        write(language)
