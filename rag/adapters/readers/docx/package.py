"""The zip file of a .docx: its parts, read with guards against bombs and entities."""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from rag.errors import DamagedFile, EncryptedFile, UnpacksTooLarge

FORMAT = "Word（.docx）"
_MEGABYTE = 1024 * 1024
# Word writes a few dozen parts; a report with 2,000 pictures is conceivable.
_MOST_PARTS = 10_000
_MAIN = "word/document.xml"
_XML_START_BYTES = 400
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
# Parts beside the text (styles, numbering, notes) become trees, at about 20 times their size.
_MOST_BESIDE_BYTES = 20 * _MEGABYTE
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, KeyError, IndexError)


class Package:
    """Parts of a .docx by name. Every part is unpacked no further than the limit, whatever size it declares."""

    def __init__(self, content: bytes, *, limit_megabytes: int) -> None:
        self._limit_megabytes = limit_megabytes
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self._names = {name.lower(): name for name in self._archive.namelist()}
            declared = sum(member.file_size for member in self._archive.infolist() if member.filename.endswith(".xml"))
        except _DAMAGE as error:
            raise DamagedFile(format=FORMAT) from error
        if len(self._names) > _MOST_PARTS or declared > limit_megabytes * _MEGABYTE:
            raise UnpacksTooLarge(limit=limit_megabytes)
        self.main = self._find_main()

    def tree(self, name: str) -> etree._Element | None:
        """The parsed part, or None where the package has no such part."""
        content = self._read(name, limit=min(_MOST_BESIDE_BYTES, self._limit_megabytes * _MEGABYTE))
        return None if content is None else _parse(content)

    def paragraphs_and_tables(self) -> Iterator[etree._Element]:
        """The blocks of the document's body one after the other, each released when the next is asked for."""
        content = self._read(self.main, limit=self._limit_megabytes * _MEGABYTE)
        if content is None:
            raise DamagedFile(format=FORMAT)
        yield from _blocks(content)

    def beside_main(self, file: str) -> str:
        return posixpath.join(posixpath.dirname(self.main), file)

    def _find_main(self) -> str:
        relations = self.tree("_rels/.rels")
        if relations is not None:
            for relation in relations:
                if str(relation.get("Type", "")).endswith("/officeDocument"):
                    return str(relation.get("Target", "")).lstrip("/")
        return _MAIN

    def _read(self, name: str, *, limit: int) -> bytes | None:
        actual = self._names.get(name.lower())
        if actual is None:
            return None
        try:
            if self._archive.getinfo(actual).flag_bits & 1:
                raise EncryptedFile(format=FORMAT)
            with self._archive.open(actual) as part:
                content = part.read(limit + 1)
        except _DAMAGE as error:
            raise DamagedFile(format=FORMAT) from error
        if len(content) > limit:
            raise UnpacksTooLarge(limit=limit // _MEGABYTE)
        _refuse_entities(content)
        return content


def _refuse_entities(content: bytes) -> None:
    """The format has none: only an attack does. Another encoding than the format's own two would hide them."""
    start = content[:_XML_START_BYTES]
    wide = start.startswith(_WIDE)
    declared = _ENCODING.search(start.replace(b"\0", b""))
    if declared and declared[1].lower() not in ((b"utf-16",) if wide else (b"utf-8", b"us-ascii", b"ascii")):
        raise DamagedFile(format=FORMAT)
    if not wide and not start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise DamagedFile(format=FORMAT)
    for sign in ("<!DOCTYPE", "<!ENTITY"):
        if sign.encode() in content or (
            wide and any(sign.encode(one) in content for one in ("utf-16-le", "utf-16-be"))
        ):
            raise DamagedFile(format=FORMAT)


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedFile(format=FORMAT) from error


def _blocks(content: bytes) -> Iterator[etree._Element]:
    events = etree.iterparse(
        io.BytesIO(content), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in events:
            parent = element.getparent()
            if parent is not None and local_name(parent) == "body":
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
    except (etree.LxmlError, ValueError) as error:
        raise DamagedFile(format=FORMAT) from error


def local_name(element: etree._Element) -> str:
    """Name without namespace: the transitional and the strict flavour of the format differ in nothing else."""
    tag = element.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    if element is None:
        return None
    return next((one for one in element if local_name(one) == name), None)


def value(element: etree._Element | None, attribute: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    for name, content in element.attrib.items():
        text = str(name)
        if text[text.rfind("}") + 1 :] == attribute:
            return str(content)
    return None


def number(element: etree._Element | None, attribute: str = "val") -> int | None:
    written = value(element, attribute)
    return (
        int(written)
        if written and written.lstrip("-").isdecimal() and written.isascii() and len(written) < 10
        else None
    )


def is_on(element: etree._Element | None) -> bool:
    """Whether a toggle such as `w:vanish` is there and not switched off."""
    return element is not None and (value(element) or "true").lower() not in ("0", "false", "off", "none")
