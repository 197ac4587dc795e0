"""Words of asking and of official prose that no dictionary at hand marks: data, one list each."""

from __future__ import annotations

# Function words, and the words of asking: they say what kind of thing is asked, never what about.
STOP_WORDS = frozenset(
    """
    的 了 是 在 有 和 与 及 或 等 为 于 对 从 到 由 被 把 将 以 其 之 也 都 还 就 要 会 能 可 可以 能够 上 下 中 里 内 个
    这 那 这个 那个 它 他 她 我 你 我们 你们 他们 本 该 各 每 某 一 一个 一些 一下 着 过 得 地 很 最 更 又 再 已 已经 并
    而 但 且 如 若 则 所 让 使 给 向 跟 同 比 按 按照 根据 通过 关于 对于 请 请问 问 告诉 说 说明 介绍 知道 了解 什么 哪
    哪些 哪个 哪里 哪儿 哪位 哪几 谁 多少 几 几个 几项 几次 几家 怎么 怎样 怎么样 如何 为什么 为何 是否 有没有 是不是
    吗 呢 吧 啊 呀 嘛 何时 何 什么时候 时候 时间 叫 叫什么 做 做了 进行 开展 方面 情况 具体 主要 总共 一共 共 共有 大概
    大约 分别 目前 当前 现在 现 中的 来 去 没 没有 不 用 才 只 只有 哦 它们 其中 之间 以及 还有 得到 报告 里面 里边 提到
    厅里 局里 部里 省里 市里 区里 县里 我厅 我局 我部 全厅 全局 一年 全年 今年 去年 本年 年内 上年 今后 后半年 前半年
    讲 讲了 说了 总结 汇报 年度 全年度
    各自 各有 各是 提出 咱们 咱 自己 人 人们 那里 这里 那次 这次 这一年 这 年里 来着 哪天 哪月 数 地方 写 名字 名称 指 指的 意思 拿 拿到 搞 弄 办 了几 方式 多大 多高 多长 多久 多远 因 因为 所以
    """.split()
)

# These say what kind of thing is wanted (`Question.kind`, `aspect`, `units`), not what about.
ROLE_WORDS = frozenset(
    """
    问题 不足 短板 困难 差距 难点 难题 挑战 漏洞 难处 堵点 存在 承认 原因 比例 比重 占比 总量 数量 数额 金额 总额 钱 人数 安排 计划 措施
    举措 办法 做法 有关 内容 年 月 月份 毛病 缺点 弱项 欠缺 不到位 不够 不方便 事 大事 事情 抓 件 项 条 缘故 成效 成绩 成果 进展 亮点 干
    """.split()
)

# Words of a question about a whole report that do not say which one it is about.
UNNAMING_WORDS = frozenset(
    """
    这份 这个 这篇 该 概括 概述 归纳 简述 总结 工作 报告 汇报 主要 内容 部分 章 章节 板块 组成 构成 结构 框架 大意 要点 核心 全文
    分 包括 讲 说 写 谈 请 帮 一下 几 项 个 大 份 上 里
    """.split()
)

# Words of the trade that the dictionary cuts apart.
TRADE_WORDS = "人社局 人社厅 人社部 人社 营商环境 吃空饷 放管服 社保 医保 居保 卫健委 发改委 住建局 教体局 民政局 财政局 组织部".split()

# The surnames of about 95 in 100 people, one character each.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪"
    "庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲"
    "房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商"
    "刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海"
    "阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那"
)

# Rows of words that official prose and everyday questions use for the same thing; the first of a row, found in a
# question, is also looked for as any other of its row. Only words whose meaning does not hang on the sentence.
SYNONYM_ROWS = tuple(
    tuple(row.split())
    for row in """
    启用 投入使用 投用 建成投用
    投入使用 启用 投用
    投用 投入使用 启用
    发 发放 拨付 支付 兑现
    捐 捐款 捐赠 捐献
    减 减免 降低 减少 精简 压缩
    费 费用 缴费
    比例 率 比重
    获得 荣获 取得 授予
    获评 评为 被评 荣获 获得
    荣誉 称号 奖 表彰
    下放 赋权 委托
    牵头 组长 负责
    改进 加强 整顿 改善
    变大 加大 增大 扩大
    变少 减少 下降
    老百姓 群众 居民
    村里 村 农村
    培训 轮训 培养
    涨 上涨 提高 增加 上调
    增速 增长 同比增长
    gdp 地区生产总值 生产总值
    官司 诉讼 案件 争议
    变多 增加 上升 增多
    孩子 儿童 学生 幼儿
    冠军 第一名 一等奖
    下降 减少 降低 回落
    教师 老师 教职工
    办事 办理
    网上 线上 互联网
    方便 便民 便利 便捷
    方便群众 便民 利民 便利
    企业 公司 市场主体
    工资 薪酬 报酬
    社保 社会保险 社会保障
    医保 医疗保险 医疗保障
    人社 人力资源和社会保障 人力资源社会保障
    人社局 人力资源和社会保障局 我局
    人社厅 人力资源和社会保障厅 我厅
    人社部 人力资源和社会保障部 我部
    教育局 教体局 我局
    卫健委 卫生健康委 我委
    """.strip().splitlines()
)
