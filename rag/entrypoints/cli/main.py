"""From the process to the commands and back: language, errors, exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial

import typer

from rag import messages
from rag.entrypoints import language as languages
from rag.entrypoints.cli.app import build
from rag.entrypoints.cli.arguments import readable, wants_json
from rag.entrypoints.cli.terminal import emit_json, prepare_streams
from rag.entrypoints.cli.wording import usage_error
from rag.errors import DiskFull, RagError, SystemRefused, is_disk_full

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code of `rag ARGUMENTS…`."""
    prepare_streams()
    language = languages.choose(os.environ)
    say = partial(messages.text, language=language)
    report = _Reporter(language, as_json=wants_json(arguments))
    try:
        code = build(language)(list(arguments), prog_name="rag", standalone_mode=False) or 0
    except RagError as error:
        return report.error(error.key, error.in_language(language), error.exit_code)
    except typer.TyperException as error:
        return report.error("usage", readable(usage_error(error, say)), EXIT_USAGE)
    except (KeyboardInterrupt, typer.Abort):
        return report.error("interrupted", say("interrupted"), EXIT_INTERRUPTED)
    except OSError as error:
        return report.operating_system(error)
    # typer turns Ctrl-C into this exit code without a word
    return report.error("interrupted", say("interrupted"), code) if code == EXIT_INTERRUPTED else code


class _Reporter:
    """Says what went wrong, once, where the caller looks for it."""

    def __init__(self, language: str, *, as_json: bool) -> None:
        self._language = language
        self._as_json = as_json

    def error(self, code: str, message: str, exit_code: int) -> int:
        if self._as_json:
            emit_json({"error": {"code": code, "message": message}})
        elif message:
            print(message, file=sys.stderr)  # noqa: T201
        return exit_code

    def operating_system(self, error: OSError) -> int:
        """What no adapter had words for: the system's own, with what to do."""
        folder = readable(str(error.filename or ""))
        if is_disk_full(error):
            found: RagError = DiskFull(folder=folder)
        else:
            found = SystemRefused(reason=error.strerror or str(error), path=folder)
        return self.error(found.key, found.in_language(self._language), found.exit_code)
