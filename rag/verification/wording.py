"""The words of a claim against those of the evidence: names, negation and direction, and how much of it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.domain import DropReason
from rag.verification.text import canonical, clauses, pairs_of, without_quotes
from rag.verification.text import one_form as _one_form

# Share of the claim's character pairs (of a clause's) that must stand in the evidence. benchmarks/verification.py prints the
# shares of rewritten true sentences and of sentences held against their neighbours, from which these were read.
_CLAIM_SUPPORT = 0.55
_CLAUSE_SUPPORT = 0.3
_SHORTEST_CLAUSE = 4

_TITLE = re.compile(r"《([^《》]+)》")
_QUOTED = re.compile(r"“([^“”]+)”")
_PLACE = re.compile(r"([\u4e00-\u9fff]{2})([省市县州盟旗镇乡])")
_GENERIC_PLACE = re.compile(
    r"[全各本我该跨多两几整中大小省市县区州旗乡镇村城上股超菜都门楼夜集闹街坊故他家每某在于与和为近进同新下外内推帮惠强]$|直辖|地级|县级|现代|首府"
)

# Each line: words of one side, words of the other.
_OPPOSITES = [
    tuple(frozenset(side.split()) for side in line.split("/"))
    for line in (
        "增长 增加 提高 提升 上升 上涨 扩大 增多 上调 增强 好转 改善 增至 回升 增幅 涨幅/下降 减少 降低 回落 下滑 缩小 缩减 下调 减弱 恶化 压缩 下跌 降至 降幅 跌幅",
        "取消 撤销 废止 关闭 停止 暂停 终止/设立 成立 建立 新设 恢复 保留 启动 开通 新建 开设",
        "加快 加速/放缓 减缓 放慢 推迟 延迟 延缓",
        "高于 超过 超出 超额 优于 快于 好于 多于/低于 不足 未达 逊于 慢于 差于 少于 不到",
        "允许 准许/禁止 严禁 不得 不准",
        "支持 赞成 同意 拥护/反对 拒绝 抵制 否决",
        "盈利 盈余 顺差 结余/亏损 赤字 逆差 缺口",
        "流入/流出", "进口/出口", "收入/支出", "线上/线下", "城镇/农村", "国内/国外 境外", "上级/下级", "提前/推迟 延后 滞后 逾期",
        "全部 全体 所有 一律 悉数/部分 个别 少数 一些 有的", "最高 最大 最多/最低 最小 最少", "首次 第一次/再次 第二次", "男/女", "优秀 良好/较差 不合格",
        "加强 强化 巩固/削弱 弱化 放松", "充足 充分/不足 缺乏 短缺 欠缺", "成功/失败", "公开/保密", "富余/短缺", "主动/被动", "任命 提拔/免去 免职 撤职",
    )
]  # fmt: skip

_NEGATION = re.compile(
    r"(?P<neg>尚未|从未|并未|暂未|未能|未曾|没有|没能|不能|不再|不得|不会|无法|难以|禁止|严禁|并非|毫无|未|没|不|无|非)"
    r"(?:完全|全面|有效|充分|及时|得到|很好|能够?|再|曾|被|予以?|真正|有)*(?P<head>[\u4e00-\u9fff]{2})"
)
_NOT_NEGATION = re.compile(
    r"不断|不仅|不但|不少|不同|不懈|不忘|不动摇|不平凡|不超过|不低于|不高于|不多于|不到|不足|不等|不管|不论|不已|不凡|不朽|不拘|不愧|不止|不只|不乏|不妨|不禁|不惜|"
    r"无偿|无人机|无障碍|无线|无论|无疑|无缝|无数|无私|无愧|无穷|无形|无废|无锡|非常|非遗|非公|非税|非法|非营利|非物质|非洲|未来|未成年|除非|并无二致|永不|毫不|决不|绝不|"
    r"从不|不见面|不作为|不担当|无证明|不可移动|不良|不动产|不锈|不变|不幸|不便|不当|不法|不正之风|不合理"
)


def names_missing(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED for a 《title》, a “name” or a place that the evidence does not name."""
    evidence = [without_quotes(span) for span in spans]
    form = _one_form(claim)
    names = [without_quotes(name) for name in _TITLE.findall(form) + _QUOTED.findall(form)]
    names += [before for before, _ in _PLACE.findall(form) if not _GENERIC_PLACE.search(before)]
    return None if all(any(name in text for text in evidence) for name in names) else DropReason.UNSUPPORTED


def says_otherwise(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED when a clause of the claim negates, or turns round, the clause of the evidence that it is about."""
    known = [clause for span in spans for clause in clauses(span)]
    for clause in clauses(claim):
        about = _closest(clause, known)
        if about and (_turned(clause, about) or _negated(clause, about)):
            return DropReason.UNSUPPORTED
    return None


def supported(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED when too few of the claim's words are the evidence's."""
    known = frozenset[str]().union(*(canonical(span).pairs for span in spans))
    whole = pairs_of(claim)
    if whole and _share(whole, known) < _CLAIM_SUPPORT:
        return DropReason.UNSUPPORTED
    for clause in clauses(claim):
        pairs = pairs_of(clause)
        if len(pairs) >= _SHORTEST_CLAUSE and _share(pairs, known) < _CLAUSE_SUPPORT:
            return DropReason.UNSUPPORTED
    return None


def support(claim: str, spans: Sequence[str]) -> float:
    """Share of the claim's character pairs that stand in the evidence; 1.0 for a claim without any."""
    pairs = pairs_of(claim)
    return _share(pairs, frozenset[str]().union(*(canonical(span).pairs for span in spans))) if pairs else 1.0


def _share(pairs: Sequence[str], known: frozenset[str]) -> float:
    return sum(pair in known for pair in pairs) / len(pairs)


def _closest(clause: str, known: Iterable[str]) -> str | None:
    pairs = canonical(clause).pairs
    scored = [(len(pairs & canonical(other).pairs), other) for other in known]
    best = max((score for score, _ in scored), default=0)
    if best < 2:
        return None
    return "；".join(other for score, other in scored if score == best)


def _turned(clause: str, about: str) -> bool:
    for one, other in _OPPOSITES:
        for mine, theirs in ((one, other), (other, one)):
            if _has(clause, mine) and not _has(about, mine) and _has(about, theirs) and not _has(clause, theirs):
                return True
    return False


def _has(text: str, words: frozenset[str]) -> bool:
    return any(word in text for word in words)


def _negated(clause: str, about: str) -> bool:
    mine, theirs = _negated_heads(clause), _negated_heads(about)
    if any(head in _affirmed(about, theirs) for head in mine if head not in theirs):
        return True
    return any(head in _affirmed(clause, mine) for head in theirs if head not in mine and head not in _affirmed(about, theirs))


def _negated_heads(clause: str) -> set[str]:
    return {match["head"] for match in _NEGATION.finditer(_NOT_NEGATION.sub("·", clause))}


def _affirmed(clause: str, negated: set[str]) -> str:
    """The clause without its negated heads: what it says to be so."""
    return _NEGATION.sub("·", _NOT_NEGATION.sub("·", clause)) if negated else _NOT_NEGATION.sub("·", clause)
