"""The one place where settings meet adapters. Everything is opened when it is first used, and closed at the end."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rag import __version__, messages
from rag.domain import ReportFilter
from rag.errors import FolderLocked, InvalidSetting, RagError, RerankerUnavailable
from rag.prompts import use_prompts
from rag.service import Check, Service, Watcher
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.access import Keys
    from rag.adapters.answerers import AnswersBeside
    from rag.adapters.word_weights import WordWeights
    from rag.answering import Answering
    from rag.comparing import Comparing
    from rag.conversations import Conversations
    from rag.generation import Generation
    from rag.indexes import Indexes
    from rag.ingestion import Ingestion
    from rag.jobs import Jobs
    from rag.judging import Judging
    from rag.maintenance import Maintenance
    from rag.metering import Metering
    from rag.ports import Embedder, EmbeddingRecipe, Ledger, Lock, Presence, Reranker, Spool, SummaryStore
    from rag.remembered_answers import Answers
    from rag.reranking import Reranking
    from rag.retrieval import Retriever
    from rag.scope import Divisions
    from rag.suggesting import Suggesting
    from rag.summarizing import Summarizing
    from rag.summarizing.model_writing import ModelWriting

LEDGER_FILE = "ledger.sqlite"
EXTRACTIVE = "extractive"
BUILTIN = "builtin"
LISTWISE = "model"
CROSS_ENCODER = "cross-encoder:"
# Less than a batch of reports and its indexes take: nothing more can come in, and soon no conversation be kept.
_LOW_MEGABYTES = 100
# A model somewhere else orders for several questions at a time; a CrossEncoder takes all cores for one.
_LISTWISE_AT_ONCE = 4
_PROMPTS = ("answer", "retry", "rewrite", "rerank", "judge", "summarize", "summarize_headline")
_DECIDE_SUMMARIES = ("summarizing", "figures", "verification", "parsing", "domain", "messages")
_SHOWN_LIBRARIES = ("langchain-core", "chromadb", "tantivy", "sqlalchemy")

Made = TypeVar("Made")

Connecting = Callable[[str, Callable[[], "BaseChatModel"]], "BaseChatModel"]
"""What stands between the product and a language model: its name as it is set, and how it is reached otherwise.

