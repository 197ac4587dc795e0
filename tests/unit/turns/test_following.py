"""A follow-up says the same without the conversation, or that it can't; a whole question is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Exchange
from rag.turns import read_turn

ITEMS = "一是推行帮办代办，全程陪同。[1]\n二是延时服务。[2]\n三是一窗通办。[3]"

# The question before, then what is said next and what is answered.
FOLLOW_UPS = {
    "2023年全市城镇新增就业多少人？": """
        那2022年呢？ → 2022年全市城镇新增就业多少人？
        2022年呢 → 2022年全市城镇新增就业多少人？
        那2022呢 → 2022年全市城镇新增就业多少人？
        2022年的情况呢 → 2022年全市城镇新增就业多少人？
        那２０２１年呢 → 2021年全市城镇新增就业多少人？
        那去年呢 → 去年全市城镇新增就业多少人？
        那青石县呢 → 2023年青石县城镇新增就业多少人？
        那2022年青石县呢 → 2022年青石县城镇新增就业多少人？
        上半年呢 → 2023年上半年全市城镇新增就业多少人？
        城镇登记失业率呢 → 2023年全市城镇登记失业率是多少？
        财政收入呢？ → 2023年全市财政收入是多少？
        农村呢 → 2023年全市农村新增就业多少人？
        高校毕业生呢 → 2023年全市高校毕业生新增就业多少人？
        增速呢 → 2023年全市城镇新增就业的增速是多少？
        同比呢 → 2023年全市城镇新增就业同比增长多少？
        增长了多少？ → 2023年全市城镇新增就业增长了多少？
        比上年增长多少？ → 2023年全市城镇新增就业比上年增长多少？
        和2022年相比呢 → 2023年全市城镇新增就业与2022年相比变化了多少？
        目标是多少 → 2023年全市城镇新增就业目标是多少？
        为什么？ → 2023年全市城镇新增就业的原因是什么？
        是谁牵头的 → 2023年全市城镇新增就业是谁牵头的？
        其中女性多少人？ → 2023年全市城镇新增就业中女性多少人？
        其中女性呢 → 2023年全市城镇新增就业中女性有多少？
        那失业率是多少？ → 2023年失业率是多少？
        存在的问题呢 → 2023年全市存在哪些问题？
        真的吗 → 2023年全市城镇新增就业多少人？
        不是，我问的是2021年 → 2021年全市城镇新增就业多少人？
        《云溪县2023年总结》呢 → 《云溪县2023年总结》中，城镇新增就业多少人？
    """,
    "江苏省2024年规模以上工业增加值增长多少？": """
        浙江呢 → 浙江2024年规模以上工业增加值增长多少？
        2023年浙江呢 → 浙江2023年规模以上工业增加值增长多少？
        那苏州市呢 → 苏州市2024年规模以上工业增加值增长多少？
        固定资产投资呢 → 江苏省2024年固定资产投资是多少？
        一季度呢 → 江苏省2024年一季度规模以上工业增加值增长多少？
        比全国高多少 → 江苏省2024年规模以上工业增加值比全国高多少？
        原因呢 → 江苏省2024年规模以上工业增加值增长的原因是什么？
    """,
    "就业方面存在哪些问题？": """
        还有呢 → 就业方面还存在哪些问题？
        具体是哪些 → 就业方面存在哪些问题？
        社保呢 → 社保方面存在哪些问题？
        社保方面呢 → 社保方面存在哪些问题？
        这些问题怎么解决 → 就业方面存在的问题怎么解决？
        原因是什么 → 就业方面存在问题的原因是什么？
        下一步打算呢 → 就业方面下一步有什么打算？
        2022年呢 → 2022年就业方面存在哪些问题？
    """,
    "办事窗口有哪些便民措施": """
        还有别的吗 → 办事窗口还有哪些便民措施？
        第二条呢 → “延时服务”的具体情况是怎样的？
        第一条具体是什么 → “推行帮办代办”的具体情况是怎样的？
        最后一条呢 → “一窗通办”的具体情况是怎样的？
        什么时候开始的 → 办事窗口的便民措施什么时候开始的？
    """,
    "数据资源局是什么时候成立的": """
        它有多少职工 → 数据资源局有多少职工？
        它的职责是什么 → 数据资源局的职责是什么？
        在哪里 → 数据资源局在哪里？
        局长是谁 → 数据资源局局长是谁？
        由谁牵头组建的？ → 数据资源局由谁牵头组建的？
        该局有多少人 → 数据资源局有多少人？
        那里有几个科室 → 数据资源局有几个科室？
        民政局呢 → 民政局是什么时候成立的？
    """,
    "青苗行动领导小组组长是谁": """
        副组长呢 → 青苗行动领导小组副组长是谁？
        他是什么时候上任的 → 青苗行动领导小组组长是什么时候上任的？
        成员有哪些 → 青苗行动领导小组成员有哪些？
    """,
    "谁是市文旅局局长": """
        副局长呢 → 市文旅局副局长是谁？
        他分管什么 → 市文旅局局长分管什么？
    """,
    "开展了几个专项行动": """
        具体是哪些 → 开展了哪些专项行动？
        它们分别是什么 → 开展的专项行动分别是什么？
        都由谁牵头 → 开展的专项行动都由谁牵头？
        这些行动取得了什么成效 → 开展的专项行动取得了什么成效？
        培训班呢 → 开展了几个培训班？
    """,
    "青山水库什么时候开工": """
        什么时候完工 → 青山水库什么时候完工？
        由谁承建 → 青山水库由谁承建？
        它在哪个县 → 青山水库在哪个县？
        库容多大 → 青山水库库容多大？
        绿水水库呢 → 绿水水库什么时候开工？
        为什么推迟 → 青山水库为什么推迟？
    """,
    "医保报销比例是多少": """
        职工医保呢 → 职工医保报销比例是多少？
        门诊呢 → 门诊报销比例是多少？
        什么时候调整的 → 医保报销比例什么时候调整的？
        和去年比呢 → 医保报销比例与去年相比变化了多少？
    """,
    "市委巡察发现了哪些问题": """
        整改了吗 → 市委巡察发现的问题整改了吗？
        责任单位是谁 → 市委巡察发现的问题的责任单位是谁？
        该问题怎么解决 → 市委巡察发现的问题怎么解决？
    """,
    "《青石县2023年总结》中教师有多少人": """
        《云溪县2023年总结》呢 → 《云溪县2023年总结》中教师有多少人？
        2022年呢 → 《青石县2022年总结》中教师有多少人？
        云溪县呢 → 《云溪县2023年总结》中教师有多少人？
    """,
    "2023年上半年粮食产量是多少": """
        2022年呢 → 2022年上半年粮食产量是多少？
        下半年呢 → 2023年下半年粮食产量是多少？
        棉花产量呢 → 2023年上半年棉花产量是多少？
    """,
    "全省高速公路通车里程达到多少公里": """
        铁路呢 → 全省铁路通车里程达到多少公里？
        到2025年呢 → 2025年全省高速公路通车里程达到多少公里？
        四川呢 → 四川高速公路通车里程达到多少公里？
    """,
    "交通运输局2022年修建农村公路多少公里": """
        市住建局呢 → 市住建局2022年修建农村公路多少公里？
        那城区道路呢 → 交通运输局2022年修建城区道路多少公里？
        2021年和2020年呢 → 交通运输局2021年和2020年修建农村公路多少公里？
        今年的目标是多少 → 交通运输局今年修建农村公路目标是多少？
        是否超额完成 → 交通运输局2022年修建农村公路是否超额完成？
        投入多少资金 → 交通运输局2022年修建农村公路投入多少资金？
    """,
    "市民政局为老年人发放了多少高龄补贴": """
        残疾人呢 → 市民政局为残疾人发放了多少高龄补贴？
        标准是多少 → 市民政局为老年人发放的高龄补贴标准是多少？
        去年同期呢 → 去年市民政局为老年人发放了多少高龄补贴？
    """,
    "2024年上半年全县接待游客多少人次": """
        国庆期间呢 → 2024年国庆期间全县接待游客多少人次？
        全年呢 → 2024年全年全县接待游客多少人次？
        比2023年同期增长多少 → 2024年上半年全县接待游客比2023年同期增长多少？
        下半年预计多少 → 2024年下半年全县接待游客预计多少？
    """,
    "“十四五”期间建成了几座污水处理厂": """
        垃圾焚烧厂呢 → “十四五”期间建成了几座垃圾焚烧厂？
        都在哪 → “十四五”期间建成的污水处理厂都在哪？
        总投资呢 → “十四五”期间建成的污水处理厂总投资是多少？
        “十三五”期间呢 → “十三五”期间建成了几座污水处理厂？
    """,
    "营商环境排名第几": """
        得分呢 → 营商环境得分是多少？
        提升了几位 → 营商环境排名提升了几位？
        上一年呢 → 上一年营商环境排名第几？
    """,
    "南岭县脱贫人口人均纯收入是多少": """
        脱贫户呢 → 南岭县脱贫户人均纯收入是多少？
        与全县农村居民相比呢 → 南岭县脱贫人口人均纯收入与全县农村居民相比变化了多少？
        达到目标了吗 → 南岭县脱贫人口人均纯收入达到目标了吗？
    """,
    "我省有哪些5A级景区": """
        4A级呢 → 我省有哪些4A级景区？
        那黄山呢 → 黄山有哪些5A级景区？
        一共几个 → 我省5A级景区一共几个？
    """,
    "第三人民医院有多少张床位": """
        医生呢 → 第三人民医院有多少医生？
        第一人民医院呢 → 第一人民医院有多少张床位？
        它是几级医院 → 第三人民医院是几级医院？
    """,
    "南海大桥全长多少米": """
        宽度呢 → 南海大桥宽度是多少？
        什么时候通车 → 南海大桥什么时候通车？
        北江大桥呢 → 北江大桥全长多少米？
    """,
    "数字政府建设取得了哪些成效": """
        投入了多少钱 → 数字政府建设投入了多少钱？
        智慧城市呢 → 智慧城市建设取得了哪些成效？
        下一步呢 → 数字政府建设下一步有什么打算？
    """,
    "教师平均工资是多少": """
        校长呢 → 校长平均工资是多少？
        全省平均呢 → 全省教师平均工资是多少？
    """,
    "网办率下降了多少": "为什么？ → 网办率下降的原因是什么？",
    "网办率是否下降": "为什么？ → 网办率下降的原因是什么？",
    "公办幼儿园有几所": "民办呢 → 民办幼儿园有几所？",
    "How many schools were built in 2023?": "what about 2022? → How many schools were built in 2022?",
    "2023年GDP是多少？": "And in 2022? → 2022年GDP是多少？",
}
TRIPLES = [
    (before, *(one.strip() for one in line.split("→")))
    for before, lines in FOLLOW_UPS.items()
    for line in lines.strip().splitlines()
]


@pytest.mark.parametrize(("before", "text", "meant"), TRIPLES)
def test_a_follow_up_is_made_to_stand_alone(before: str, text: str, meant: str) -> None:
    turn = read_turn(text, [Exchange(before, ITEMS)])
    assert turn.questions == (meant,)
    assert turn.rewritten == meant


WHOLE = """
全省粮食产量是多少|江苏省2024年GDP增速是多少|存在哪些问题|下一步有什么打算|为什么失业率上升|谁是组长
这份报告有哪些亮点|该局2023年查处案件多少件|其他方面的问题有哪些|那达慕大会有多少人参加|那曲市2023年GDP是多少
这些年GDP增长了多少|农村居民人均可支配收入是多少|一共有几个专项行动|有没有提到营商环境|主要成绩有哪些
具体措施有哪些|市场主体有多少户|第三批示范县有哪些|和谐社区建设情况如何|比亚迪公司投资了多少|其他收入是多少
还有多少农户没有搬迁|还有哪些困难群众需要救助|怎么办理社保转移|在岗职工平均工资是多少|同比增长最快的行业是哪个
比上年增长的指标有哪些|失业率是多少？|最大的项目是哪个|签约了几个项目|取得了哪些成效|这份报告主要讲了什么|哪个项目投资最大
第二产业增加值是多少|该不该取消收费|为何取消审批事项|本报告期内营业收入是多少
"""


@pytest.mark.parametrize("before", ["", "2023年青石县新增就业多少人？"])
@pytest.mark.parametrize("text", WHOLE.strip().replace("\n", "|").split("|"))
def test_a_whole_question_is_left_alone(text: str, before: str) -> None:
    turn = read_turn(text, [Exchange(before, "x")] if before else [])
    assert turn.questions == (text,)
    assert turn.rewritten == ""


@pytest.mark.parametrize(
    "text",
    [
        "那2022年呢",
        "它是什么时候成立的",
        "为什么？",
        "还有呢",
        "增长了多少",
        "在哪里？",
        "多少人",
        "2022年",
        "第二个呢",
        "真的吗",
        "why?",
        "？？",
    ],
)
def test_what_leans_on_nothing_is_unclear(text: str) -> None:
    turn = read_turn(text)
    assert turn.is_unclear
    assert (turn.questions, turn.rewritten) == ((), "")


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("哪个项目投资最大", "它是什么时候开工的"),  # the answer alone names it
        ("2023年财政收入比2022年增长多少", "2021年呢"),  # instead of which year?
        ("青山水库什么时候开工", "他是谁"),  # nobody was spoken of
        ("青山水库什么时候开工", "第二个呢"),  # nothing was listed
        ("青山水库什么时候开工", "翻译成英文"),  # no question
        ("哪些县增长最快", "为什么"),
    ],
)
def test_where_no_rule_is_safe_it_is_asked_what_is_meant(before: str, text: str) -> None:
    assert read_turn(text, [Exchange(before, "青山水库于2021年开工。[1]")]).is_unclear


def test_it_leans_on_the_last_thing_asked_whatever_was_said_since() -> None:
    history = [
        Exchange("2021年粮食产量是多少？", "10万吨[1]"),
        Exchange("2023年造林多少亩？", "3万亩[1]"),
        Exchange("谢谢", "不客气。"),
        Exchange("", "没看明白。"),
    ]
    assert read_turn("2022年呢", history).questions == ("2022年造林多少亩？",)


def test_follow_ups_of_follow_ups() -> None:
    history: list[Exchange] = []
    for text, meant in (
        ("2023年青石县造林多少亩？", "2023年青石县造林多少亩？"),
        ("那2022年呢", "2022年青石县造林多少亩？"),
        ("云溪县呢", "2022年云溪县造林多少亩？"),
        ("增长了多少", "2022年云溪县造林增长了多少？"),
    ):
        turn = read_turn(text, history)
        assert turn.questions == (meant,)
        history.append(Exchange(turn.understood, "3万亩[1]"))


WORDS = st.sampled_from(
    (
        "那",
        "呢",
        "它",
        "这些",
        "2022年",
        "青石县",
        "上半年",
        "多少",
        "哪些",
        "为什么",
        "失业率",
        "的",
        "是",
        "，",
        "？",
        "还有",
        "其中",
        "第二个",
        "《总结》",
        "民政局",
        "和",
        "比",
        "增长",
        "谁",
        "有",
        "了",
        "吗",
        "and it",
        "2023",
        "what",
    )
)


@given(st.lists(WORDS, max_size=8).map("".join), st.lists(WORDS, max_size=8).map("".join))
def test_whatever_is_said_it_is_read_and_read_the_same_again(text: str, before: str) -> None:
    history = [Exchange(before, ITEMS)]
    turn = read_turn(text, history)
    assert turn == read_turn(text, history)
    assert bool(turn.questions) + bool(turn.chat) + turn.is_unclear == 1
    assert all(one.strip() for one in turn.questions)


@given(st.text(max_size=200), st.text(max_size=100))
def test_any_text_at_all_is_read(text: str, before: str) -> None:
    turn = read_turn(text, [Exchange(before, before)])
    assert bool(turn.questions) + bool(turn.chat) + turn.is_unclear == 1


@given(st.sampled_from([before for before, _, _ in TRIPLES]), st.lists(WORDS, min_size=1, max_size=5).map("".join))
def test_no_year_is_answered_about_that_nobody_named(before: str, text: str) -> None:
    said = before + text
    for question in read_turn(text, [Exchange(before, ITEMS)]).questions:
        assert {year for year in ("2021", "2022", "2023", "2024", "2025") if year in question} <= {
            year for year in ("2021", "2022", "2023", "2024", "2025") if year in said
        }
