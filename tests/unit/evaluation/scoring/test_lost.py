"""What an error scores: nothing of what was demanded."""

from rag.evaluation.metrics.totals import metrics_of
from rag.evaluation.runs import Attempt, CaseResult
from rag.evaluation.scoring.lost import scores_of_nothing
from rag.evaluation.stages import Stage
from rag.evaluation.suites import ComparisonCase, SuiteKind, SummaryCase
from tests.unit.evaluation.scoring.answers_made_up import NEW, OLD, OLD_BRIDGES, Said, answered, case, cited, score


def test_nothing_is_there_of_what_is_demanded_and_nothing_else_is_said() -> None:
    lost = scores_of_nothing(case())
    assert lost == dict.fromkeys(["status", "contains", "figure_recall", "citation_recall", "citation_f1"], 0.0)
    assert scores_of_nothing(case(numbers=[], must_cite=[], contains=[])) == {"status": 0.0}


def test_summaries_and_comparisons_lose_what_they_should_have_covered() -> None:
    values = {"id": "1", "type": "x", "cluster": f"{OLD}/交通", "reports": [OLD, NEW]}
    points = [{"contains": [["桥梁"]]}]
    rows = [{"indicator": ["桥梁"], "values": ["7", "9"]}]
    assert scores_of_nothing(SummaryCase.model_validate({**values, "points": points})) == {"coverage": 0.0}
    assert scores_of_nothing(ComparisonCase.model_validate({**values, "rows": rows})) == {"row_recall": 0.0}
    assert scores_of_nothing(SummaryCase.model_validate(values)) == {}


def test_no_metric_gets_better_by_an_error() -> None:
    good = score(case(), answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES)])))
    broken = Attempt(False, Stage.ERRORED, scores_of_nothing(case()), error="x")
    results = [CaseResult(str(n), "t", "c", (), False, "?", (one,)) for n, one in enumerate((good, broken))]
    metrics = metrics_of(SuiteKind.ANSWERS, results)
    assert [metrics[one] for one in ("pass_rate", "figure_recall", "citation_f1", "refusal_accuracy")] == [0.5] * 4