Then every question reaches the model, however often it has failed before: one is not to depend on another.
"""


def _directly(name: str, connect: Callable[[], BaseChatModel]) -> BaseChatModel:  # noqa: ARG001
    return connect()


@contextmanager
def open_service(
    settings: Settings, *, answer_processes: int = 1, connecting: Connecting = _directly
) -> Iterator[Service]:
    """The product on one data folder, until the block ends. `answer_processes`: for the built-in model's answers; 1
    is this one."""
    with ExitStack() as stack:
        parts = _Parts(settings, stack, answer_processes=answer_processes, connecting=connecting)
        yield Service(parts, max_question_characters=settings.max_question_characters)


@contextmanager
def open_reading_service(settings: Settings, *, connecting: Connecting = _directly) -> Iterator[Service]:
    """The product beside whoever holds the data folder, in this process or another: nothing comes in through it."""
    with ExitStack() as stack:
        parts = _ReadingParts(settings, stack, connecting=connecting)
        yield Service(parts, max_question_characters=settings.max_question_characters)


@contextmanager
def open_answers(settings: Settings) -> Iterator[Answers]:
    """What answers in a process of its own, beside the one that holds the data folder: it only reads."""
    with ExitStack() as stack:
        yield _ReadingParts(settings, stack).made_anew


@contextmanager
def open_services_in_memory(settings: Settings) -> Iterator[Callable[[], Service]]:
    """A maker of services, each on a library of its own that is gone with it. The models are loaded once for all."""
    with ExitStack() as stack:
        models = _Parts(settings, stack)
        yield lambda: Service(_PartsInMemory(models), max_question_characters=settings.max_question_characters)


def back_up(settings: Settings, to: Path) -> int:
    """A copy of the ledger, while it is in use or not; its bytes. Raises InvalidSetting where it is no file of ours."""
    if settings.database_url:
        raise InvalidSetting(name="RAG_DATABASE_URL", value=settings.database_url.partition(":")[0], expected="SQLite")
    from rag.adapters.ledger.backup import back_up as copy

    return copy(settings.home / LEDGER_FILE, to)


def prompt_hashes(settings: Settings | None = None) -> dict[str, str]:
    """Of every prompt in use, by `name.language`; with `settings`, theirs are in use from now on. Raises
    PromptInvalid."""
    from rag.prompts import load_prompt

    if settings is not None:
        _use_prompts(settings)
    return {f"{name}.{one}": load_prompt(name, one).hash for name in _PROMPTS for one in messages.LANGUAGES}


def connect_judge(
    name: str, settings: Settings, *, connecting: Connecting = _directly, seconds: float | None = None
) -> BaseChatModel:
    """A model that judges what another wrote. Of the same provider as the model that is set, it is reached as that is,
    unless it has an address or a key of its own. Raises InvalidSetting, ProviderMissing, ModelUnavailable."""
    if ":" not in name:
        raise InvalidSetting(name="RAG_JUDGE", value=name, expected="provider:name")
    alike = name.partition(":")[0] == settings.model.partition(":")[0]
    shared = alike and not (settings.judge_base_url or settings.judge_api_key)

    def connected() -> BaseChatModel:
        from rag.adapters.chat_models import connect

        return connect(
            name,
            base_url=settings.model_base_url if shared else settings.judge_base_url,
            api_key=settings.model_api_key if shared else settings.judge_api_key,
            timeout_seconds=seconds or settings.model_timeout_seconds,
            setting="RAG_JUDGE",
        )

    return connecting(name, connected)


@contextmanager
def open_traces(settings: Settings, *, whence: Callable[[], Mapping[str, str]]) -> Iterator[Watcher | None]:
    """What sends answers as spans, until the block ends; None where nothing says where to. Then nothing is imported."""
    standard = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    is_off = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if is_off or not (settings.otel_endpoint or any(os.environ.get(one) for one in standard)):
        yield None
        return
    from rag.adapters.traces import Traces, open_exporter

    traces = Traces(open_exporter(settings.otel_endpoint), whence=whence)
    try:
        yield traces.watch
    finally:
        traces.close()


class Once(Generic[Made]):
    """A property that is made when first read, once, whichever of several threads comes first."""

    def __init__(self, make: Callable[[Any], Made]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, parts: _Parts, owner: type | None = None) -> Made:
        with parts.lock_of_threads:
            if self._name not in parts.__dict__:
                parts.__dict__[self._name] = self._make(parts)
        made: Made = parts.__dict__[self._name]
        return made


class _Parts:
    """`rag.service.Parts` of adapters. Imports stand where they are needed: they are most of a short command's time."""

    def __init__(
        self,
        settings: Settings,
        stack: ExitStack,
        *,
        answer_processes: int = 1,
        connecting: Connecting = _directly,
    ) -> None:
        self._settings = settings
        self._stack = stack
        self._answer_processes = answer_processes
        self._connecting = connecting
        _use_prompts(settings)
        self._recipe: EmbeddingRecipe | None = None
        self.lock_of_threads = RLock()

    @Once
    def ledger(self) -> Ledger:
        from rag.adapters.ledger import SqlLedger

        opened = SqlLedger(self._settings.database_url or self._settings.home / LEDGER_FILE)
        self._stack.callback(opened.close)
        return opened

    @Once
    def ingestion(self) -> Ingestion:
        from rag.adapters import readers
        from rag.adapters.confined import ConfinedPreparers, Confinement
        from rag.adapters.tokens import count_tokens
        from rag.adapters.workers import open_preparer
        from rag.ingestion import Ingestion
        from rag.ports import Embedding
        from rag.preparing import Preparation

        read = partial(readers.read, limit_megabytes=self._settings.max_file_megabytes)
        preparation = Preparation(
            read=read,
            count_tokens=count_tokens,
            embedder=self.embedder,
            max_tokens=self._settings.chunk_tokens,
        )
        # Any other model takes all cores and much memory by itself: one process is enough for it.
        is_builtin = self.recipe.model == BUILTIN
        workers = None if is_builtin else 0
        confinement = Confinement(self._settings.file_memory_megabytes, self._settings.file_seconds)
        confined = ConfinedPreparers(preparation, confinement, embeds_there=is_builtin)
        self._stack.callback(confined.close)
        return Ingestion(
            ledger=self.ledger,
            indexes=self.indexes,
            embedding=Embedding.of(self.embedder),
            open_preparer=partial(open_preparer, preparation, workers=workers),
            open_confined=confined.open,
            maintenance=self.maintenance,
        )

    @Once
    def spool(self) -> Spool:
        from rag.adapters.spool import FolderSpool

        spool = FolderSpool(self._settings.home)
        self._stack.callback(spool.close)
        return spool

    @Once
    def maintenance(self) -> Maintenance:
        from rag.maintenance import Maintenance

        return Maintenance(ledger=self.ledger, indexes=self.indexes, embedder=self.embedder, lock=self.folder_lock)

    @Once
    def folder_lock(self) -> Lock:
        from rag.adapters.lock import FolderLock

        lock = FolderLock(self._settings.home)
        self._stack.callback(lock.release)
        return lock

    @Once
    def indexes(self) -> Indexes:
        from rag.adapters.keywords import TantivyFamily
        from rag.adapters.vectors import ChromaFamily
        from rag.indexes import Indexes

        if self._settings.chroma_url:
            vectors = ChromaFamily(self._settings.chroma_url)
        else:
            vectors = ChromaFamily(self._settings.home, before_opening=self._lock_folder)
        keywords = TantivyFamily(self._settings.home)
        self._stack.callback(vectors.close)
        self._stack.callback(keywords.close)
        return Indexes(self.ledger, vectors=vectors, keywords=keywords)

    def _lock_folder(self) -> None:
        self.folder_lock.acquire()

    @Once
    def embedder(self) -> Embedder:
        return self._make_embedder(self.recipe, may_download=True)

    @property
    def recipe(self) -> EmbeddingRecipe:
        """Of the embedding that is set, unless another was chosen since."""
        from rag.ports import EmbeddingRecipe

        chosen = self._settings
        return self._recipe or EmbeddingRecipe(
            model=chosen.embedding,
            query_prefix=chosen.embedding_query_prefix,
            passage_prefix=chosen.embedding_passage_prefix,
            dtype=chosen.embedding_dtype,
            backend=chosen.embedding_backend,
        )

    def choose_embedding(self, recipe: EmbeddingRecipe) -> EmbeddingRecipe:
        with self.lock_of_threads:
            before, self._recipe = self.recipe, recipe
            for part in ("embedder", "ingestion", "maintenance"):
                self.__dict__.pop(part, None)
        return before

    def _stored_embedder(self, recipe: EmbeddingRecipe) -> Embedder:
        """For a search that follows a switch of models: what is here already, and nothing is downloaded."""
        chosen: Embedder | None = self.__dict__.get("embedder")
        return chosen if chosen is not None and chosen.recipe == recipe else self._make_embedder(recipe)

    def _make_embedder(self, recipe: EmbeddingRecipe, *, may_download: bool = False) -> Embedder:
        from rag.adapters.embeddings import make_embedder

        return make_embedder(recipe, batch_size=self._settings.embedding_batch_size, may_download=may_download)

    @Once
    def retriever(self) -> Retriever:
        from rag.retrieval import Retriever

        return Retriever(
            ledger=self.ledger,
            indexes=self.indexes,
            embedder=self.embedder,
            make_embedder=self._stored_embedder,
            divisions=self.divisions,
            weigh=self.word_weights.weigh,
            reranking=self.reranking,
            vector_weight=self._settings.vector_weight,
        )

    @Once
    def divisions(self) -> Divisions:
        from rag.adapters.gazetteer import divisions

        return divisions()

    @Once
    def reranking(self) -> Reranking | None:
        """None where no reranker is set."""
        name = self._settings.reranker
        if not name:
            return None
        if name != LISTWISE and not (name.startswith(CROSS_ENCODER) and name.removeprefix(CROSS_ENCODER)):
            raise InvalidSetting(name="RAG_RERANKER", value=name, expected=f"{LISTWISE} | {CROSS_ENCODER}NAME")
        from rag.reranking import FAILURES_IN_A_ROW, Reranking

        reranking = Reranking(
            self._open_reranker,
            name=name,
            timeout_seconds=self._settings.reranker_timeout_seconds,
            at_once=_LISTWISE_AT_ONCE if name == LISTWISE else 1,
            failures=self._patience(FAILURES_IN_A_ROW),
            language=self._settings.language or messages.DEFAULT,
        )
        self._stack.callback(reranking.close)
        return reranking

    def _open_reranker(self) -> Reranker:
        """On a thread of its own, so that it reads settings alone."""
        if self._settings.reranker != LISTWISE:
            from rag.adapters.rerankers import CrossEncoderReranker

            return CrossEncoderReranker(self._settings.reranker.removeprefix(CROSS_ENCODER))
        if self._settings.model == EXTRACTIVE:
            raise RerankerUnavailable(reranker=LISTWISE, reason=f"RAG_MODEL={EXTRACTIVE}")
        from rag.listwise import ListwiseReranker

        model = self._connect(timeout_seconds=self._settings.reranker_timeout_seconds)
        return ListwiseReranker(model, name=self._settings.model)

    @Once
    def word_weights(self) -> WordWeights:
        from rag.adapters.embeddings import BUILTIN_FOLDER, TOKENIZER_FILE
        from rag.adapters.word_weights import WordWeights

        return WordWeights(BUILTIN_FOLDER / TOKENIZER_FILE)

    @Once
    def answering(self) -> Answers:
        from rag.remembered_answers import RememberedAnswers

        if not self._is_repeatable:
            return self.made_anew
        return RememberedAnswers(self.made_beside or self.made_anew, state=self.ledger.state)

    @property
    def _is_repeatable(self) -> bool:
        """Whether an answer hangs on the question and the reports alone."""
        return self._settings.model == EXTRACTIVE and not self._settings.judge and not self._settings.reranker

    @Once
    def made_beside(self) -> AnswersBeside | None:
        """Processes that answer; None where there are to be none, or each would need an index that one alone opens."""
        from rag.vector_search import IN_MEMORY_BYTES

        embedding = self.ledger.state().embedding
        vector_bytes = self.ledger.count_chunks(ReportFilter()) * (embedding.dimensions if embedding else 0) * 4
        if self._answer_processes < 2 or vector_bytes > IN_MEMORY_BYTES:
            return None
        from rag.adapters.answerers import AnswersBeside

        opened = AnswersBeside(
            partial(open_answers, self._settings), here=lambda: self.made_anew, count=self._answer_processes
        )
        self._stack.callback(opened.close)
        return opened

    @Once
    def made_anew(self) -> Answering:
        """What answers, each time by the whole path."""
        from rag.answering import Answering, Limits

        return Answering(
            retriever=self.retriever,
            ledger=self.ledger,
            builtin=self._generation(EXTRACTIVE),
            model=None if self._settings.model == EXTRACTIVE else self._generation(self._settings.model),
            judging=self._open_judging() if self._settings.judge else None,
            limits=Limits(self._settings.max_question_characters, self._settings.passages),
        )

    @Once
    def jobs(self) -> Jobs:
        from rag.jobs import Jobs

        return Jobs(self.ledger.jobs, self.presence, days=self._settings.job_days)

    @Once
    def presence(self) -> Presence:
        from rag.adapters.presence import FolderPresence

        presence = FolderPresence(self._settings.home)
        self._stack.callback(presence.close)
        return presence

    @Once
    def keys(self) -> Keys:
        from rag.access import Keys

        return Keys(self.ledger.keys, session_hours=self._settings.session_hours)

    @Once
    def metering(self) -> Metering:
        from rag.domain import Quota
        from rag.metering import Metering

        defaults = Quota(
            requests_a_minute=self._settings.key_requests_a_minute,
            tokens_a_day=self._settings.key_tokens_a_day,
            megabytes_a_day=self._settings.key_megabytes_a_day,
        )
        metering = Metering(self.ledger.usage, defaults=defaults)
        self._stack.callback(metering.flush)
        return metering

    @Once
    def conversations(self) -> Conversations:
        from rag.adapters.tokens import count_tokens
        from rag.conversations import Conversations

        return Conversations(
            self.ledger.conversations, count_tokens=count_tokens, days=self._settings.conversation_days
        )

    def _generation(self, name: str, *, failures: int = 2) -> Generation:
        from rag.adapters.tokens import counter_for
        from rag.generation import Generation, GenerationLimits

        if name == EXTRACTIVE:
            return Generation(self.extractive, name=name, count_tokens=counter_for(name), limits=None)
        limits = GenerationLimits(
            seconds=self._settings.model_timeout_seconds,
            first_token_seconds=self._settings.model_first_token_seconds,
            between_tokens_seconds=self._settings.model_stall_seconds,
            context_tokens=self._settings.model_context_tokens,
        )
        counter = counter_for(name)
        model = self.model
        return Generation(model, name=name, count_tokens=counter, limits=limits, failures=self._patience(failures))

    def _patience(self, failures: int) -> int:
        """After how many failures in a row a model is not asked for a while."""
        return failures if self._connecting is _directly else sys.maxsize

    @Once
    def summarizing(self) -> Summarizing:
        from rag.summarizing import Summarizing

        store = self.ledger.summaries
        writing = None if self._settings.model == EXTRACTIVE else self._model_writing(store)
        return Summarizing(ledger=self.ledger, store=store, writing=writing, rules=_fingerprint())

    def _model_writing(self, store: SummaryStore) -> ModelWriting:
        from rag.summarizing.authoring import Author
        from rag.summarizing.model_writing import ModelWriting

        chosen = self._settings
        # Those that are asked at once fail at once, and two long sections in a row are no sign of a model that is down.
        generation = self._generation(chosen.model, failures=chosen.summary_at_once + 3)
        author = Author(generation, identity=f"{chosen.model} {chosen.model_base_url}")
        return ModelWriting(author, store, at_once=chosen.summary_at_once)

    @Once
    def comparing(self) -> Comparing:
        from rag.comparing import Comparing

        return Comparing(ledger=self.ledger)

    @Once
    def suggesting(self) -> Suggesting:
        from rag.answering import Answering
        from rag.suggesting import Suggesting

        def asking() -> Answering:
            """Of the built-in model alone: nobody has asked, and tokens cost."""
            return Answering(retriever=self.retriever, ledger=self.ledger, builtin=self._generation(EXTRACTIVE))

        return Suggesting(ledger=self.ledger, ask=lambda: asking().ask)

    @Once
    def extractive(self) -> BaseChatModel:
        from rag.adapters.extractive import ExtractiveModel
        from rag.matching import Matcher

        return ExtractiveModel(matcher=Matcher(self.word_weights.weigh))

    @Once
    def model(self) -> BaseChatModel:
        if self._settings.model == EXTRACTIVE:
            return self.extractive
        return self._connect(timeout_seconds=self._settings.model_timeout_seconds)

    def _connect(self, *, timeout_seconds: float) -> BaseChatModel:
        name = self._settings.model
        if ":" not in name:
            raise InvalidSetting(name="RAG_MODEL", value=name, expected=f"{EXTRACTIVE} | provider:name")

        def connected() -> BaseChatModel:
            from rag.adapters.chat_models import connect

            return connect(
                name,
                base_url=self._settings.model_base_url,
                api_key=self._settings.model_api_key,
                timeout_seconds=timeout_seconds,
                context_tokens=self._settings.model_context_tokens,
            )

        return self._connecting(name, connected)

    def _open_judging(self) -> Judging:
        from rag.adapters.tokens import counter_for
        from rag.generation import FAILURES_IN_A_ROW, Generation, GenerationLimits
        from rag.judging import SECONDS, Judging

        chosen = self._settings
        seconds = min(SECONDS, chosen.model_timeout_seconds)
        model = connect_judge(chosen.judge, chosen, connecting=self._connecting, seconds=seconds)
        limits = GenerationLimits(seconds=seconds, first_token_seconds=seconds)
        counter = counter_for(chosen.judge)
        failures = self._patience(FAILURES_IN_A_ROW)
        return Judging(Generation(model, name=chosen.judge, count_tokens=counter, limits=limits, failures=failures))

    def inspect(self) -> Iterator[Check]:
        yield Check("versions", True, "doctor_versions", {"versions": _versions()})
        yield Check("settings", True, "doctor_settings", _place(self._settings.home))
        yield self._inspect("model", self._settings.model, lambda: self.model)
        yield self._inspect_reranker()
        if self._settings.judge:
            yield self._inspect("judge", self._settings.judge, self._open_judging)
        yield self._inspect("prompts", ", ".join(_PROMPTS), _load_prompts)

    def warm(self) -> None:
        """The built-in model answers a question, for that costs nothing; with any other passages are looked for."""
        reports = self.ledger.reports()
        if not reports:
            return
        title = reports[0].title[: self._settings.max_question_characters]
        if self._settings.model == EXTRACTIVE and not self._settings.judge:
            for _ in self.made_anew.stream(title, where=ReportFilter(), language=messages.DEFAULT):
                pass
        else:
            self.retriever.search(title, k=1)

    def glance(self) -> Iterator[Check]:
        free = _place(self._settings.home)["free_megabytes"]
        ok = free >= _LOW_MEGABYTES
        yield Check("disk", ok, "ready_disk" if ok else "ready_disk_low", {"free_megabytes": free})
        chosen = self._settings.model  # the built-in one is always to be had, and takes a second to load
        yield self._inspect("model", chosen, lambda: chosen == EXTRACTIVE or self.model)

    def _inspect_reranker(self) -> Check:
        if not self._settings.reranker:
            return Check("reranker", True, "doctor_reranker_off", {})
        return self._inspect("reranker", self._settings.reranker, lambda: self.reranking and self._open_reranker())

    def _inspect(self, name: str, shown: str, attempt: Callable[[], object]) -> Check:
        """What cannot be had is a finding of its own."""
        try:
            attempt()
        except RagError as error:
            return Check(name, False, error.key, error.values)
        return Check(name, True, f"doctor_{name}", {name: shown})


