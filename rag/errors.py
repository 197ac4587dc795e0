"""The error tree. Each says what happened, to what, and what to do, in the reader's language.

    RagError
    ├── UsageError                 the request cannot be meant this way            exit 2
    │   ├── EmptyQuestion
    │   ├── QuestionTooLong
    │   ├── UnknownReport
    │   ├── AmbiguousReport
    │   ├── UnknownSection
    │   ├── EmptyLibrary
    │   ├── UnknownConversation
    │   ├── ConversationElsewhere
    │   ├── UnknownJob
    │   ├── JobNotFinished
    │   ├── JobNotDone
    │   ├── IdempotencyKeyReused
    │   ├── NoSuchPath
    │   ├── OutputNotWritable
    │   ├── OutputNeedsFile
    │   ├── InvalidSetting
    │   ├── InvalidOption
    │   ├── TemplateInvalid
    │   ├── NothingToCompare
    │   ├── CursorInvalid
    │   ├── UnknownKey
    │   ├── KeyInvalid
    │   ├── LibraryNameInvalid
    │   ├── UploadRefused          files that came over HTTP were not taken
    │   │   ├── UploadEmpty
    │   │   ├── UploadMalformed
    │   │   ├── UploadTooLarge
    │   │   ├── UploadTooManyFiles
    │   │   └── UploadTooSlow
    │   ├── UnknownModel
    │   ├── MessagesInvalid
    │   ├── UnknownCase
    │   ├── NoCaseChosen
    │   ├── UnknownRun
    │   ├── AmbiguousRun
    │   ├── RunsDiffer
    │   ├── RunsNotComparable      two runs cannot be held against each other
    │   │   ├── DatasetsDiffer
    │   │   ├── ModesDiffer
    │   │   └── NothingInCommon
    │   ├── NotBlessed             a run is not made the baseline
    │   │   ├── BlessingWithoutReason
    │   │   ├── RunPartial
    │   │   └── RunErrored
    │   ├── NoBaseline
    │   └── DataError              a file of an evaluation is not as it must be
    │       ├── DataFileEmpty
    │       ├── DataLineNotJson
    │       ├── DataLineWrong
    │       ├── DataFieldWrong
    │       ├── DataDuplicateId
    │       └── CaseNotSound       says of the reports what is not so
    │           ├── CaseUnreviewed
    │           ├── CaseReportUnknown
    │           ├── CaseQuoteNotThere
    │           ├── CaseClusterWrong
    │           ├── CaseNumberUncited
    │           └── CaseValueNotThere
    ├── AccessError                whoever asks may not                            exit 2
    │   ├── KeyNeeded
    │   ├── ScopeTooSmall
    │   ├── LibraryForbidden
    │   ├── ForeignOrigin
    │   └── TooMuch                at this time; later again
    │       ├── TooManyRequests
    │       ├── TooManyAttempts
    │       ├── TokensSpent
    │       └── MegabytesSpent
    ├── ReadingError               one file cannot be read; the others go on       exit 1
    │   ├── EmptyFile
    │   ├── UnsupportedFormat
    │   │   ├── ImageFile
    │   │   ├── ArchiveFile
    │   │   └── BinaryFile
    │   ├── DamagedFile
    │   │   └── DamagedText
    │   ├── EncryptedFile
    │   ├── UnknownEncoding
    │   ├── FileTooLarge
    │   │   └── UnpacksTooLarge
    │   ├── FileNotReadable
    │   │   └── ReaderDied
    │   ├── TakesTooMuch
    │   │   ├── TakesTooMuchTime
    │   │   └── TakesTooMuchMemory
    │   ├── NoTextLayer
    │   └── DuplicateName
    └── UnableError                the system is not able                          exit 3
        ├── NoKeys
        ├── FolderLocked
        ├── WriterBusy
        ├── FolderNotWritable
        ├── DiskFull
        ├── IndexDamaged
        ├── AnswererDied
        ├── EmbeddingChanged
        ├── LedgerTooNew
        ├── LedgerDamaged
        ├── ModelUnavailable
        │   ├── ModelBusy
        │   ├── ModelRefused
        │   ├── ModelReplyInvalid
        │   └── GenerationFailed
        ├── ExchangeMissing        of a replay
        ├── ProviderMissing
        ├── EmbeddingUnavailable
        ├── BackendMissing
        ├── RerankerUnavailable
        │   ├── RerankerLoading
        │   ├── RerankerTimeout
        │   └── RankingInvalid
        ├── VectorServerUnavailable
        ├── PromptInvalid
        ├── SummaryCancelled
        ├── JobCancelled
        ├── JobGivenUp
        ├── PortUnavailable
        ├── FixtureNotTaken
        ├── NetworkNeeded
        ├── CaseBroke
        ├── SystemRefused
        ├── PdfUnavailable
        │   └── PdfFailed
        └── ExtraMissing

The words live in `rag.messages`, one catalogue a language, under the error's `key`.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from rag import messages


class RagError(Exception):
    """Base of all: `values` fill the message's template."""

    key: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 3

    def __init__(self, **values: object) -> None:
        super().__init__(messages.text(self.key, messages.DEFAULT, **values))
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.values)

    def in_language(self, language: str) -> str:
        """The message for the person who reads it. `language`: "zh" or "en"."""
        return messages.text(self.key, language, **self.values)


