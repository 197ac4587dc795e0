"""What a model has written is shown only with proof, once, in its order, and in a language that can be read."""

from __future__ import annotations

import pytest

from rag.admission import Admission, is_bare, is_written_in
from rag.claims import DraftClaim
from rag.domain import Citation, Claim, DropReason, Span, Verdict
from rag.drafts import Draft
from rag.evidence import Evidence, EvidenceSet

JOBS = "青禾市城镇新增就业3.2万人，登记失业率2.9%。"
TRAINING = "开展补贴性培训1.12万名，发放培训补贴2.5亿元。"
MASKED = "举办招聘会**场次，达成就业意向*人次。"


def evidence(*texts: str) -> EvidenceSet:
    """Under the handles a2a2, b2b2, …, one sentence after the other in the same report."""
    start, listed = 0, []
    for letter, text in zip("abcdefgh", texts, strict=False):
        span = Span(start, start + len(text))
        listed.append(Evidence(f"{letter}2{letter}2", "r1", "青禾市总结", 2023, ("成效",), span, text, False))
        start = span.end + 1
    return EvidenceSet(tuple(listed))


class Admitted:
    """Claims one after the other over the same evidence."""

    def __init__(
        self, *texts: str, limit: int = 300, language: str | None = "zh", years: str = "", question: str = ""
    ) -> None:
        self.draft = Draft()
        asked = frozenset(years.split())
        self.admission = Admission(
            evidence(*texts), self.draft, limit=limit, language=language, years=asked, question=question
        )
        self.events: list[Citation | Claim] = []

    def write(self, text: str, *handles: str) -> Admitted:
        self.events += self.admission.admit(DraftClaim(text, handles))
        return self

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.draft.claims]

    @property
    def reasons(self) -> list[DropReason]:
        return [one.reason for one in self.admission.rejected]


def test_a_claim_follows_its_citations_and_quotes_the_report() -> None:
    admitted = Admitted(JOBS, TRAINING).write("城镇新增就业3.2万人，培训1.12万名。", "a2a2", "b2b2")
    first, second, claim = admitted.events
    assert isinstance(first, Citation) and isinstance(second, Citation)
    assert (first.quote, second.quote) == (JOBS, TRAINING)
    assert claim == Claim("城镇新增就业3.2万人，培训1.12万名。", (1, 2), Verdict.SUPPORTED)


def test_a_citation_is_given_once() -> None:
    admitted = Admitted(JOBS).write("城镇新增就业3.2万人。", "a2a2").write("登记失业率2.9%。", "a2a2")
    assert [type(one) for one in admitted.events] == [Citation, Claim, Claim]


def test_unknown_handles_cite_nothing() -> None:
    assert Admitted(JOBS).write("城镇新增就业3.2万人。", "z9z9").reasons == [DropReason.NO_CITATION]
    half = Admitted(JOBS).write("城镇新增就业3.2万人。", "z9z9", "a2a2")
    assert half.draft.claims[0].citations == (1,)


def test_what_holds_for_another_sentence_does_not_hold_for_the_cited_one() -> None:
    told = "全市城镇新增就业达到3.2万人。"
    assert Admitted(JOBS, TRAINING).write(told, "b2b2").reasons == [DropReason.FIGURE_NOT_IN_SPAN]


def test_words_of_a_report_that_cite_the_sentence_beside_them_cite_their_own() -> None:
    moved = Admitted(JOBS, TRAINING).write("发放培训补贴2.5亿元。", "a2a2")
    assert moved.draft.citations[0].quote == TRAINING
    assert Admitted(JOBS, TRAINING).write("培训补贴发放了2.5亿元。", "a2a2").reasons
    assert Admitted(JOBS, TRAINING, TRAINING).write("发放培训补贴2.5亿元。", "a2a2").reasons


def test_a_claim_without_a_handle_is_found_by_its_words_where_they_stand_once() -> None:
    assert Admitted(JOBS, TRAINING).write("发放培训补贴2.5亿元").texts == ["发放培训补贴2.5亿元"]
    assert Admitted(TRAINING, TRAINING).write("发放培训补贴2.5亿元").reasons == [DropReason.NO_CITATION]
    assert Admitted(TRAINING).write("培训补贴发放了2.5亿元").reasons == [DropReason.NO_CITATION]


