"""A paper as a Word file (.docx) in the look of official documents (GB/T 9704).

Written part by part: footnotes, cross references, page numbers, fonts for Chinese text and their stand-ins have no
place in the libraries that write Word files (docs/decisions/0016-exports.md). The same paper is the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files
from xml.sax.saxutils import escape

from rag.entrypoints.exports.paper import Paper, printable
from rag.entrypoints.exports.word.body import document
from rag.entrypoints.exports.word.citing import Citing
from rag.entrypoints.exports.word.markup import serialized

_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
# The earliest time that a zip file can hold: no file tells when it was made.
_TIME = (1980, 1, 1, 0, 0, 0)
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Parts of the document, in the order of their relation ids.
_PARTS = (
    ("styles.xml", "styles"),
    ("settings.xml", "settings"),
    ("fontTable.xml", "fontTable"),
    ("footnotes.xml", "footnotes"),
    ("footer-odd.xml", "footer"),
    ("footer-even.xml", "footer"),
)
_WRITTEN = "footnotes.xml"


def of_paper(paper: Paper) -> bytes:
    citing = Citing(paper)
    body = serialized(document(paper, citing))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _properties(paper),
        "docProps/app.xml": _application(),
        "word/document.xml": body,
        "word/_rels/document.xml.rels": _document_relations(),
        "word/footnotes.xml": serialized(citing.footnotes()),
        **{f"word/{name}": _fixed(name) for name, _ in _PARTS if name != _WRITTEN},
    }
    return _zipped(parts)


def _zipped(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            package.writestr(entry, content)
    return written.getvalue()


def _fixed(name: str) -> bytes:
    return files(__package__).joinpath("parts", name).read_bytes()


def _content_types() -> bytes:
    kinds = [("document.xml", "document.main"), *_PARTS]
    overrides = [f'<Override PartName="/word/{name}" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in kinds]
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    application = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    return _xml(
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f"{''.join(overrides)}"
        f'<Override PartName="/docProps/core.xml" ContentType="{core}"/>'
        f'<Override PartName="/docProps/app.xml" ContentType="{application}"/></Types>'
    )


def _package_relations() -> bytes:
    return _relations(
        (f"{_RELATIONS}/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{_RELATIONS}/extended-properties", "docProps/app.xml"),
    )


def _document_relations() -> bytes:
    return _relations(*((f"{_RELATIONS}/{kind}", name) for name, kind in _PARTS))


def _relations(*targets: tuple[str, str]) -> bytes:
    lines = [
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    ]
    return _xml(f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>')


def _properties(paper: Paper) -> bytes:
    """Title and language; no author and no time, which would name a machine."""
    return _xml(
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(printable(paper.title))}</dc:title><dc:language>{_LANGUAGES[paper.language]}</dc:language>"
        "</cp:coreProperties>"
    )


def _application() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return _xml(f'<Properties xmlns="{kind}"><Application>report-rag</Application></Properties>')


def _xml(content: str) -> bytes:
    return (_DECLARATION + content).encode()
