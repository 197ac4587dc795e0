"""Words of chunks in tantivy, one folder a generation. The terms come ready; tantivy splits at spaces and counts."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import tantivy

from rag.errors import DiskFull, FolderNotWritable, IndexDamaged, RagError, is_disk_full
from rag.ports import KeywordDocument, KeywordField

# One thread writes 20,000 chunks in 3.6 s, two in 4.3 s: commits are short, and segments fewer.
_WRITER_THREADS = 1
_WRITER_BYTES = 128_000_000

# Of BM25, fixed in tantivy.
_K1 = 1.2

# Chunks whose place is remembered: about 0.2 KB each.
_REMEMBERED_CHUNKS = 200_000

# Terms whose frequency is remembered.
_REMEMBERED_TERMS = 50_000

# Where tantivy lists the segments of its last commit.
_COMMIT_FILE = "meta.json"

_Committed = tuple[int, int, int]


class TantivyKeywords:
    """`rag.ports.KeywordIndex` in a folder, or in memory where there is none. Only the holder of the data folder's lock
    may add, remove and commit."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._schema = _schema()
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._seen: tuple[_Committed | None, _Seen] | None = None
        self._opening = Lock()

    # --- writing

    def add(self, documents: Sequence[KeywordDocument]) -> None:
        writer = self._opened_writer()
        with self._own_words():
            for one in documents:
                writer.add_document(_document(one))

    def remove(self, report_ids: Sequence[str]) -> None:
        writer = self._opened_writer()
        with self._own_words():
            for one in report_ids:
                writer.delete_documents_by_term("report", one)

    def commit(self) -> None:
        if self._writer is not None:
            with self._own_words():
                self._writer.commit()

    def close(self) -> None:
        """Leave no file lock behind; what was not committed is lost."""
        self._writer = None
        self._index = None
        self._seen = None

    # --- reading

    def count(self, report_ids: Sequence[str] | None = None) -> int:
        searcher = self._searcher()
        if searcher is None:
            return 0
        if report_ids is None:
            return searcher.num_docs
        return int(getattr(searcher.search(self._of_reports(report_ids), limit=1, count=True), "count", 0))

    def search(
        self, terms: Sequence[str], k: int, *, by: KeywordField, report_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        seen = self._commit_seen()
        if seen is None or not terms or not seen.searcher.num_docs:
            return []
        wanted = self._any_of(dict.fromkeys(terms), by)
        if report_ids is not None:
            wanted = _among(wanted, self._of_reports(report_ids))
        return sorted(self._hits(seen, wanted, k), key=lambda hit: (-hit[1], hit[0]))

    def scores(self, terms: Sequence[str], chunk_ids: Sequence[str], *, by: KeywordField) -> list[float]:
        seen = self._commit_seen()
        if seen is None or not terms or not chunk_ids:
            return [0.0] * len(chunk_ids)
        these = tantivy.Query.term_set_query(self._schema, "chunk", list(chunk_ids))
        found = dict(self._hits(seen, _among(self._any_of(dict.fromkeys(terms), by), these), len(chunk_ids)))
        return [found.get(one, 0.0) for one in chunk_ids]

    def ceilings(self, terms: Sequence[str], *, by: KeywordField) -> list[float]:
        seen = self._commit_seen()
        if seen is None:
            return [0.0] * len(terms)
        with self._own_words():
            return [_ceiling(seen.documents_with(term, by), seen.searcher.num_docs) for term in terms]

    # --- inside

    def _hits(self, seen: _Seen, wanted: tantivy.Query, k: int) -> list[tuple[str, float]]:
        with self._own_words():
            hits = seen.searcher.search(wanted, limit=k, count=False).hits
            return [(seen.chunk_id(address), float(score)) for score, address in hits]

    def _any_of(self, terms: Iterable[str], by: KeywordField) -> tantivy.Query:
        each = (tantivy.Query.term_query(self._schema, by.value, term, index_option="freq") for term in terms)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each])

    def _of_reports(self, report_ids: Sequence[str]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._schema, "report", list(report_ids))

    def _searcher(self) -> tantivy.Searcher | None:
        """None where nothing has been written yet."""
        seen = self._commit_seen()
        return seen.searcher if seen else None

    def _commit_seen(self) -> _Seen | None:
        """The last commit. A search asks for it seven times, and reloading takes 0.1 ms even where nothing has changed;
        looking at the file takes 0.003."""
        if self._index is None and (self._folder is None or not tantivy_exists(self._folder)):
            return None
        committed, seen = _committed(self._folder), self._seen
        if committed is None or seen is None or seen[0] != committed:
            with self._opening, self._own_words():
                index = self._opened()
                index.reload()
                seen = self._seen = (committed, _Seen(index.searcher()))
        return seen[1]

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            if self._folder is not None:
                self._folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(self._folder) if self._folder else None)
            self._index.config_reader(reload_policy="manual")
        return self._index

    def _opened_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            with self._own_words():
                self._writer = self._opened().writer(_WRITER_BYTES, _WRITER_THREADS)
        return self._writer

    @contextmanager
    def _own_words(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:  # tantivy has no errors of its own
            self.close()
            raise self._mapped(error) from error

    def _mapped(self, error: Exception) -> RagError:
        home = self._folder.parent if self._folder else ""
        if is_disk_full(error):
            return DiskFull(folder=home)
        if isinstance(error, PermissionError) or "permission denied" in str(error).lower():
            return FolderNotWritable(folder=home)
        return IndexDamaged(index="tantivy")


class TantivyFamily:
    """The keyword indexes of a data folder, one folder a generation."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._opened: dict[int, TantivyKeywords] = {}

    def open(self, generation: int) -> TantivyKeywords:
        if generation not in self._opened:
            self._opened[generation] = TantivyKeywords(self._folder(generation))
        return self._opened[generation]

    def discard(self, generation: int) -> None:
        if generation in self._opened:
            self._opened.pop(generation).close()
        shutil.rmtree(self._folder(generation), ignore_errors=True)

    def close(self) -> None:
        for one in self._opened.values():
            one.close()
        self._opened.clear()

    def _folder(self, generation: int) -> Path:
        return self._home / f"keywords-{generation}"


def _committed(folder: Path | None) -> _Committed | None:
    """What every commit changes: it puts a new file in the place of the one before."""
    if folder is None:
        return None
    try:
        state = (folder / _COMMIT_FILE).stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


class _Seen:
    """One commit, and which chunks stand where in it: reading an id from the store takes 4 µs, a search wants 700."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self._chunk_ids: dict[tuple[int, int], str] = {}
        self._documents_with: dict[tuple[KeywordField, str], int] = {}

    def documents_with(self, term: str, by: KeywordField) -> int:
        """Questions share most of their characters: asking every segment for each takes 0.5 ms a question."""
        found = self._documents_with.get((by, term))
        if found is None:
            if len(self._documents_with) >= _REMEMBERED_TERMS:
                self._documents_with.clear()
            found = self._documents_with[by, term] = self.searcher.doc_freq(by.value, term)
        return found

    def chunk_id(self, address: tantivy.DocAddress) -> str:
        place = (address.segment_ord, address.doc)
        found = self._chunk_ids.get(place)
        if found is None:
            if len(self._chunk_ids) >= _REMEMBERED_CHUNKS:
                self._chunk_ids.clear()
            found = self._chunk_ids[place] = str(self.searcher.doc(address).get_first("chunk"))
        return found


def _ceiling(documents_with: int, documents: int) -> float:
    """The inverse document frequency of BM25 as tantivy counts it, times the most that repetition can bring."""
    documents = max(documents, documents_with)  # deleted ones are still counted among those with the term
    return math.log1p((documents - documents_with + 0.5) / (documents_with + 0.5)) * (1 + _K1)


def _among(wanted: tantivy.Query, these: tantivy.Query) -> tantivy.Query:
    """Scored as `wanted` alone: word frequencies and lengths are those of the whole index."""
    only = tantivy.Query.const_score_query(these, 0.0)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, only)])


def _document(one: KeywordDocument) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("chunk", one.chunk_id)
    document.add_text("report", one.report_id)
    for by in KeywordField:
        document.add_text(by.value, one.terms[by])
    return document


def tantivy_exists(folder: Path) -> bool:
    return folder.is_dir() and tantivy.Index.exists(str(folder))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("report", tokenizer_name="raw", index_option="basic")
    for by in KeywordField:
        builder.add_text_field(by.value, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
