"""Where a summary or a comparison goes: into a file of the format that is wanted, or to stdout."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from rag.entrypoints import exports
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.exports import Format
from rag.errors import OutputNeedsFile, OutputNotWritable


@dataclass(frozen=True, slots=True)
class Delivery:
    """`format`: as given, None: what the ending of `path` says, else Markdown. `path` None: stdout."""

    format: Format | None = None
    path: str | None = None

    def format_for(self, terminal: Terminal) -> Format:
        guessed = exports.format_of(self.path) if self.path else None
        return self.format or (Format.JSON if terminal.as_json else guessed or Format.MARKDOWN)

    def is_laid_out(self, terminal: Terminal) -> bool:
        """For a person at a terminal who has asked for no format."""
        return self.format is None and not self.path and not terminal.as_json and terminal.out.is_terminal

    def check(self, terminal: Terminal) -> None:
        """Whether it can be delivered, before the work is done.

        Raises OutputNeedsFile, OutputNotWritable or PdfUnavailable.
        """
        format = self.format_for(terminal)
        if format.is_binary and not self.path and (terminal.as_json or sys.stdout.isatty()):
            raise OutputNeedsFile(format=format.value)
        if self.path:
            ensure_folder(self.path)
        exports.check(format)

    def hand_over(self, terminal: Terminal, content: bytes) -> None:
        """Raises OutputNotWritable."""
        if self.path:
            save(self.path, content)
            terminal.note("saved", path=readable(self.path))
        elif self.format_for(terminal).is_binary:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            terminal.write(content.decode("utf-8"))


def ensure_folder(path: str) -> None:
    """Said before the work, not after it. Raises OutputNotWritable."""
    if not Path(path).absolute().parent.is_dir():
        raise OutputNotWritable(path=readable(path), reason=os.strerror(errno.ENOENT))


def save(path: str, content: bytes) -> None:
    """Whole or not at all: a file that is there is replaced when the new one is complete. Raises OutputNotWritable."""
    try:
        _save(Path(path), content)
    except OSError as error:
        raise OutputNotWritable(path=readable(path), reason=error.strerror or str(error)) from error


def _save(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():  # a pipe, a terminal; a folder is refused by the system
        path.write_bytes(content)
        return
    target = path.resolve()  # what a link points at is replaced, not the link
    unfinished = target.with_name(f".{target.name[:60]}.{os.getpid()}.tmp")
    try:
        unfinished.write_bytes(content)
        if target.exists():
            shutil.copymode(target, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