class UsageError(RagError):
    exit_code = 2


class EmptyQuestion(UsageError):
    key = "empty_question"


class QuestionTooLong(UsageError):
    """`characters`, `limit`."""

    key = "question_too_long"


class UnknownReport(UsageError):
    """`report`."""

    key = "unknown_report"


class AmbiguousReport(UsageError):
    """`report`, `candidates`."""

    key = "ambiguous_report"


class UnknownSection(UsageError):
    """`section`, `report`."""

    key = "unknown_section"


class EmptyLibrary(UsageError):
    """Nothing has been ingested, or nothing passes the filter."""

    key = "empty_library"


class UnknownConversation(UsageError):
    """`conversation`. There is none, it has expired, or it was removed."""

    key = "unknown_conversation"


class ConversationElsewhere(UsageError):
    """`conversation`, `library`, `other`. A conversation stays with the library that it was begun with."""

    key = "conversation_elsewhere"


class UnknownModel(UsageError):
    """No model of this name answers over HTTP. `model`."""

    key = "model_not_found"


class MessagesInvalid(UsageError):
    """The messages of a chat completion ask nothing. `reason`."""

    key = "messages_invalid"


class UnknownJob(UsageError):
    """`job`. There is none, it was forgotten, or it is not the caller's: which of these is not told."""

    key = "unknown_job"


class JobNotFinished(UsageError):
    """`job`: it is waiting or running."""

    key = "job_not_finished"


class JobNotDone(UsageError):
    """`job`, `state`: there is no result to be had, not yet or not any more."""

    key = "job_not_done"


class IdempotencyKeyReused(UsageError):
    """`idempotency_key`: another request came under it before."""

    key = "idempotency_key_reused"


class NoSuchPath(UsageError):
    """`path`."""

    key = "no_such_path"


class OutputNotWritable(UsageError):
    """`path`, `reason`."""

    key = "output_not_writable"


class OutputNeedsFile(UsageError):
    """`format`: one that a terminal cannot show."""

    key = "export_needs_file"


class InvalidSetting(UsageError):
    """`name`, `value`, `expected`."""

    key = "invalid_setting"


class InvalidOption(UsageError):
    """`option`: as it was given, `expected`."""

    key = "invalid_option"


class TemplateInvalid(UsageError):
    """`template`, `reason`. A template of a summary is not as it must be."""

    key = "template_invalid"


class NothingToCompare(UsageError):
    """Fewer than two reports were named."""

    key = "nothing_to_compare"


class LibraryNameInvalid(UsageError):
    """`limit`: a library's name is empty, has more characters than that, or holds some that are not shown."""

    key = "library_name_invalid"


class UploadRefused(UsageError):
    """Nothing of a request with files was taken."""

    key = "upload_malformed"


class UploadEmpty(UploadRefused):
    """No file was in it."""

    key = "upload_empty"


class UploadMalformed(UploadRefused):
    """It is no whole `multipart/form-data`."""

    key = "upload_malformed"


class UploadTooLarge(UploadRefused):
    """`limit`: megabytes of all files of a request."""

    key = "upload_too_large"


class UploadTooManyFiles(UploadRefused):
    """`limit`: files of a request."""

    key = "upload_too_many_files"


class UploadTooSlow(UploadRefused):
    """It did not arrive in the time that it may take."""

    key = "upload_too_slow"


class CursorInvalid(UsageError):
    """A page of a list was asked for with something that is no cursor of this list."""

    key = "cursor_invalid"


class UnknownCase(UsageError):
    """`id`, `suite`."""

    key = "unknown_case"


class NoCaseChosen(UsageError):
    """`suite`, `n`: how many cases it has, none of which is meant."""

    key = "no_case_chosen"


class UnknownRun(UsageError):
    """`run`: no stored run, file or baseline is called so."""

    key = "unknown_run"


