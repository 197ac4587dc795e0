"""Words of comparisons: data, one list each. Read on the reports of 12 provinces of two years and the samples."""

from __future__ import annotations

# What named undertakings are called. Before it stands the name, back to the verb that governs it.
UNDERTAKINGS = """
    工程 行动 计划 条例 方案 办法 示范区 试验区 先行区 先导区 实验室 产业园 研究院 高铁 铁路 高速 机场 大桥 隧道 水库 枢纽 博览会 运动会 锦标赛 大赛 联赛 论坛
    基金 走廊 经济带 都市圈 自贸港 专班 联盟 联合体 服务站 驿站 码头 口岸 综试区 保税区
    """.split()

# Before a name: what is done with it, or how.
GOVERNING_VERBS = frozenset(
    """
    实施 启动 开展 推进 推动 深化 落实 制定 出台 印发 建设 建成 建好 打造 组建 设立 成立 支持 加快 加强 完善 抓好 做好 办好 融入 健全 构建 参与 创建
    培育 争取 举办 推广 推行 完成 新建 开工 发展 强化 优化 深入 扩大 提升 促进 建立 形成 编制 修订 搭建 申报 承办 发放 运营 布局 探索 引进 谋划 筹建
    大力 积极 全面 持续 扎实 高标准 高质量 高水平 着力 稳步 有序 率先 全力 继续 统筹 聚焦 围绕 依托 用好 打好 获批 入选 用足 建强 做强 做大 做优 发挥 拓展 是 有 为 将 把 在 对 与 及 和 的 以 由 从
    """.split()
)

# Words that say what kind of thing is named, or how it is done: two matters that share them have nothing in common.
TELLS_LITTLE = frozenset(
    """
    工程 行动 计划 规划 方案 办法 条例 意见 机制 制度 体系 政策 措施 项目 试点 示范 示范区 平台 中心 基地 建设 发展 推进 推动 加快 加强
    实施 开展 深入 深化 提升 提高 完善 健全 优化 强化 促进 支持 打造 培育 构建 推广 落实 做好 抓好 持续 全面 积极 大力 着力 扎实 进一步
    改革 创新 服务 工作 管理 保障 水平 能力 质量 高质量 重点 重大 领域 全省 全市 全县 全区 全国 国家 国家级 省级 市级 新 新增 以上 左右
    建成 完成 启动 制定 出台 印发 举办 亿元 万元 万人 个 家 项 名 年 月 日 增长 达到 突破 超过 实现 专项 三年 一批 等 更 高
    """.split()
)

# In which anything is said to be wrong: two problems that share only them have nothing in common.
SAID_OF_ANY_PROBLEM = frozenset(
    """
    问题 困难 不足 不够 不高 不强 不到位 不平衡 不充分 短板 弱项 差距 薄弱 压力 矛盾 风险 挑战 隐患 突出 较大 较多 较重 仍然 仍 依然 还 还有 存在
    面临 有待 亟待 需要 进一步 一些 部分 个别 有的 少数 不少 许多 比较 相对 较为 总体 持续 明显 严峻 复杂 艰巨 任务 加大 加强 提升 提高 发展 工作
    领域 方面 水平 能力 环节 基础 现象 情况 时有发生 容忽视 不容忽视 不容 忽视 尚 未 不 强 大 高 足 缺乏 缺少 偏 弱 难 特别 尤其 其中 主要 程度 不同 依然存在
    全省 全市 全区 全县 我省 我市 我区 我县 地区 地方 经济 社会 重点 解决 完善 健全 形成 有效 等 老 新 增多 繁重 巩固 牢固
    保障 加快 壮大 接续 畅 顺畅 不畅 需 仍需 仍须 仍会 还要 需向 稳固 不稳固 不牢 任务艰巨 比较突出 仍显 仍大 凸显 较 多 少 较少 难度 较弱 偏弱 偏慢 偏低 偏小 不振 滞后 根本 扭转 尚未
    带来 一定 相比 要求 适应 形势 以后 完全 不能 力气 加深 影响 不利 变化 下行 步伐 深度 薄弱环节 因素 核心 竞争力 斗争 工作人员 建设 体系 期盼 群众 急难 愁 盼 急难愁盼 补短 板 提 弱化 均衡 好 向好 回升
    """.split()
)

# Beside it, in a sentence that only says that there are problems: who sees them, and where.
WHO_OWNS_UP = frozenset(
    """
    政府 我们 清醒 清醒地 认识 认识到 看到 也 同时 面对 期盼 对照 群众 高质量 改革 前进 道路 之中 经济社会 社会 经济 自治区 当前 工作中 遇到 不小 些 好多
    """.split()
)

# Complaints that every office words in its own way: one matter each, as a pattern over a clause.
SAME_COMPLAINTS = {
    "需求不足": r"(?:需求|内需).{0,8}(?:不足|不振|不旺|偏弱|较弱|疲软|乏力|收缩|弱)|供强需弱|供给?强于需求?",
    "外部环境": r"外部(?:环境|形势|冲击|压力)|国际(?:环境|形势)|不确定.{0,4}难预料|不稳定.{0,3}不确定",
    "风险隐患": r"(?:风险|隐患){1,2}.{0,6}(?:较多|不少|不容忽视|犹存|突出)|(?:不少|较多|诸多)(?:风险|隐患){1,2}",
    "经济基础": r"经济.{0,10}基础.{0,3}(?:不|有待|仍需|仍须)(?:够|进一步)?(?:牢固?|稳固?|巩固|扎实)",
    "稳增长": r"稳(?:定经济|定)?增长.{0,4}压力",
    "民生短板": r"民生.{0,24}(?:短板|弱项|不足|差距|薄弱|缺口|欠账|有待加强|有待提[高升])",
    "就业增收": r"就业.{0,5}增收|增收.{0,5}就业",
}
# One thing under two words, in the lists of services that a clause complains of.
SAME_THING = {
    "托幼": "托育",
    "卫生": "医疗",
    "医疗卫生": "医疗",
    "内需": "需求",
    "本领": "能力",
    "思维观念": "思想观念",
}
