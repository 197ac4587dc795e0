"""The forms of numbers: masks, masked dates, parts of a hundred, fractions, numbers, and what follows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rag.figures.numerals import NUMBER, SCALE
from rag.figures.units import COMPOSITE


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit at [start, end) of folded text. `unit` None: a bare number that waits for a list's unit."""

    start: int
    end: int
    value: Decimal | None
    unit: str | None
    masked: bool = False
    upper: Decimal | None = None
    approximate: str = ""
    scale: str = ""


# A mask is a run of one mask character; digits may stay visible before it (20**年). Not in 5*3, a**b, “**1”.
MASK = (
    r"(?<![A-Za-z0-9*])(?:\d{0,3}\*{1,8}(?:\.(?:\*{1,4}|\d{1,4}))?|\d{1,3}\.\*{1,4}|(?:20|19)?[Xx]{1,4}|(?:20|19)?[×✕╳]{1,6}|□{1,8}|[○●△]{2,8}|_{2,12})"
    r"(?![A-Za-z0-9*×])"
)
_MASK_PART = r"(?:\*{1,8}|[Xx]{1,4}|[×✕╳]{1,6}|□{1,8}|[○●△]{2,8}|_{2,12})"
_MASKED_DATE = re.compile(
    rf"(?:\d{{0,4}}{_MASK_PART}年(?![度级均龄轻薪鉴])(?:(?:\d{{1,2}}|{_MASK_PART})月(?:份|(?:\d{{1,2}}|{_MASK_PART})日)?)?"
    rf"|\d{{4}}年{_MASK_PART}月(?:份|(?:\d{{1,2}}|{_MASK_PART})日)?|{_MASK_PART}月(?:份|(?:\d{{1,2}}|{_MASK_PART})日)?"
    rf"|\d{{1,2}}月{_MASK_PART}日)"
)
# Every match of START begins with one of these: looking for them first takes a third of the time.
STARTERS = re.compile(r"[-\d*Xx×✕╳□○●△_十百千万亿一二两三四五六七八九]")
# The same before folding; most sentences hold none.
MAY_START = re.compile(r"[-−–\d*＊XxＸｘ×✕╳□○●△_十百千万亿萬億一二两三四五六七八九壹贰叁肆伍陆柒捌玖拾佰仟]")
START = re.compile(
    rf"(?P<date>(?<![A-Za-z0-9*])(?=[\d*Xx×✕╳□○●△_]){_MASKED_DATE.pattern})|(?P<mask>{MASK})"
    rf"|(?P<per>[百千万]分之)(?P<per_low>{NUMBER})(?:[至到~-]+(?:[百千万]分之)?(?P<per_high>{NUMBER}))?"
    rf"|(?P<denominator>{NUMBER})分之(?P<numerator>{NUMBER})"
    rf"|(?<![\d/])(?P<over>\d{{1,3}})/(?P<under>\d{{1,3}})(?![\d/年月日.A-Za-z])"
    rf"|(?P<number>(?:(?:(?<=[为至到是达：:（(，,、；;\s])|(?<!.))-)?{NUMBER})"
)
TAIL = re.compile(rf"(?:(?P<approximate>[余多来])(?P<scale>{SCALE}*))?(?P<more>[余多]?)\+? ?(?P<unit>{COMPOSITE})?")
MASK_TAIL = re.compile(rf"(?P<approximate>[余多来]?)(?P<scale>{SCALE}*)(?P<more>[余多]?)\+? ?(?P<unit>{COMPOSITE})?")
RANGE = re.compile(rf" ?(?:[-~—]{{1,2}}|至|到) ?(?={NUMBER}|{MASK})")
LIST = re.compile(r"、|，|,|和|与|及|以及|或")
TRAILING_SCALE = re.compile(rf"{SCALE}+$")

BARE_BEFORE = re.compile(r"(?:为|达|达到|至|到|是|超|超过|突破|指数|得分|评分|总分|合计|共计|总计|总数|均值|平均)$")
TITLE = re.compile(r"《[^《》\n]{0,200}》|〔[^〔〕\n]{0,12}〕\d*号?")
QUOTED = re.compile(
    r"“(?=[\d一二两三四五六七八九十百千万*])[^“”\n]{1,14}”|\"(?=[\d一二两三四五六七八九十百千万*])[^\"\n]{1,14}\""
)
