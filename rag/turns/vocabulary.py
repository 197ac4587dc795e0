"""Words by which one question leans on another: data, one list each."""

from __future__ import annotations

# What a thing has: `人数`, said alone, is that of what was spoken of before.
ATTRIBUTES = frozenset(
    """
    人数 户数 金额 标准 比例 面积 人口 收入 支出 结余 余额 规模 数量 总量 总额 时间 日期 地点 地址 对象 范围 内容 目的 措施 做法 效果 成效 期限 任务
    单位 部门 方面 领域 工作 情况 基金 资金 经费 投资 预算 价格 均价 数 数值 金 次数 件数 家数 名称 依据 条件 程序 流程 来源 构成 分布 覆盖率
    能力 得分 评分 满意度 电话 联系电话
    人群 总投资 库容 工期 学位 床位 占地 占地面积 建筑面积 装机容量 造价 概算 票价 主题 意义 背景 亮点 宗旨
    全长 总长 总造价
    性别 年龄 长度 高度 宽度 容量 产量 产值 利润 税收 进度 项目 个数 编制 职责 名单
    """.split()
)

# Those of them that a report has, too: asked for in a sentence of their own, they are not those of what was spoken of.
INDEPENDENT = frozenset(
    """
    面积 人口 收入 支出 结余 余额 做法 成效 任务 单位 部门 方面 领域 工作 情况 基金 资金 经费 投资 预算 价格 均价 金 条件 程序 流程 来源 构成 产量 产值 利润 税收 项目
    编制 人群 床位 票价 意义 背景 亮点 宗旨 满意度 内容
    """.split()
)
# With one of these they are all the same: `投入多少资金`.
TOUCHES = frozenset("投入 涉及 覆盖 惠及 花 花费 占 占用".split())

# What a figure has: `增速`, said alone, is that of the figure asked for before.
DERIVED = frozenset(
    "增速 增幅 增长率 增量 增长 降幅 占比 比重 同比 环比 排名 位次 原因 目标 目标值 完成率 完成情况 差距 平均值 平均 比值 差额 任务数 变化 涨幅 同比增长 同比增速".split()
)

# What is counted, as verbs: `城镇新增就业` is the 新增就业 of 城镇.
COUNTED = frozenset(
    """
    新增 就业 再就业 参保 征缴 培训 招聘 缴费 脱贫 转移 安置 救助 入学 毕业 招生 录取 就诊 住院 接种 参加 享受 领取 完成 实现 获得 办理 受理 审批 查处 检查 处理 处罚
    修建 兴建 建设 接待 举办 开展 引进 实施 治理 整治 收获 帮扶 资助 奖励 减免
    立案 结案 改造 新建 建成 开工 竣工 销售 生产 出口 进口 覆盖 惠及 受益 服务 通车 报销 发放 拨付 支付 下降 登记 注册 流转 种植 养殖
    """.split()
)

# Those of them that are done to something: `修建农村公路多少公里`.
DEEDS = frozenset(
    "修建 新建 兴建 建设 改造 接待 举办 开展 引进 实施 治理 整治 查处 发放 救助 帮扶 资助 奖励 减免 销售 种植 安置".split()
)

# Verbs that need to be told what of: `增长了多少`, `由谁牵头`.
LEANING = frozenset(
    """
    通车 设计 承建 审批 预计 超额 按期 如期 达标 提升 上涨 快 慢 好 更高 更低 更多 更少 更大 更小 更快 最高 最低 最多 最少 最大 最小 这么 这样
    增长 下降 提高 增加 减少 上升 回落 降低 增 减 涨 降 变化 占 达 达到 完成 实现 牵头 负责 主持 成立 开始 结束 启动 实施 执行 解决 落实 整改 分布 位于 设在 覆盖 排名 排 第几 涉及
    参加 参与 投入 使用 建成 建 开工 竣工 批准 通过 召开 举行 举办 印发 发布 出台 制定 上任 任命 担任 组织 发起 承办 主办 合并 撤销 设立 生效 举措 来 来自 花 用 花费 持续 多 少 高 低 大 小
    位居 位列 居 推迟 延期 提前 新增 投入使用 投用 组建 筹建 成交 签订 签约 验收 完工 交付 推进 推动 开展 做 干 搞 办 管 抓 改 修 定 评 选 发生 出现 造成 导致 算 得出 计算 统计 相比 比 同期 上年 同比 环比 得到 影响 意味着 意思 含义 指 具体 分别 细 详细
    """.split()
)

# Rows of things that stand over against one another: one said alone takes the place of the other.
CONTRASTS = tuple(
    frozenset(row.split())
    for row in """
    城镇 农村 城乡 城市 乡村
    男性 女性
    男生 女生
    线上 线下
    省级 市级 县级 区级 国家级 镇级 村级
    小学 初中 高中 中学 幼儿园 大学 中职 高职
    国有 民营 外资 集体
    收入 支出 结余
    进口 出口 进出口
    户籍 常住
    境内 境外
    公办 民办
    城镇职工 城乡居民
    门诊 住院
    新建 改建 扩建 改扩建
    上升 下降
    流入 流出
    春季 秋季
    粮食 蔬菜 水果 棉花 油料
    """.strip().splitlines()
)

# The parts of a report, as they are asked for in a word, and the question that each is.
ASPECT_QUESTIONS = (
    (frozenset("问题 不足 短板 困难 难点 差距 挑战 难题 困难和问题 问题和不足 问题和困难".split()), "存在哪些问题"),
    (frozenset("成效 成绩 成果 亮点 进展 主要成效 主要成绩".split()), "取得了哪些成效"),
    (
        frozenset(
            "打算 计划 安排 下一步 下步 下一步打算 下一步计划 下一步安排 下步打算 工作计划 今后打算 思路".split()
        ),
        "下一步有什么打算",
    ),
    (frozenset("措施 举措 做法 办法 对策 主要措施 主要做法".split()), "采取了哪些措施"),
)

# The words of the parts of a report: a question with one of them is about the report.
ASPECT_WORDS = frozenset(
    "问题 不足 短板 困难 难点 差距 挑战 难题 打算 计划 安排 措施 举措 做法 成效 成绩 成果 亮点 办法 经验 建议".split()
)

# What the dictionary calls places and are none.
NOT_PLACES = frozenset(
    "新建 城镇 农村 城乡 乡镇 全国 全省 全市 全县 全区 中央 东部 西部 中部 南方 北方 境内 境外 国内 国外 基层 本地 外地 当地".split()
)

# What is measured of a thing that is built; its builder and its opening are those of the thing.
MEASURES = ("全长", "总长", "长度", "宽度", "高度", "库容", "占地面积", "建筑面积", "总投资", "总造价", "造价", "工期")

# Who has a part in something: `副组长`, said alone, is that of the group that was spoken of.
ROLES = frozenset(
    """
    组长 副组长 成员 局长 副局长 厅长 副厅长 主任 副主任 书记 副书记 秘书长 会长 副会长 主席 副主席 委员 部长 副部长 处长 副处长 科长 院长 副院长 校长 副校长 所长 站长
    负责人 联系人 牵头人 牵头单位 责任单位 成员单位 配合单位 承办单位 主办单位 分管领导 主要领导 班子成员
    """.split()
)
