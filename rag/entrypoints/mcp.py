"""The Model Context Protocol: an assistant asks, searches, summarises and compares, and reads what was cited.

Every tool gives the document of the command line as structured content, and the same as text for the model to read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import anyio
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from rag import __version__
from rag.domain import Passage, ReportFilter
from rag.entrypoints import comparison_documents, documents, exports
from rag.entrypoints.api.callers import Caller
from rag.entrypoints.api.listings import Wanted
from rag.entrypoints.cited_text import cited_text
from rag.entrypoints.documents import Document
from rag.entrypoints.places import path_line
from rag.entrypoints.readings import of_reading, reading
from rag.errors import RagError
from rag.service import Cancellation, answer_if_made

# Who calls a tool: of one request, or of the process where it serves one person.
CallerOf = Callable[["Context[Any, Any]"], Caller]

_INSTRUCTIONS = """\
Answers questions about Chinese work reports (工作报告). Every sentence of an answer cites its exact place, and every
figure has been checked against that place. Pass answers on with their citations; add no figures of your own. Where an
answer says that the reports do not disclose a figure, or say nothing about the question, that is the answer. Questions
are best put in Chinese. `list_reports` tells the ids."""

_MOST_FOUND = 50
_MOST_LISTED = 200
_READ_ONLY = ToolAnnotations(read_only_hint=True, open_world_hint=False)

Reports = Annotated[
    list[str] | None, Field(description="Ids, beginnings of ids, file names or titles of reports; without, all.")
]
Year = Annotated[int | None, Field(ge=1900, le=2999, description="The year that a report is of.")]
Library = Annotated[str | None, Field(description="The library that a report is in.")]


def create(caller_of: CallerOf) -> MCPServer[Any]:
    """The server with its tools. `caller_of` is asked at every call."""
    server: MCPServer[Any] = MCPServer(
        "report-rag", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    for add in (_ask, _search, _summarize, _compare, _read_section, _list_reports):
        add(server, caller_of)
    return server


def _ask(server: MCPServer[Any], caller_of: CallerOf) -> None:
    @server.tool(annotations=_READ_ONLY)
    async def ask(
        question: Annotated[str, Field(description="For example 城镇新增就业多少人？")],
        context: Context[Any, Any],
        reports: Reports = None,
        year: Year = None,
        library: Library = None,
    ) -> CallToolResult:
        """Ask the reports a question. A short answer with citations, or a refusal where the reports do not say."""
        caller = caller_of(context)
        cancellation = Cancellation()

        def answer() -> CallToolResult:
            where = caller.service.narrow(reports or [], year=year, library=library)
            events = caller.service.stream(question, where=where, cancellation=cancellation)
            found = answer_if_made(events)
            if found is None:
                raise ToolError("cancelled")
            return _result(cited_text(found, language=caller.language), documents.of_answer(found))

        return await _in_thread(answer, caller, cancellation)


def _search(server: MCPServer[Any], caller_of: CallerOf) -> None:
    @server.tool(annotations=_READ_ONLY)
    async def search(
        query: str,
        context: Context[Any, Any],
        k: Annotated[int, Field(ge=1, le=_MOST_FOUND)] = 10,
        reports: Reports = None,
        year: Year = None,
        library: Library = None,
    ) -> CallToolResult:
        """Find the passages that fit a query best, each with its report, section and place."""
        caller = caller_of(context)

        def find() -> CallToolResult:
            where = caller.service.narrow(reports or [], year=year, library=library)
            passages = caller.service.search(query, k=k, where=where)
            return _result("\n\n".join(map(_passage, passages)), documents.of_search(query, passages))

        return await _in_thread(find, caller)


def _summarize(server: MCPServer[Any], caller_of: CallerOf) -> None:
    @server.tool(annotations=_READ_ONLY)
    async def summarize(
        reports: Annotated[
            list[str], Field(min_length=1, description="One report or several, as `list_reports` names them.")
        ],
        context: Context[Any, Any],
        style: Literal["brief", "executive", "detailed"] = "executive",
        length: Annotated[int | None, Field(ge=1, description="Characters, about.")] = None,
        language: Literal["zh", "en"] | None = None,
    ) -> CallToolResult:
        """Write a cited summary: headline, results, problems, plans and key figures, every sentence with its place."""
        caller = caller_of(context)
        cancellation = Cancellation()

        def write() -> CallToolResult:
            summary = caller.service.summarize(
                reports, style=style, length=length, language=language, cancellation=cancellation
            )
            text = exports.of_summary(summary, exports.Format.MARKDOWN, text_of=_no_text)
            return _result(text.decode(), documents.of_summary(summary))

        return await _in_thread(write, caller, cancellation)


def _compare(server: MCPServer[Any], caller_of: CallerOf) -> None:
    @server.tool(annotations=_READ_ONLY)
    async def compare(
        reports: Annotated[list[str], Field(min_length=2, description="Two reports or more, as of two years.")],
        context: Context[Any, Any],
    ) -> CallToolResult:
        """Set reports side by side: the same indicators with computed change, what is new, gone, repeated, and plans
        against results."""
        caller = caller_of(context)

        def set_beside() -> CallToolResult:
            found = caller.service.compare(reports)
            text = exports.of_comparison(found, exports.Format.MARKDOWN, language=caller.language, text_of=_no_text)
            return _result(text.decode(), comparison_documents.of_comparison(found, language=caller.language))

        return await _in_thread(set_beside, caller)


def _read_section(server: MCPServer[Any], caller_of: CallerOf) -> None:
    @server.tool(annotations=_READ_ONLY)
    async def read_section(
        report: Annotated[str, Field(description="Id, file name or title.")],
        context: Context[Any, Any],
        heading: Annotated[str | None, Field(description="The heading of the section, or a part of it.")] = None,
        start: Annotated[int | None, Field(ge=0, description="`start` of a citation: the section around it.")] = None,
    ) -> CallToolResult:
        """Read a section of a report as it stands. Without heading and start, its beginning and its outline."""
        caller = caller_of(context)

        def read() -> CallToolResult:
            found = reading(caller.service.show(report), heading=heading, start=start)
            titles = path_line([found.view.report.title, *found.path])
            outline = "\n".join(f"- {one.marker}{one.heading} ({one.span.start})" for one in found.inside)
            return _result("\n\n".join(filter(None, (titles, found.text, outline))), of_reading(found))

        return await _in_thread(read, caller)


def _list_reports(server: MCPServer[Any], caller_of: CallerOf) -> None:
    @server.tool(annotations=_READ_ONLY)
    async def list_reports(
        context: Context[Any, Any],
        search: Annotated[str, Field(description="Words of title, file name, organisation, period or year.")] = "",
        year: Year = None,
        library: Library = None,
    ) -> CallToolResult:
        """List reports with id, title, year and organisation."""
        caller = caller_of(context)

        def listed() -> CallToolResult:
            found = list(Wanted(search).of(caller.service.reports(ReportFilter(year=year, library=library))))
            shown = found[:_MOST_LISTED]
            lines = [f"{one.id}  {one.title}" for one in shown]
            return _result("\n".join(lines), {**documents.of_reports(shown), "total": len(found)})

        return await _in_thread(listed, caller)


async def _in_thread(
    work: Callable[[], CallToolResult], caller: Caller, cancellation: Cancellation | None = None
) -> CallToolResult:
    """On a thread: reports are read and models waited for. A client that goes away ends it, through `cancellation`."""

    def told() -> CallToolResult:
        try:
            return work()
        except RagError as error:
            raise ToolError(error.in_language(caller.language)) from error

    try:
        return await anyio.to_thread.run_sync(told, abandon_on_cancel=cancellation is not None)
    finally:
        if cancellation is not None:
            cancellation.cancel()


def _result(text: str, document: Document) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=document)


def _passage(passage: Passage) -> str:
    chunk = passage.chunk
    return f"{path_line([passage.report_title, *chunk.path])} ({passage.report_id} {chunk.span.start})\n{chunk.text}"


def _no_text(report_id: str) -> str:
    """Markdown shows no passages of the reports."""
    raise NotImplementedError(report_id)