class AmbiguousRun(UsageError):
    """`run`, `candidates`."""

    key = "ambiguous_run"


class RunsDiffer(UsageError):
    """`a`, `b`, `what`: runs that are no parts of one."""

    key = "runs_differ"


class RunsNotComparable(UsageError):
    """`a`, `b`: what each of two runs has, where both would have to have the same."""

    key = "datasets_differ"


class DatasetsDiffer(RunsNotComparable):
    """`a`, `b`: hashes of what they were asked."""

    key = "datasets_differ"


class ModesDiffer(RunsNotComparable):
    """`a`, `b`: modes."""

    key = "modes_differ"


class NothingInCommon(RunsNotComparable):
    """No case is the same in both. `a`, `b`: their suites."""

    key = "nothing_in_common"


class NotBlessed(UsageError):
    """`run`."""

    key = "blessing_without_reason"


class BlessingWithoutReason(NotBlessed):
    """`run`."""

    key = "blessing_without_reason"


class RunPartial(NotBlessed):
    """`run`, `what`: it was made of a part of its suite."""

    key = "run_partial"


class RunErrored(NotBlessed):
    """`run`, `count`, `ids`: cases of which nothing came back."""

    key = "run_errored"


class NoBaseline(UsageError):
    """`suite`, `folder`: where it would lie."""

    key = "no_baseline"


class DataError(UsageError):
    """`path`, `reason`."""

    key = "data_not_readable"


class DataFileEmpty(DataError):
    """`path`: a file without a single row."""

    key = "data_file_empty"


class DataLineNotJson(DataError):
    """`path`, `line` (from 1), `reason`."""

    key = "data_line_not_json"


class DataLineWrong(DataError):
    """`path`, `line`, `expected`."""

    key = "data_line_wrong"


class DataFieldWrong(DataError):
    """`path`, `line`, `field`: it is missing or of the wrong kind."""

    key = "data_field_wrong"


class DataDuplicateId(DataError):
    """`path`, `line`, `id`."""

    key = "data_duplicate_id"


class CaseNotSound(DataError):
    """`path`, `line`, `id`, `reason`: a case of a suite that would measure nothing."""

    key = "case_not_sound"


class CaseUnreviewed(CaseNotSound):
    """`path`, `line`, `id`."""

    key = "case_unreviewed"


class CaseReportUnknown(CaseNotSound):
    """`path`, `line`, `id`, `report`."""

    key = "case_report_unknown"


class CaseQuoteNotThere(CaseNotSound):
    """`path`, `line`, `id`, `report`, `quote`."""

    key = "case_quote_not_there"


class CaseClusterWrong(CaseNotSound):
    """`path`, `line`, `id`, `cluster`."""

    key = "case_cluster_wrong"


class CaseNumberUncited(CaseNotSound):
    """`path`, `line`, `id`, `number`."""

    key = "case_number_uncited"


class CaseValueNotThere(CaseNotSound):
    """`path`, `line`, `id`, `report`, `value`."""

    key = "case_value_not_there"


class UnknownKey(UsageError):
    """`id`."""

    key = "unknown_key"


class KeyInvalid(UsageError):
    """`name`, `value`: what a key that is to be made cannot have; `rule`: the message that says what it can."""

    key = "key_invalid"

    def __init__(self, *, name: str, value: object, rule: str) -> None:
        super().__init__(name=name, value=value, expected=messages.text(rule, messages.DEFAULT))
        self.values = {"name": name, "value": value, "rule": rule}

    def in_language(self, language: str) -> str:
        expected = messages.text(str(self.values["rule"]), language)
        return messages.text(self.key, language, **self.values, expected=expected)


class AccessError(RagError):
    exit_code = 2


class KeyNeeded(AccessError):
    """None came, or one that does not hold (any more): which of the two is not told."""

    key = "key_needed"


class ScopeTooSmall(AccessError):
    """`scope`: what it takes."""

    key = "scope_too_small"


class LibraryForbidden(AccessError):
    """`library`: one that the key may not write into, whether it exists or not."""

    key = "library_forbidden"


class ForeignOrigin(AccessError):
    """A page of another site had a browser ask."""

    key = "foreign_origin"


class TooMuch(AccessError):
    """`limit`. After `retry_after_seconds` it may be tried again."""

    def __init__(self, *, retry_after_seconds: float, **values: object) -> None:
        super().__init__(retry_after_seconds=retry_after_seconds, **values)
        self.retry_after_seconds = retry_after_seconds


class TooManyRequests(TooMuch):
    key = "too_many_requests"


