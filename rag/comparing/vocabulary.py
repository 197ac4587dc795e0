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
    """.split()
)

# Beside it, in a sentence that only says that there are problems: who sees them, and where.
WHO_OWNS_UP = frozenset(
    """
    政府 我们 清醒 清醒地 认识 认识到 看到 也 同时 面对 期盼 对照 群众 高质量 改革 前进 道路 之中 经济社会 社会 经济 自治区 当前 工作中 遇到 不小 些 好多
    """.split()
)
