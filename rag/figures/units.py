"""What a number may count: units and counters, the words that only look like one, and which units are the same."""

from __future__ import annotations

import re
from decimal import Decimal

RATIO = "个百分点 百分点 个千分点 千分点 个基点 % ‰ 倍 成".split()
MONEY = "元人民币 人民币 美元 欧元 港元 日元 英镑 卢布 元 块钱".split()
TIME = "个工作日 工作日 个自然日 自然日 个小时 个月 个季度 个星期 个学时 学时 课时 小时 分钟 秒 周岁 岁 年 天 周 日".split()
MEASURE = (
    "平方公里 平方千米 平方米 立方米 立方公里 公里 千米 厘米 毫米 微米 纳米 海里 英里 英寸 米 公顷 亩次 亩 吨标准煤 吨公里 人公里 吨 公斤 千克 "
    "毫克 微克 克 市斤 斤 毫升 升 千瓦时 千瓦 兆瓦 瓦 千伏安 千伏 度电 度 摄氏度 ℃ 标准箱 标箱 载重吨 EFLOPS EF PFLOPS PF P GW MW KW kW GWh MWh kWh "
    "TB GB MB TEU Gbps Mbps"
).split()
PEOPLE = "人次 人 名 位".split()
COUNTERS = (
    "车次 艘次 剂次 针次 台套 人份 页 字 批次 场次 件次 家次 户次 辆次 架次 班次 台次 项次 例次 头次 船次 列次 席次 点次 篇次 条次 个 项 次 件 家 户 场 期 条 "
    "份 册 封 张 台 套 只 头 株 棵 例 起 宗 批 种 类 座 栋 幢 艘 架 辆 列 所 间 处 组 队 支 对 部 门 篇 首 幅 本 轮 届 "
    "航次 部门 方面 车道 群 金 银 铜 节 堂 笔 单 款 位 层 片 块 面 口 段 道 趟 顿 遍 股 束 枚 粒 颗 箱 袋 瓶 桶 盒 盏 尊 眼 匹 羽 尾 床 席 档 番 分 折"
).split()

UNITS = sorted({*RATIO, *MONEY, *TIME, *MEASURE, *PEOPLE, *COUNTERS}, key=lambda unit: (-len(unit), unit))
UNIT = "(?:" + "|".join(map(re.escape, UNITS)) + ")"
COMPOSITE = rf"{UNIT}(?:/(?:[十百千万亿]*{UNIT}|人·月|人·天|月|季度?))*"

# Words that begin with a counter: 人社, 家庭, 对照… After a mask or a Chinese numeral a unit followed by one of these
# characters is the beginning of a name or a word (**人社局, 三家庭); after Arabic digits it counts (5家电商企业), but for ALWAYS.
_COMPOUNDS = {
    "人": "社民力才员事大口物文均士类工身格转", "家": "庭园长乡具政电属族风国纺装", "次": "日序生要贷高性第", "项": "链", "件": "套",
    "部": "门署分队长级委省位件属", "组": "织长建成合团委阁", "期": "间末望限货刊待盼满中", "条": "例件款理约",
    "位": "于置居列移数", "名": "单称额誉录牌片著", "台": "账湾风阶胞帐词", "支": "部持出付行队撑农书教边", "面": "积对向临貌试粉",
    "分": "别析类局行公配布享管工组解院校期批级层钟支红散歧担子步厅队会之离拣中店馆流段众区阶", "场": "所地景合馆面域次强",
    "处": "理于置长罚级室在分所境方", "所": "有属在长以需得谓作示港", "双": "方向", "对": "于口接照象标外内比应策待话付症方准", "起": "来草步到点源诉重底码伏算",
    "层": "面级次", "道": "路德理教", "段": "位落", "门": "户店槛诊票类口头前", "科": "技学室研普教员长目", "篇": "章", "天": "津然气空下地府",
    "年": "轻度级鉴龄均代薪味画报检货产以", "日": "常报前益均程照夜间本", "户": "籍外口型均用主", "个": "别性体税案",
    "种": "植子业类粮养畜", "类": "型似别", "批": "准评发示复量改", "本": "次市省年级报地科区局厅县单职身人土着领来月质科",
    "份": "额子", "列": "入为席车举队支", "封": "闭关山顶锁", "节": "约能目日点水省假庆", "堂": "堂", "款": "项物待", "床": "位上", "笔": "记试者画",
    "首": "次届批席先府个要都创家台套发位付", "只": "有要能是争进跑", "头": "等部号条版雁绪", "匹": "配", "口": "岸径号碑子味罩粮腔", "回": "头落升应收复归",
    "轮": "流训换岗胎椅渡候值车", "座": "谈位席", "株": "洲式", "套": "餐利取路", "片": "区面", "块": "状链", "股": "份权东票市长", "元": "旦素件宵月",
    "周": "年边期末报围转密到知", "成": "功立果为本长熟效员绩套交品都型就分人教活因", "张": "贴力", "席": "位", "级": "", "单": "位项一独元纯向个",
    "亩": "均产", "米": "字", "天下": "", "斤": "", "倍": "增感受加", "例": "如会外行", "尾": "矿气水款", "眼": "前下光科", "列车": "",
    "排": "", "克": "服难", "岁": "月末", "秒": "批", "升": "级学高温", "瓦": "斯", "度": "过假量日夏汛角", "届": "时", "册": "", "辆": "", "顿": "", "折": "", "档": "案次",
    "群": "众体岛落聊里主山英", "户次": "", "页": "岩面码脚", "字": "形头符母体牌号幕典节画", "间": "", "队": "伍员长", "组次": "", "顶": "", "箱": "", "门类": "", "番": "", "束": "", "度电": "",
}  # fmt: skip
FOLLOWED = {unit: frozenset(followers) for unit, followers in _COMPOUNDS.items() if followers}