def test_the_same_sentence_is_shown_once() -> None:
    admitted = Admitted(JOBS, JOBS).write("城镇新增就业3.2万人。", "a2a2").write("城镇新增就业３.２万人", "b2b2")
    assert admitted.texts == ["城镇新增就业3.2万人。"]
    assert not admitted.reasons


def test_a_claim_that_says_nothing_new_is_left_out() -> None:
    admitted = (
        Admitted(JOBS).write("青禾市城镇新增就业3.2万人，登记失业率2.9%。", "a2a2").write("新增就业3.2万人。", "a2a2")
    )
    assert len(admitted.texts) == 1
    assert len(Admitted(JOBS).write("城镇新增就业3.2万人。", "a2a2").write("登记失业率2.9%。", "a2a2").texts) == 2


def test_what_does_not_fit_ends_the_answer() -> None:
    admitted = Admitted(JOBS, TRAINING, limit=20).write("城镇新增就业3.2万人。", "a2a2")
    admitted.write("发放培训补贴2.5亿元。", "b2b2").write("培训1.12万名。", "b2b2")
    assert admitted.texts == ["城镇新增就业3.2万人。"]
    assert admitted.admission.is_full


def test_a_first_sentence_that_is_too_long_is_cut_at_a_clause() -> None:
    long = "；".join(f"第{number}批建成社区服务站点{number + 20}个" for number in range(1, 30)) + "。"
    admitted = Admitted(long).write(long, "a2a2")
    [text] = admitted.texts
    assert len(text) <= 300
    assert long.startswith(text[:-1])


def test_a_masked_figure_is_undisclosed_and_its_words_are_those_of_the_report() -> None:
    admitted = Admitted(MASKED).write("报告未披露招聘会场次（原文：“举办招聘会**场次”）。", "a2a2")
    assert admitted.draft.claims[0].verdict is Verdict.UNDISCLOSED
    assert admitted.draft.undisclosed[0].text == "举办招聘会**场次"
    assert Admitted(MASKED).write("举办招聘会120场次。", "a2a2").reasons == [DropReason.MASKED_FIGURE]


def test_a_claim_in_a_language_that_was_not_asked_for_is_not_shown() -> None:
    wrong = Admitted(JOBS).write("The city created 32,000 jobs.", "a2a2")
    assert wrong.reasons == [DropReason.UNSUPPORTED]
    assert wrong.admission.rejected[0].why == "wrong_language"
    assert Admitted(JOBS, language="en").write("城镇新增就业3.2万人。", "a2a2").texts == []
    assert Admitted(JOBS, language=None).write("城镇新增就业3.2万人。", "a2a2").texts


def test_words_of_the_report_are_shown_in_whatever_language_they_are() -> None:
    assert Admitted("系统名为：QingheCloud。").write("QingheCloud", "a2a2").texts == ["QingheCloud"]


@pytest.mark.parametrize(
    ("language", "text", "fits"),
    [
        ("zh", "城镇新增就业3.2万人。", True),
        ("zh", "使用Kubernetes平台。", True),
        ("zh", "3.2%", True),
        ("zh", "The city created 32,000 jobs in 青禾市.", False),
        ("zh", "新規就業者は3.2万人でした。", False),
        ("zh", "Создано 32 тысячи мест.", False),
        ("en", "The city created 32,000 jobs.", True),
        ("en", "In 2023 the indicator 城镇新增就业 stood at 32,000.", True),
        ("en", "城镇新增就业3.2万人。", False),
        ("en", "32,000", True),
    ],
)
def test_a_language_is_told_by_its_letters(language: str, text: str, fits: bool) -> None:
    assert is_written_in(language, text) is fits


@pytest.mark.parametrize(
    "text", ["76.4%。", "增长2.3%", "约3.2万人。", "2023年3.2万人", "是。", "有。", "对。", "2023年5月。", "32,000."]
)
def test_a_figure_or_a_word_by_itself_says_nothing_that_can_be_checked(text: str) -> None:
    assert is_bare(text)
    bare = Admitted("签约率76.4%，满意度89%；全市新增就业3.2万人，增长2.3%。").write(text, "a2a2")
    assert bare.texts == []