class TooManyAttempts(TooMuch):
    """Of wrong keys, from one address."""

    key = "too_many_attempts"


class TokensSpent(TooMuch):
    key = "tokens_spent"


class MegabytesSpent(TooMuch):
    key = "megabytes_spent"


class ReadingError(RagError):
    exit_code = 1


class EmptyFile(ReadingError):
    key = "empty_file"


class UnsupportedFormat(ReadingError):
    """`format` (what the content is), `advice` (a message key)."""

    key = "unsupported_format"


class ImageFile(UnsupportedFormat):
    """`format`: a picture, which needs OCR first."""

    key = "unsupported_image"


class ArchiveFile(UnsupportedFormat):
    """`format`: an archive, which has to be unpacked first."""

    key = "unsupported_archive"


class BinaryFile(UnsupportedFormat):
    """Neither text nor a known document format."""

    key = "unsupported_binary"


class DamagedFile(ReadingError):
    """`format`."""

    key = "damaged_file"


class DamagedText(DamagedFile):
    """`encoding`, `line` (from 1) and `position` (byte, from 0) of the first byte that cannot be read."""

    key = "damaged_text"


class EncryptedFile(ReadingError):
    """`format`: opening it takes a password."""

    key = "encrypted_file"


class UnknownEncoding(ReadingError):
    """Text, but neither UTF-8, UTF-16 nor GB18030."""

    key = "unknown_encoding"


class FileTooLarge(ReadingError):
    """`megabytes`, `limit`."""

    key = "file_too_large"


class UnpacksTooLarge(FileTooLarge):
    """`limit`: a small file that unpacks to more megabytes than allowed."""

    key = "unpacks_too_large"


class FileNotReadable(ReadingError):
    """`reason`."""

    key = "file_not_readable"


class ReaderDied(FileNotReadable):
    """`reason`: how the process that read the file ended."""

    key = "reader_died"


class TakesTooMuch(ReadingError):
    """Reading it was stopped, so that the others go on."""

    key = "takes_too_much_time"


class TakesTooMuchTime(TakesTooMuch):
    """`seconds`."""

    key = "takes_too_much_time"


class TakesTooMuchMemory(TakesTooMuch):
    """`megabytes`."""

    key = "takes_too_much_memory"


class NoTextLayer(ReadingError):
    """A scanned PDF."""

    key = "no_text_layer"


class DuplicateName(ReadingError):
    """`file`: two files of one run have the same name and different content."""

    key = "duplicate_name"


class UnableError(RagError):
    exit_code = 3


class NoKeys(UnableError):
    """`address`: nobody could be let in there, and it is no loopback address."""

    key = "no_keys"


class FolderLocked(UnableError):
    """`folder`, `holder` (process id or "?")."""

    key = "folder_locked"


class WriterBusy(UnableError):
    """Something else is being written, and takes its time: an import, or the indexes."""

    key = "writer_busy"


class FolderNotWritable(UnableError):
    """`folder`."""

    key = "folder_not_writable"


class DiskFull(UnableError):
    """`folder`."""

    key = "disk_full"


class AnswererDied(UnableError):
    """`code`: with which the process ended that was making the answer."""

    key = "answerer_died"


class IndexDamaged(UnableError):
    """`index`: the answer is `rag rebuild`."""

    key = "index_damaged"


class EmbeddingChanged(UnableError):
    """`stored`, `configured`: the answer is `rag rebuild --embed`."""

    key = "embedding_changed"


class LedgerTooNew(UnableError):
    """`found`, `known`."""

    key = "ledger_too_new"


class LedgerDamaged(UnableError):
    """`place`, `reason`: a rebuild does not help, the ledger is the truth."""

    key = "ledger_damaged"


class ModelUnavailable(UnableError):
    """`model`, `reason`."""

    key = "model_unavailable"


class ModelBusy(ModelUnavailable):
    """`model`, `reason`: too many requests. `retry_after_seconds` as the server says, where it does."""

    def __init__(self, *, retry_after_seconds: float | None = None, **values: object) -> None:
        super().__init__(retry_after_seconds=retry_after_seconds, **values)
        self.retry_after_seconds = retry_after_seconds


class ModelRefused(ModelUnavailable):
    """`model`, `reason`: the same request is refused each time (wrong key, unknown name, prompt too long)."""


class ModelReplyInvalid(ModelUnavailable):
    """`model`, `reason`: what came is no reply of a model (no JSON, a web page, nothing)."""