_ALWAYS = {
    "年": "度级鉴龄均代薪报检", "日": "常报前益均程", "周": "年边报刊末", "成": "功立果为本长熟效员绩套交品都型就人教活因",
    "分": "别析类局行公配布管工组解院校期批级层支", "岁": "末", "群": "众体岛落聊里主", "位": "于置居列移数", "台": "阶湾风", "名": "词单称额", "升": "级学", "克": "服", "部": "门署分委",
}  # fmt: skip
FOLLOWED_ALWAYS = {unit: frozenset(followers) for unit, followers in _ALWAYS.items()}

# Counters that stand for many names too (**部, **队): a mask before them is a figure only after a word.
AMBIGUOUS_AFTER_MASK = frozenset(
    "部门 方面 部 门 组 队 支 所 处 对 面 段 层 片 块 口 首 道 股 堂 节 本 届 分 档 单 座 日 周 间".split()
)
# Counters a Chinese numeral takes only in names and set phrases (三门, 两面, 四面, 两段, 双层).
ONLY_WITH_DIGITS = frozenset(
    "车道 群 金 银 铜 微米 纳米 英寸 分 口 面 层 门 段 道 片 块 股 束 单 本 对 双 首 档 床 席 折 日 番 队 度电 羽 尾 页 字".split()
)
# 一 with these is mostly rhetoric (一个系统, 一项制度); the rest (一次, 一家) is mostly counted.
# Read over 29 government reports: 27 of 30 sampled 一个/一批/一条 were rhetoric, 6 of 30 of the rest.
COUNTED_ONE = frozenset("次 名 家 所 场 座 艘 元 届 例 宗 倍 成 个月 小时 人次 个百分点".split()) | frozenset(MEASURE)

# 二 orders these, 两 counts them: 二轮延包, 二次会议.
COUNTED_TWO = frozenset("轮 次 期 批 级 类 等 号 线 手 代 环 届 场 条 项 个 家 所 层 段 组 队 部 名 位".split())
MEDALS = frozenset("金 银 铜".split())

TAKES_NOUN = frozenset(COUNTERS) | {"名", "位"}

_SAME = {
    "名": "人", "位": "人", "元人民币": "元", "人民币": "元", "块钱": "元", "百分点": "个百分点", "千分点": "个千分点", "平方千米": "平方公里",
    "工作日": "个工作日", "自然日": "个自然日", "个小时": "小时", "周岁": "岁", "学时": "个学时", "标准箱": "标箱", "TEU": "标箱", "日": "天", "个星期": "周",
    "场次": "场", "宗": "件", "起": "件", "例": "件", "度电": "千瓦时", "kWh": "千瓦时", "PFLOPS": "PF", "P": "PF", "EFLOPS": "EF",
}  # fmt: skip
_FACTORS = {
    "%": ("比例", Decimal("0.01")), "‰": ("比例", Decimal("0.001")), "成": ("比例", Decimal("0.1")), "比例": ("比例", Decimal(1)),
    "公里": ("米", Decimal(1000)), "千米": ("米", Decimal(1000)), "厘米": ("米", Decimal("0.01")), "毫米": ("米", Decimal("0.001")),
    "微米": ("米", Decimal("0.000001")), "纳米": ("米", Decimal("0.000000001")),
    "吨": ("克", Decimal(1_000_000)), "公斤": ("克", Decimal(1000)), "千克": ("克", Decimal(1000)), "斤": ("克", Decimal(500)),
    "市斤": ("克", Decimal(500)), "毫克": ("克", Decimal("0.001")), "微克": ("克", Decimal("0.000001")),
    "千瓦": ("瓦", Decimal(1000)), "kW": ("瓦", Decimal(1000)), "KW": ("瓦", Decimal(1000)), "兆瓦": ("瓦", Decimal(1_000_000)),
    "MW": ("瓦", Decimal(1_000_000)), "GW": ("瓦", Decimal(1_000_000_000)), "个季度": ("个月", Decimal(3)),
    "公顷": ("亩", Decimal(15)), "平方公里": ("平方米", Decimal(1_000_000)), "毫升": ("升", Decimal("0.001")),
}  # fmt: skip
# One thing counted in two ways: 5个项目 and 5项, 3个企业 and 3家. People, money, measures and time are never among them.
THINGS = frozenset("个 家 项 件 条 处 所 座 种 类 支 场 套 台 部 只 户 份 批".split())


def base_unit(unit: str) -> tuple[str, Decimal]:
    """The unit that values are compared in, and the factor that leads there (80% → 0.8 of 比例, 七成 → 0.7)."""
    same = _SAME.get(unit, unit)
    return _FACTORS.get(same, (same, Decimal(1)))