@pytest.mark.parametrize(
    "text",
    ["新增就业3.2万人。", "局长是何远山。", "签约率76.4%", "基层平台人手不足", "The rate was 76.4%.", "培训1.12万名"],
)
def test_what_names_its_subject_is_not_bare(text: str) -> None:
    assert not is_bare(text)


def test_an_entry_of_a_list_may_be_one_word() -> None:
    assert Admitted("试点设在云岫区、东麓区、禾溪县。").write("东麓区", "a2a2").texts == ["东麓区"]
    assert Admitted("副局长王晓参加了试点工作。").write("王晓。", "a2a2").texts == []


def test_the_reports_own_words_may_be_short() -> None:
    assert Admitted("签约率，76.4%，上升。", language=None).write("76.4%", "a2a2").texts


def test_a_figure_of_another_year_is_no_answer_unless_it_says_so() -> None:
    said = "青禾市城镇新增就业3.2万人。"
    assert Admitted(JOBS, years="2022").write(said, "a2a2").reasons == [DropReason.FIGURE_NOT_IN_SPAN]
    assert Admitted(JOBS, years="2023").write(said, "a2a2").texts == [said]
    assert Admitted(JOBS, years="2022 2023").write(said, "a2a2").texts == [said]
    assert Admitted(JOBS, years="2022").write("2023年青禾市城镇新增就业3.2万人。", "a2a2").texts


def test_the_year_of_a_figure_is_that_of_its_sentence_before_that_of_the_report() -> None:
    before = "2022年青禾市城镇新增就业3万人。"
    assert Admitted(before, years="2022").write("青禾市城镇新增就业3万人。", "a2a2").texts
    assert Admitted(before, years="2023").write("青禾市城镇新增就业3万人。", "a2a2").reasons


def test_what_is_counted_in_cut_evidence_is_not_all_there_is() -> None:
    told = "共2项成效：场地扩大；设备更新"
    texts = ("场地扩大。", "设备更新。")
    whole = Admission(evidence(*texts), Draft(), limit=300)
    cut = Admission(evidence(*texts), Draft(), limit=300, is_cut=True)
    assert list(whole.admit(DraftClaim(told, ("a2a2", "b2b2"))))
    assert not list(cut.admit(DraftClaim(told, ("a2a2", "b2b2"))))


COUNTY = "上半年，全县新增就业2160人，完成年度任务的56.8%。"
BUILT = "计划新建驿站30座，新增车位1200个。"
ACCIDENT = "全年发生事故1起，造成2人受伤，直接损失**万元。"


@pytest.mark.parametrize(
    ("text", "question", "why"),
    [
        (COUNTY, "2023年上半年全市新增就业多少人？", "other_place"),
        (COUNTY, "2023年上半年临江县新增就业多少人？", ""),  # 全县 may be that county
        (COUNTY, "2023年全县新增就业多少人？", ""),
        (COUNTY, "2023年下半年全县新增就业多少人？", "other_time"),
        (COUNTY, "2023年各县新增就业分别是多少？", ""),
        (JOBS, "2023年上半年城镇新增就业多少人？", "other_time"),
        (JOBS, "临江县城镇新增就业多少人？", "other_place"),
        (JOBS, "青禾市城镇新增就业多少人？", ""),
        (BUILT, "2023年实际新建了多少座驿站？", "planned"),
        (BUILT, "2023年计划新建多少座驿站？", ""),
    ],
)
def test_a_figure_is_of_the_place_the_time_and_the_state_that_are_asked_about(
    text: str, question: str, why: str
) -> None:
    admitted = Admitted(text, question=question).write(text, "a2a2")
    assert [one.why for one in admitted.admission.rejected] == ([why] if why else [])
    assert bool(admitted.texts) is not bool(why)


@pytest.mark.parametrize(
    ("question", "is_said"),
    [
        ("事故造成多少直接损失？", True),
        ("全年发生多少起事故？", False),
        ("事故造成多少人受伤？", False),
    ],
)
def test_a_masked_figure_beside_others_is_undisclosed_where_it_is_the_one_asked_for(
    question: str, is_said: bool
) -> None:
    admitted = Admitted(ACCIDENT, question=question).write(ACCIDENT, "a2a2")
    assert admitted.texts == [ACCIDENT]
    assert bool(admitted.draft.undisclosed) is is_said