class Failure(StrEnum):
    """Why a model's reply did not come, or not to its end."""

    UNAVAILABLE = "unavailable"  # no connection, an error of the server, too many requests; or not asked for a while
    REFUSED = "refused"  # the server does not take the request: wrong key, unknown model, prompt too long
    SLOW_START = "slow_start"  # not a word in time
    STALLED = "stalled"  # it began, and went silent
    OVERDUE = "overdue"  # the time for the whole reply is up
    CUT_OFF = "cut_off"  # it ended, or broke off, before the model had finished
    BABBLING = "babbling"  # the same again and again
    TOO_LONG = "too_long"
    OVER_BUDGET = "over_budget"  # the prompt is longer than the model reads: nothing was sent
    MALFORMED = "malformed"  # no reply of a model, or an empty one
    CANCELLED = "cancelled"  # by us


class GenerationFailed(ModelUnavailable):
    """`model`, `reason`: a reply did not come, or not to its end; `failure` says how, `reason` what is known more."""

    def __init__(self, *, failure: Failure, model: str, reason: str = "") -> None:
        super().__init__(failure=Failure(failure), model=model, reason=reason or str(failure))
        self.failure = Failure(failure)

    def __str__(self) -> str:
        return self.in_language(messages.DEFAULT)

    def in_language(self, language: str) -> str:
        said = messages.text(f"failure_{self.failure}", language, model=self.values["model"])
        known = self.values["reason"]
        return said if known == str(self.failure) else f"{said}（{known}）" if language == "zh" else f"{said} ({known})"


class ExchangeMissing(UnableError):
    """`model`, `path`, `request`: what was recorded holds no reply to this request."""

    key = "exchange_missing"


class ProviderMissing(UnableError):
    """`model`, `package`."""

    key = "provider_missing"


class EmbeddingUnavailable(UnableError):
    """`model`, `reason`."""

    key = "embedding_unavailable"


class RerankerUnavailable(UnableError):
    """`reranker`, `reason`: results are given in the order they were found in."""

    key = "reranker_unavailable"


class RerankerLoading(RerankerUnavailable):
    """`reranker`: its model is still being loaded."""

    key = "reranker_loading"


class RerankerTimeout(RerankerUnavailable):
    """`reranker`, `seconds`."""

    key = "reranker_timeout"


class RankingInvalid(RerankerUnavailable):
    """`reranker`: what it gave is no order of the passages."""

    key = "ranking_invalid"


class BackendMissing(UnableError):
    """`backend`, `package`."""

    key = "backend_missing"


class VectorServerUnavailable(UnableError):
    """`url`, `reason`."""

    key = "vector_server_unavailable"


class PromptInvalid(UnableError):
    """`prompt`, `reason`."""

    key = "prompt_invalid"


class SummaryCancelled(UnableError):
    """What was finished of it is kept."""

    key = "summary_cancelled"
    exit_code = 1


class JobCancelled(UnableError):
    """What was finished before stays."""

    key = "job_cancelled"
    exit_code = 1


class JobGivenUp(UnableError):
    """`attempts`: so many times the process ended in the middle of the job."""

    key = "job_given_up"


class ExtraMissing(UnableError):
    """`feature`, `extra`."""

    key = "extra_missing"


class PdfUnavailable(UnableError):
    """Nothing that makes PDFs is installed."""

    key = "pdf_unavailable"


class PdfFailed(PdfUnavailable):
    """`program`, `reason`."""

    key = "pdf_failed"


class PortUnavailable(UnableError):
    """`address`, `reason`."""

    key = "port_unavailable"


class FixtureNotTaken(UnableError):
    """`file`, `reason`: a report that a suite is about did not come in."""

    key = "fixture_not_taken"


class NetworkNeeded(UnableError):
    """`tried`: what was to be reached while there is to be no network."""

    key = "network_needed"


class CaseBroke(UnableError):
    """`case`, `reason`: an exception that the product does not know."""

    key = "case_broke"


class SystemRefused(UnableError):
    """`reason`, `path`: what the operating system said, where nothing more exact is known."""

    key = "system_refused"


def is_disk_full(error: BaseException | None) -> bool:
    """Whether a lower-level error, of any library, says that nothing more can be written."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    if getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_WRITE":  # quotas and limits, too
        return True
    words = str(error).lower()
    return any(one in words for one in ("no space left", "disk is full", "disk full", "quota exceeded"))


@contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """Raises DiskFull or FolderNotWritable where the system does not let the block write there."""
    try:
        yield
    except OSError as error:
        raise (DiskFull if is_disk_full(error) else FolderNotWritable)(folder=folder) from error


def _again(kind: type[RagError], values: dict[str, object]) -> RagError:
    """An error that comes from another process."""
    return kind(**values)
