"""Chat is recognised where nothing else is said, and a question is never taken for chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import messages
from rag.domain import Exchange
from rag.turns import Chat, read_turn
from rag.turns.chat import chat_of, without_manner

SAID = {
    Chat.GREETING: (
        "你好|您好！|请问|我有个问题|你好呀|你好啊～|大家好|hello|Hi!|hey|早上好|下午好|晚上好。|在吗|在吗？|有人吗|嗨|"
        "哈喽|good morning|Hello there!|你好👋|领导好"
    ),
    Chat.THANKS: (
        "谢谢|谢谢！|谢谢你|非常感谢！|十分感谢您的帮助|多谢啦|辛苦了|thanks|Thank you very much.|"
        "thanks a lot|谢谢您的解答|太感谢了|谢谢老师|ok thanks"
    ),
    Chat.FAREWELL: "再见|拜拜|明天见|没有问题了|先这样吧|bye|good night|see you later|没别的事了|算了",
    Chat.IDENTITY: (
        "你是谁|你是谁？|您是哪位|你叫什么|你叫什么名字？|你是机器人吗|你是什么模型|介绍一下你自己|"
        "who are you?|What's your name?|are you a robot|你是ChatGPT吗"
    ),
    Chat.ABILITY: (
        "你能做什么|你能做什么？|你会什么|你可以帮我做什么|你有什么功能|我可以问什么|怎么用|怎么使用你|"
        "能帮我做什么|可以帮我们办哪些事情|帮助|help|What can you do?|这个系统能做什么|我能问你哪些问题"
    ),
    Chat.SMALL_TALK: (
        "讲个笑话|今天天气怎么样|你吃饭了吗|我好无聊|how are you|你真棒|你真聪明！|不错|哈哈哈|tell me a joke|你还好吗"
    ),
    Chat.COMPLAINT: "不对|你说错了|答非所问|看不懂|that's wrong|不对吧|你答错了",
    Chat.ACKNOWLEDGEMENT: "好的|好|嗯嗯|明白了|知道了|收到|ok|OK!|got it|原来如此|没错",
}
QUESTIONS = """
你好，请问新增就业多少人|您好！2024年粮食产量是多少？|谢谢，那失业率呢|谢谢。存在哪些问题？
早上好，下一步有什么打算|你好企业有几家|你局能做什么|你们局有多少职工|帮助了多少困难群众
帮助企业解决了哪些问题|好的做法有哪些|不错的成绩有哪些|不对称信息怎么解决|再见面活动办了几场|感谢信收到多少封
辛苦指数是多少|早餐工程覆盖几所学校|晚安岛接待游客多少人|天气预警发布了几次|机器人产业产值是多少
助手机器人产业规模多大|笑话书屋建了几个|谁是组长|错案追究了几人|对口支援了哪些县|可以办理哪些业务|能办什么业务
是否完成目标|行政许可多少件|大家关心的问题有哪些|好转率是多少|知道率是多少|明白卡发了多少张|收到多少件提案
是什么原因|什么问题|哪些问题|多少|2023年呢|为什么|还有呢|谢家湾小学扩建了吗|您老餐厅有几家|在岗职工有多少
在建项目有几个|行政复议多少件|help desk calls in 2023|What can the bureau do about noise?|who are the members
hello, how many teachers were hired?|Thanks, and in 2022?|how old is the bridge
how are you going to reduce emissions|hi-tech firms in 2023|Good Morning Plan: how many schools
what is the name of the director|tell me about the budget|你是怎么算出95%的|你说的是哪一年
你能告诉我财政收入吗|你知道失业率是多少吗|请你介绍一下就业情况|介绍一下主要做法|自我革命方面有哪些举措
""".replace("\n", "|")


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SAID.items() for text in texts.split("|")])
def test_what_is_only_said_is_chat(kind: Chat, text: str) -> None:
    assert read_turn(text).chat is kind


@pytest.mark.parametrize("text", [one for one in QUESTIONS.split("|") if one])
def test_a_question_is_never_chat(text: str) -> None:
    assert chat_of(text) is None
    assert read_turn(text).chat is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你好，你是谁？", Chat.IDENTITY),
        ("你好！谢谢。你能做什么", Chat.ABILITY),
        ("好的，谢谢，再见", Chat.ACKNOWLEDGEMENT),
        ("Hello, how are you?", Chat.SMALL_TALK),
    ],
)
def test_of_several_things_said_the_matter_is_answered_not_the_manner(text: str, kind: Chat) -> None:
    assert read_turn(text).chat is kind


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("你好，请问新增就业多少人？", "请问新增就业多少人？"),
        ("您好请问办公地点在哪？", "请问办公地点在哪？"),
        ("Hello! How many schools were built?", "How many schools were built?"),
        ("好的，明白了。存在哪些问题？", "存在哪些问题？"),
        ("你好企业有几家？", "你好企业有几家？"),
    ],
)
def test_a_question_is_answered_without_its_greeting(text: str, question: str) -> None:
    assert without_manner(text) == question
    assert read_turn(text).questions == (question,)


def test_thanks_behind_a_question_are_no_question() -> None:
    assert read_turn("新建水库几座？谢谢！").questions == ("新建水库几座？",)


def test_chat_has_no_questions_and_nothing_for_the_next_turn_to_lean_on() -> None:
    turn = read_turn("谢谢", [Exchange("2023年新建水库几座？", "新建水库3座[1]")])
    assert (turn.questions, turn.understood, turn.rewritten) == ((), "", "")


@pytest.mark.parametrize("kind", Chat)
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_kind_of_chat_has_an_answer(kind: Chat, language: str) -> None:
    assert messages.text(f"chat_{kind}", language)


@given(st.text(max_size=60), st.sampled_from(["多少", "哪些", "几个"]))
def test_nothing_that_asks_how_many_or_which_is_chat(text: str, asking: str) -> None:
    about_the_program = ("功能", "什么", "能", "会", "可以", "有", "帮")
    if not any(one in text for one in about_the_program):
        assert chat_of(f"{text}水库{asking}") is None
