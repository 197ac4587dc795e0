"""How much of a question's words a text holds: exactly, in part, or in other words. Pure, given weights and likeness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from rag.words import content_words, normalise

Weigh = Callable[[str], float]
"""Word → weight in (0, 1]: near 1 for a rare word, near 0 for one that stands everywhere."""

Liken = Callable[[Sequence[str], Sequence[str]], Sequence[float]]
"""For each word of the first list, its greatest likeness (cosine, 0 to 1) to a word of the second."""


def no_likeness(words: Sequence[str], _others: Sequence[str]) -> Sequence[float]:
    return [0.0] * len(words)


# Words that say the same in official prose; the first of each row is looked for as any of the row. Only words whose
# meaning does not depend on the sentence: a wrong match is worse than a missing one.
_SAME = (
    "发 发放 拨付 支付",
    "捐 捐款 捐赠 捐献",
    "减 减免 减费 降费 减少 精简",
    "费 费用 缴费",
    "钱 资金 金额 款",
    "比例 率 比重",
    "拿到 获得 荣获 获 取得",
    "获评 评为 授予 荣获 获得 被评",
    "下放 赋权 委托",
    "带队 任组长 牵头",
    "粉丝 关注人数 关注",
    "终端 机 设备",
    "打击 整治 查处",
    "改进 加强 整顿 改善 推进",
    "推 推动 推进 推出",
    "变大 加大 增大 明显加大",
    "老百姓 群众 居民 人民群众",
    "村里 村 农村 镇村",
    "厅里 厅 厅党组 我厅",
    "局里 局 我局 局党组",
    "培训 培养 轮训",
    "涨 上涨 提高 增加 上调",
    "建成 建设 建立 投入使用",
    "增速 增长 同比增长",
    "教师 老师 教职工",
    "医院 医疗机构",
    "学校 中小学 院校",
    "办事 办理 办",
    "网上 线上 互联网",
    "方便 便民 便利 便捷",
    "方便群众 便民利民 便民 便利 就近办",
    "打算 计划 安排",
    "违纪 违法 违规",
    "企业 公司 市场主体",
    "工资 薪酬 报酬 待遇",
    "住房 房子 保障房",
    "人社 人力资源和社会保障 人力资源社会保障",
    "社保 社会保险 社会保障",
    "医保 医疗保险 医疗保障",
    "居保 居民基本养老保险 城乡居保",
    "人社局 人力资源和社会保障局 我局",
    "人社厅 人力资源和社会保障厅 我厅",
    "人社部 人力资源和社会保障部",
    "教育局 教体局",
    "卫健委 卫生健康委 卫生健康委员会",
)
_SYNONYMS: dict[str, tuple[str, ...]] = {row.split()[0]: tuple(row.split()[1:]) for row in _SAME}
_SYNONYM_CREDIT = 0.85
_PART_CREDIT = 0.7
_LIKENESS_FLOOR = 0.45
_LIKENESS_CREDIT = 0.75


class Matcher:
    """Weighs the words of a question and says how much of them a text holds."""

    def __init__(self, weigh: Weigh, liken: Liken = no_likeness) -> None:
        self._weigh = weigh
        self._liken = liken

    def weights(self, terms: Sequence[str]) -> list[float]:
        return [self._weigh(term) for term in terms]

    def credits(self, terms: Sequence[str], texts: Sequence[tuple[str, float]]) -> list[float]:
        """For each term, the best credit (0 to 1) that any of the `(text, factor)` gives it."""
        best = [0.0] * len(terms)
        for text, factor in texts:
            if not text:
                continue
            for index, credit in enumerate(self._credits(tuple(terms), text)):
                best[index] = max(best[index], credit * factor)
        return best

    def coverage(self, terms: Sequence[str], texts: Sequence[tuple[str, float]]) -> float:
        """Weighted share of `terms` found in `texts`, 0 to 1; 1 for no terms."""
        weights = self.weights(terms)
        total = sum(weights)
        if not total:
            return 1.0
        credits = self.credits(terms, texts)
        return sum(weight * credit for weight, credit in zip(weights, credits, strict=True)) / total

    def _credits(self, terms: tuple[str, ...], text: str) -> list[float]:
        plain = _plain(text)
        credits = [_literal_credit(term, plain) for term in terms]
        missing = [index for index, credit in enumerate(credits) if credit < _LIKENESS_CREDIT and len(terms[index]) > 1]
        if missing and self._liken is not no_likeness:
            likeness = self._liken([terms[index] for index in missing], _words(plain))
            for index, value in zip(missing, likeness, strict=True):
                if value > _LIKENESS_FLOOR:
                    credits[index] = max(credits[index], _LIKENESS_CREDIT * value)
        return credits


def _literal_credit(term: str, plain: str) -> float:
    if term in plain:
        return 1.0
    if any(other in plain for other in _SYNONYMS.get(term, ())):
        return _SYNONYM_CREDIT
    if len(term) < 3:
        return 0.0
    pairs = [term[index : index + 2] for index in range(len(term) - 1)]
    return _PART_CREDIT * sum(pair in plain for pair in pairs) / len(pairs)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return normalise(text)


@lru_cache(maxsize=4096)
def _words(plain: str) -> tuple[str, ...]:
    return tuple(content_words(plain))
