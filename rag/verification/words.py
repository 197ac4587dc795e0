"""Words that turn a statement round: opposites and negations."""

from __future__ import annotations

import re

# Each line: words of one side, words of the other.
_LINES = (
    "增长 增加 提高 提升 上升 上涨 扩大 增多 上调 增强 好转 改善 增至 回升 增幅 涨幅/下降 减少 降低 回落 下滑 缩小 缩减 下调 减弱 恶化 压缩 下跌 降至 降幅 跌幅",
    "取消 撤销 废止 关闭 停止 暂停 终止/设立 成立 建立 新设 恢复 保留 启动 开通 新建 开设",
    "加快 加速/放缓 减缓 放慢 推迟 延迟 延缓",
    "高于 超过 超出 超额 优于 快于 好于 多于/低于 不足 逊于 慢于 差于 少于",
    "允许 准许/禁止 严禁 不得 不准",
    "支持 赞成 同意 拥护/反对 拒绝 抵制 否决",
    "盈利 盈余 顺差 结余/亏损 赤字 逆差 缺口",
    "流入/流出",
    "进口/出口",
    "收入/支出",
    "线上/线下",
    "城镇/农村 城乡",
    "省级/市级 县级 国家级",
    "还有 仍有 仍存在 依然存在 还存在/消除 清零 杜绝 根除",
    "国内/国外 境外",
    "上级/下级",
    "提前/推迟 延后 滞后 逾期",
    "全部 全体 所有 一律 悉数/部分 个别 少数 一些 有的 多数 半数",
    "全部完成 全面完成 全部建成 全面建成 全部实现 全面实现/基本完成 基本建成 基本实现",
    "已 已经 业已/力争 计划 预计 争取 拟 有望 力求 即将 将于 将在 将会 将要 底前 月前",
    "延长 拉长/缩短",
    "启用 投用/停用",
    "新增 净增 增加/压减 净减 减少",
    "近半 近一半 不足一半 不到一半/过半 超半数 超一半 一半以上 半数以上",
    "最高 最大 最多/最低 最小 最少",
    "首次 第一次/再次 第二次",
    "优秀 良好/较差 不合格",
    "加强 强化 巩固/削弱 弱化 放松",
    "充足 充分/不足 缺乏 短缺 欠缺",
    "成功/失败",
    "公开/保密",
    "富余/短缺",
    "主动/被动",
    "任命 提拔/免去 免职 撤职",
)
OPPOSITES = [(frozenset(one.split()), frozenset(other.split())) for one, other in (line.split("/") for line in _LINES)]
OPPOSITE_WORDS = "|".join(
    sorted({word for sides in OPPOSITES for side in sides for word in side}, key=lambda word: (-len(word), word))
)

NEGATION = re.compile(
    r"(?P<neg>尚未|从未|并未|暂未|未能|未曾|没有|没能|不能|不再|不得|不会|无法|难以|禁止|严禁|并非|毫无|未|没|不|无|非)"
    r"(?:完全|全面|有效|充分|及时|得到|很好|能够?|够|再|曾|被|予以?|真正|有)*(?P<head>[\u4e00-\u9fff]{2})"
)
# 不 and 无 inside these negate nothing.
NOT_NEGATION = (
    "不断|不仅|不但|不少|不同|不懈|不忘|不动摇|不平凡|不超过|不低于|不高于|不多于|不等|不管|不论|不已|不凡|不朽|不拘|不愧|不止|不只|不乏|不妨|不禁|不惜|"
    "无偿|无人机|无障碍|无线|无论|无疑|无缝|无数|无私|无愧|无穷|无形|无废|无锡|非常|非遗|非公|非税|非法|非营利|非物质|非洲|未来|未成年|除非|永不|毫不|决不|绝不|"
    "从不|不见面|不作为|不担当|无证明|不可移动|不良|不动产|不锈|不变|不幸|不便|不当|不法|不正之风|不合理"
)
LEXICAL = re.compile(NOT_NEGATION)


def are_opposites(word: str, other: str) -> bool:
    return any((word in one and other in two) or (word in two and other in one) for one, two in OPPOSITES)