class _ReadingParts(_Parts):
    """The same parts for a process beside the one that holds the data folder: it never takes the lock."""

    @Once
    def folder_lock(self) -> Lock:
        return _HeldByAnother(self._settings.home)


class _HeldByAnother:
    """`rag.ports.Lock` that cannot be had."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def acquire(self, *, wait: bool = True) -> None:  # noqa: ARG002  # nobody waits for what is never given up
        raise FolderLocked(folder=self._home, holder=self.holder())

    def release(self) -> None: ...

    def turn(self, *, wait_seconds: float | None = None) -> AbstractContextManager[None]:  # noqa: ARG002
        raise FolderLocked(folder=self._home, holder=self.holder())

    def holder(self) -> str:
        return "rag serve"


class _PartsInMemory(_Parts):
    """The same parts on stores in memory, with the models of `models`."""

    def __init__(self, models: _Parts) -> None:
        super().__init__(models._settings, models._stack)
        self._models = models

    @Once
    def ledger(self) -> Ledger:
        from rag.testing import MemoryLedger

        return MemoryLedger()

    @Once
    def folder_lock(self) -> Lock:
        from rag.testing import MemoryLock

        return MemoryLock()

    @Once
    def presence(self) -> Presence:
        from rag.testing import MemoryPresence

        return MemoryPresence()

    @Once
    def indexes(self) -> Indexes:
        from rag.adapters.keywords import TantivyKeywords
        from rag.indexes import Indexes
        from rag.testing import MemoryFamily, MemoryVectors

        return Indexes(self.ledger, vectors=MemoryFamily(MemoryVectors), keywords=MemoryFamily(TantivyKeywords))

    @Once
    def embedder(self) -> Embedder:
        return self._models.embedder

    @Once
    def word_weights(self) -> WordWeights:
        return self._models.word_weights

    @Once
    def divisions(self) -> Divisions:
        return self._models.divisions

    @Once
    def reranking(self) -> Reranking | None:
        return self._models.reranking

    @Once
    def extractive(self) -> BaseChatModel:
        return self._models.extractive

    @Once
    def model(self) -> BaseChatModel:
        return self._models.model


def _use_prompts(settings: Settings) -> None:
    use_prompts(Path(settings.prompts).expanduser() if settings.prompts else None)


def _versions() -> str:
    from importlib.metadata import version

    libraries = (f"{name} {version(name)}" for name in _SHOWN_LIBRARIES)
    return ", ".join([f"report-rag {__version__}", f"Python {platform.python_version()}", *libraries])


def _fingerprint() -> str:
    """Changes with the code and the words that decide what a summary says, so that none that is kept outlives them."""
    package = Path(__file__).parent
    files = [*package.glob("*.py"), *(one for name in _DECIDE_SUMMARIES for one in (package / name).rglob("*.py"))]
    digest = hashlib.sha256(__version__.encode())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _place(home: Path) -> dict[str, Any]:
    existing = next((one for one in (home, *home.parents) if one.exists()), home)
    return {"home": home, "free_megabytes": shutil.disk_usage(existing).free // 1024**2}


def _load_prompts() -> None:
    from rag.prompts import load_prompt

    for name in _PROMPTS:
        for language in messages.LANGUAGES:
            load_prompt(name, language)
