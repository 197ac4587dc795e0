"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import io
import struct
import zipfile
from enum import StrEnum

from rag.errors import ArchiveFile, DamagedFile, EncryptedFile, ImageFile, ReadingError, UnsupportedFormat


class Kind(StrEnum):
    """What the readers read."""

    TEXT = "text"
    DOCX = "docx"
    PDF = "pdf"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_IMAGES = {
    b"\x89PNG\r\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
}
_ARCHIVES = {
    b"7z\xbc\xaf'\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"PK\x05\x06": "ZIP",
    b"PK\x07\x08": "ZIP",
}
# Streams of an OLE compound file; WPS Office writes the same ones as Microsoft Office. Passwords come first: an
# encrypted .docx is a compound file as well.
_OLE_STREAMS = {
    "EncryptedPackage": "",
    "WordDocument": "Word 97-2003/WPS（.doc、.wps）",
    "Workbook": "Excel 97-2003/WPS（.xls、.et）",
    "PowerPoint Document": "PowerPoint 97-2003/WPS（.ppt、.dps）",
    "Book": "Excel 97-2003/WPS（.xls、.et）",
}
_ZIP_MEMBERS = {
    "word/": "docx",
    "xl/": "Excel（.xlsx）",
    "ppt/": "PowerPoint（.pptx）",
    "OFD.xml": "OFD（.ofd）",
    "META-INF/container.xml": "EPUB（.epub）",
    "META-INF/manifest.xml": "OpenDocument（.odt）",
}
_PDF_HEADER_WITHIN_BYTES = 1024
_ZIP_END = b"PK\x05\x06"
_ZIP_END_RECORD = struct.Struct("<12sI")  # what comes before, then the length of the list of members
_ZIP_END_WITHIN_BYTES = 22 + 65_535  # the record, and the longest comment after it
# 10,000 members with names of 60 characters, as many as a document may have. ZIP64 writes 0xFFFFFFFF here, and only
# archives beyond 4 GB or 65,535 members need it.
_MOST_LISTED_BYTES = 10_000 * (46 + 60)


def sniff(content: bytes) -> Kind:
    """The kind of a file that can be read. Raises UnsupportedFormat, EncryptedFile or DamagedFile for the others."""
    if b"%PDF-" in content[:_PDF_HEADER_WITHIN_BYTES]:
        return Kind.PDF
    if content.startswith(_ZIP):
        return _sniff_zip(content)
    if content.startswith(_OLE):
        raise _ole(content)
    if content.lstrip()[:6] == b"{\\rtf1":
        raise UnsupportedFormat(format="RTF（.rtf）")
    if content.startswith(b"BM") and content[6:10] == b"\0\0\0\0":
        raise ImageFile(format="BMP")
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        raise ImageFile(format="WebP")
    _refuse(content, _IMAGES, ImageFile)
    _refuse(content, _ARCHIVES, ArchiveFile)
    return Kind.TEXT


def refuse_markup_of_other_kinds(text: str) -> None:
    """Raises UnsupportedFormat for text that only carries a document: web archives and XML other than HTML."""
    start = text[:4096].lstrip("\ufeff \t\n")
    if "multipart/related" in start and start.lower().startswith(("mime-version:", "from:", "content-type:")):
        raise UnsupportedFormat(format="MHTML（.mht）")
    if start.startswith("<?xml") and "<html" not in start.lower():
        raise UnsupportedFormat(format="XML（.xml）")


def _refuse(content: bytes, signatures: dict[bytes, str], error: type[UnsupportedFormat]) -> None:
    for signature, name in signatures.items():
        if content.startswith(signature):
            raise error(format=name)


def _sniff_zip(content: bytes) -> Kind:
    if _listed_bytes(content) > _MOST_LISTED_BYTES:
        raise ArchiveFile(format="ZIP")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, IndexError) as error:
        # Cut off: the list of members at the end is gone, yet each member's own header still tells its name.
        raise DamagedFile(format=_zip_kind_of_fragment(content)) from error
    for start, kind in _ZIP_MEMBERS.items():
        if any(name.startswith(start) for name in names):
            if kind == "docx":
                return Kind.DOCX
            raise UnsupportedFormat(format=kind)
    raise ArchiveFile(format="ZIP")


def _listed_bytes(content: bytes) -> int:
    """How long the list of members at the end says that it is: reading one takes 50 µs and 1 KB a member."""
    end = content.rfind(_ZIP_END, -_ZIP_END_WITHIN_BYTES)
    record = content[end : end + _ZIP_END_RECORD.size]
    return int(_ZIP_END_RECORD.unpack(record)[1]) if end >= 0 and len(record) == _ZIP_END_RECORD.size else 0


def _zip_kind_of_fragment(content: bytes) -> str:
    for start, kind in _ZIP_MEMBERS.items():
        if start.encode() in content:
            return kind
    return "ZIP"


def _ole(content: bytes) -> ReadingError:
    for stream, name in _OLE_STREAMS.items():
        if stream.encode("utf-16-le") in content:
            return UnsupportedFormat(format=name) if name else EncryptedFile(format="Office（.docx、.xlsx、.pptx）")
    return UnsupportedFormat(format="Office 97-2003")
