"""Citations against the texts they are taken from: what is verbatim, what overlaps, under which heading it stands."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.runs import Cited
from rag.evaluation.scoring.quoted import cited_of, is_under, is_verbatim, overlaps, places_of, section_of
from rag.evaluation.suites import SummaryCase
from rag.evaluation.suites.cases import MustCite
from tests.unit.evaluation.scoring.reports_made_up import FIXTURES, FORESTS, NEW, OLD

TEXT = FIXTURES.named(NEW).text
PLACES = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


def test_a_citation_is_kept_by_the_file_of_its_report() -> None:
    kept = cited_of(FORESTS, FIXTURES)
    assert (kept.report, kept.section, kept.quote) == (NEW, ("主要成效",), FORESTS.quote)
    assert TEXT[kept.start : kept.end] == kept.quote


def test_a_citation_of_a_report_that_is_not_in_is_kept_and_is_not_verbatim() -> None:
    lost = cited_of(replace(FORESTS, place=replace(FORESTS.place, report_id="gone")), FIXTURES)
    assert lost.report == "gone"
    assert not is_verbatim(lost, FIXTURES)


@given(PLACES)
def test_what_stands_at_a_place_is_verbatim_there_and_overlaps_itself(place: list[int]) -> None:
    start, end = place
    quote = TEXT[start:end]
    here = Cited(NEW, (), start, end, quote)
    assert is_verbatim(here, FIXTURES) == bool(quote.strip())
    if quote:
        assert overlaps(here, MustCite(report=NEW, quote=quote), FIXTURES)
        assert not overlaps(replace(here, report=OLD), MustCite(report=NEW, quote=quote), FIXTURES)


@given(PLACES, st.integers(-4, 4))
def test_a_quote_beside_its_place_is_verbatim_only_where_the_same_words_stand(place: list[int], shift: int) -> None:
    start, end = place
    quote = TEXT[start:end]
    moved = Cited(NEW, (), start + shift, end + shift, quote)
    same = start + shift >= 0 and TEXT[start + shift : end + shift] == quote
    assert is_verbatim(moved, FIXTURES) == (same and bool(quote.strip()))


def test_words_that_stand_twice_have_two_places() -> None:
    places = places_of(MustCite(report=NEW, quote="完成营造林"), FIXTURES)
    assert [TEXT[one.start : one.end] for one in places] == ["完成营造林"] * 2
    assert places_of(MustCite(report=NEW, quote="采伐"), FIXTURES) == []
    assert places_of(MustCite(report="none.txt", quote="采伐"), FIXTURES) == []


def test_the_heading_of_words_is_their_own_or_that_of_the_cluster() -> None:
    def heading(cluster: str, **words: str) -> str:
        case = SummaryCase.model_validate({"id": "1", "type": "x", "cluster": cluster, "reports": [NEW]})
        return section_of(MustCite.model_validate({"report": NEW, "quote": "营造林", **words}), case)

    assert heading(f"{NEW}/主要成效") == "主要成效"
    assert heading(f"{NEW}/主要成效", section="存在问题") == "存在问题"
    assert heading(f"{OLD}/主要成效") == ""
    assert heading(f"{NEW}/*") == ""


def test_a_place_stands_under_the_outermost_of_its_headings() -> None:
    deep = Cited(NEW, ("主要成效", "造林"), 0, 1, "松")
    assert is_under(deep, "主要成效")
    assert not is_under(deep, "造林")
    assert not is_under(replace(deep, section=()), "主要成效")
