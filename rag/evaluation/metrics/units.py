"""Units of figures in work reports, and what one is in another where that is exact."""

from __future__ import annotations

from decimal import Decimal

from rag.evaluation.metrics.numerals import SCALES

# Behind a number the longest of them counts: 人次 before 人, 平方公里 before 公里.
_COUNTED = (
    "人 名 位 人次 人天 户 户次 家 家次 个 项 项次 件 件次 次 起 宗 例 场 场次 期 批 "
    "批次 条 条次 种 类 对 台 台套 台次 辆 辆次 套 间 栋 幢 处 张 份 部 篇 册 只 头 "
    "尾 羽 株 棵 枚 块 支 组 队 班 门 节 轮 届 所 座 口 眼 盏 根 艘 架 列 班次 票 "
    "趟 段 片 宗 桩 案 案件 课时 学时 床 床位 张床位 席 面 本 封 幅 卷 套次 单 笔 "
    "个岗位 只次 步 方面 点 级 层 卡 孔 车次 架次 标段 人份 户数 家庭 户家庭 学分 个班"
)
_MEASURED = (
    "元 角 美元 欧元 日元 港元 港币 元人民币 块钱 % ‰ 成 百分点 个百分点 基点 个基点 倍 番 "
    "米 厘米 毫米 公里 千米 里 海里 延米 平方米 平方公里 平方千米 公顷 亩 公亩 立方米 立方 方 ㎡ ㎞ ㎏ m km m² m2 m³ "
    "吨 公斤 千克 斤 克 毫克 微克 标准煤 吨标准煤 升 毫升 箱 袋 桶 车 瓶 kg t "
    "千瓦 千瓦时 兆瓦 度 瓦 伏 吨公里 人公里 微克/立方米 毫克/升 mm cm kW kWh MW GW GB TB MB ℃ 摄氏度 分贝 "
    "天 日 个月 年 周 个周 季度 个季度 小时 个小时 分钟 秒 个工作日 工作日 个自然日 岁 周岁 年级 分 节次"
)
KNOWN = frozenset((_COUNTED + " " + _MEASURED).split())

_EXACT: dict[str, tuple[str, str]] = {
    "名": ("人", "1"), "位": ("人", "1"), "块钱": ("元", "1"), "元人民币": ("元", "1"), "港币": ("港元", "1"),
    "‰": ("%", "0.1"), "成": ("%", "10"), "个百分点": ("百分点", "1"), "个基点": ("基点", "1"),
    "基点": ("百分点", "0.01"), "周岁": ("岁", "1"),
    "公里": ("米", "1000"), "千米": ("米", "1000"), "km": ("米", "1000"), "㎞": ("米", "1000"), "m": ("米", "1"),
    "厘米": ("米", "0.01"), "毫米": ("米", "0.001"), "cm": ("米", "0.01"), "mm": ("米", "0.001"),
    "平方公里": ("平方米", "1000000"), "平方千米": ("平方米", "1000000"), "公顷": ("平方米", "10000"),
    "㎡": ("平方米", "1"), "m²": ("平方米", "1"), "m2": ("平方米", "1"), "m³": ("立方米", "1"),
    "立方": ("立方米", "1"), "方": ("立方米", "1"),
    "吨": ("公斤", "1000"), "t": ("公斤", "1000"), "千克": ("公斤", "1"), "kg": ("公斤", "1"), "㎏": ("公斤", "1"),
    "斤": ("公斤", "0.5"), "克": ("公斤", "0.001"), "毫升": ("升", "0.001"),
    "kW": ("千瓦", "1"), "兆瓦": ("千瓦", "1000"), "MW": ("千瓦", "1000"), "GW": ("千瓦", "1000000"),
    "kWh": ("千瓦时", "1"), "度": ("千瓦时", "1"), "℃": ("摄氏度", "1"),
    "个周": ("周", "1"), "个季度": ("季度", "1"), "个小时": ("小时", "1"), "个工作日": ("工作日", "1"),
    "户家庭": ("户", "1"), "张床位": ("床位", "1"), "吨标准煤": ("标准煤", "1"),
}  # fmt: skip

# Said of what is not counted at all: 一个重要方面, 一批, 一种.
_COUNTED_ONE = frozenset(
    {"家", "户", "所", "座", "例", "宗", "人次", "辆", "台", "套", "吨", "元", "公里", "倍", "成", "%", "个月"}
    | {"个百分点", "户家庭"}
)


def in_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """In the unit that stands for all that are the same thing: `2.5公里` is 2,500 米, `5‰` is 0.5%, `286名` 286 人."""
    base, factor = _EXACT.get(unit, (unit, "1"))
    return value * Decimal(factor), base


def split_scale(unit: str) -> tuple[int, str]:
    """`万人` is ten thousand times 人; `千米` is a unit of its own."""
    scale = 1
    while unit and unit not in KNOWN and unit[0] in SCALES:
        scale, unit = scale * SCALES[unit[0]], unit[1:]
    return scale, unit


def is_counted_one(unit: str) -> bool:
    """Whether `一` in front of it is a number: 一家 is, 一个 is more often an article."""
    return unit in _COUNTED_ONE
