"""Greetings, thanks and talk: only where nothing else is said, so that no question is ever taken for chat. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from rag.words import normalise


class Chat(StrEnum):
    """What is said besides questions; the message `chat_<value>` answers it."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    IDENTITY = "identity"
    ABILITY = "ability"
    SMALL_TALK = "small_talk"
    COMPLAINT = "complaint"
    ACKNOWLEDGEMENT = "acknowledgement"


_YOU = "(?:你们?|您|这个?(?:系统|机器人|助手|软件|工具|程序|网站|平台))"
_HELLO = (
    "请问(?:一下)?|请教(?:一下|个问题)?|想请教(?:一下)?|我?(?:有|想问|问|请教)(?:一)?个问题|我?想(?:咨询|问)(?:一下|个问题)?|"
    "(?:你们?|您|大家|各位|老师|小?助手|机器人|嗨|哈喽|领导|同志们?)好|哈[喽啰罗]|嗨+|嘿|喂|哈啰|早上好|上午好|"
    "中午好|下午好|晚上好|晚安好|早安|早|"
    "新年好|节日快乐|新年快乐|在吗|在不在|在么|有人吗|有人在吗|你在吗|您在吗|hello|hi|hey|hi there|hello there|"
    "good (?:morning|afternoon|evening|day)|greetings|is anyone there|anyone there"
)
_THANKS = (
    "(?:谢谢|感谢|多谢)(?:老师|大家|领导|各位)|"
    "(?:ok(?:ay)?|great|good|got it)[ ,]+thank(?:s| you)(?: a lot)?|"
    "(?:非常|十分|太|多|万分|很|真的?)?(?:谢谢|感谢|多谢|谢|感激)(?:了|啦|啊|哈|呀|哦|你们?|您|大家|帮助|支持|"
    "解答|回答|指教|的?帮[助忙]|的?解答|的?回答)*|"
    "辛苦(?:了|啦|你了|您了|大家了)?|麻烦(?:你|您)?了|劳驾|有劳(?:了|您了)?|(?:many )?thanks(?: a lot| so much|"
    " very much|!)?|"
    "thank (?:you|u)(?: very much| so much| a lot)?|thx|ty|much appreciated|cheers"
)
_FAREWELL = (
    "算了|退出|结束|停(?:止)?|没事(?:了|啦)?|"
    "再见|拜拜?|再会|回见|下次(?:再)?见|明天见|回头见|先这样(?:吧)?|就这样(?:吧)?|没(?:有)?(?:别的|"
    "其他)?(?:问题|事)(?:了|啦)|不用了|"
    "没(?:别的|其他)?事了|晚安|(?:good)?bye(?: bye)?|good night|see you(?: later| soon| tomorrow)?|that'?s all|"
    "no more questions"
)
_IDENTITY = (
    f"{_YOU}(?:到底|究竟|又)?(?:是|算是?)(?:谁|什么|啥|哪位|何方神圣|干什么的|做什么的|干嘛的|干啥的|什么东西|"
    f"什么人|什么(?:大)?模型|哪个模型|哪种模型|谁开发的|谁做的|哪家公司的|ai吗?|人工智能吗?|机器人吗?|真人吗?|"
    f"人吗?|人还是机器(?:人)?|chatgpt吗?|gpt吗?)|"
    f"{_YOU}(?:的名字|叫)(?:是|叫)?(?:什么|啥)(?:名字?)?|怎么称呼{_YOU}?|{_YOU}怎么称呼|(?:请)?(?:介绍|"
    f"说说)(?:一下|下)?(?:你|您)?自己|自我介绍(?:一下|下)?|"
    f"{_YOU}用的是?什么(?:大|语言)?模型|{_YOU}背后是什么模型|{_YOU}几岁了?|{_YOU}多大了?|{_YOU}是男(?:的|"
    f"生)?(?:还)?是女(?:的|生)?|"
    "who are you|what are you|what(?:'s| is) your name|are you (?:a |an )?(?:robot|bot|human|ai|person|machine|"
    "real person)|"
    "what model are you|which model are you|introduce yourself|tell me about yourself"
)
_ABILITY = (
    f"{_YOU}(?:都|还|能|可以|会|究竟|到底|一般|主要)*(?:能|可以|会|有)(?:帮(?:我|我们|助我)?|为我|给我)?(?:做|"
    f"干|提供|回答|完成|办|查)?(?:些)?(?:什么|啥|哪些|何)"
    "(?:事情?|功能|问题|服务|本事|能力|用处?|忙|工作|内容)?|"
    f"{_YOU}(?:有|能有)(?:什么|啥|哪些)(?:用处?|功能|本事|能力)|(?:有|都有)(?:什么|哪些|啥)功能|{_YOU}?(?:能|"
    f"可以|会)帮(?:我|我们)(?:做|干|办)?(?:些|点)?(?:什么|啥|干嘛|哪些)(?:事情?|忙)?|"
    f"我?(?:可以|能|该|应该)(?:问|向你问|跟你问)(?:你|您)?(?:些)?(?:什么|哪些|啥)(?:问题|样的问题|内容)?|"
    f"{_YOU}?(?:怎么|如何|怎样)(?:使用|用|操作|提问|问)(?:你|您|呢|这个系统|它)?|"
    "(?:使用|操作)(?:说明|方法|帮助|指南)|帮助|帮帮我|求助|help(?: me)?|what can you do(?: for me)?|"
    "what do you do|how do (?:you|i) (?:work|use (?:you|this|it))|"
    "how can you help(?: me)?|what can i ask(?: you)?|what are you (?:able to do|capable of|for)|"
    "can you help(?: me)?|how does this work"
)
_SMALL_TALK = (
    f"{_YOU}(?:还|过得|最近|今天)*(?:好吗|好么|好不好|还好吗|怎么样|累吗|累不累|吃了吗|吃饭了吗|开心吗|忙吗|"
    f"忙不忙)|最近(?:过得)?(?:好吗|怎么样|如何)|吃了吗|吃饭了吗|"
    "(?:给我|跟我|再|你会|能不能|可以|请)*(?:讲|说|来)(?:个|一个|点|几个)?(?:笑话|故事|段子)(?:吧|吗|呗|听听)?|"
    "(?:陪我|和我|跟我|咱们|我们|来)*聊(?:聊|会儿?|一会儿?)?天?(?:吧|吗|呗)?|"
    "(?:给我|会|请)?唱(?:首|个)?歌(?:吧|吗)?|(?:给我|帮我)?写(?:一)?(?:首|篇)?(?:诗|情书|小说)(?:吧|吗)?|"
    "我(?:很|好|有点|真的?|太)*(?:无聊|累|困|难过|开心|高兴|生气|饿)(?:了|啊)?|"
    "(?:你|您)(?:喜欢|爱|讨厌|相信)(?:我|什么|谁)?(?:吗)?|我(?:爱|喜欢)你|(?:今天|明天|现在|"
    "外面)?(?:的)?天气(?:怎么样|如何|好吗)?|(?:今天|明天)(?:是)?(?:星期|周|礼拜)几|现在几点(?:了|钟)?|"
    "(?:你|您)?(?:真|好|太|很|非常|挺)(?:棒|聪明|厉害|强|好|不错|可爱|牛|赞|能干|专业|给力)(?:了|啊|呀|哦|的)?|"
    "厉害(?:了|啊)?|不错(?:不错|啊|哦|嘛|的)?|很好用|哈+|呵+|嘻+|"
    "how are you(?: doing)?(?: today)?|how'?s it going|what'?s up|tell me a joke|(?:nice|good|great) (?:job|"
    "work)|you(?:'re| are) (?:great|smart|awesome|clever)|"
    "well done|do you love me|i love you|lol|haha+|nice to meet you|how old are you|i'?m bored"
)
_COMPLAINT = (
    "(?:你|您)?(?:说|答|回答|讲|弄|搞)?(?:得|的)?(?:完全|根本|都|好像|全)?(?:不对|错了?|不正确|有误|答非所问|"
    "胡说|乱说|瞎说|胡说八道|不准)(?:了|吧|啊|的|呀)?|(?:你|您)(?:又)?(?:说|答|弄|搞|理解)错了|"
    "(?:你|您)?(?:真|太|好|很)(?:笨|差|蠢|烂|慢|没用)(?:了|啊)?|没用|答非所问|这(?:个)?(?:不是|没有)?(?:我|"
    "回答了?我)(?:想)?(?:要|问)的(?:答案|问题)?|我?(?:没|不)(?:看|听)?(?:明白|懂)|看不懂|听不懂|"
    "(?:that'?s |it'?s |this is )?(?:wrong|incorrect|not right|nonsense)|you(?:'re| are) (?:wrong|stupid|"
    "useless)|i (?:do not|don'?t) understand"
)
_ACKNOWLEDGEMENT = (
    "好+(?:的|吧|嘞|了|哒|滴)*|嗯+(?:好的?)?|哦+|噢+|行(?:吧|的|了)?|可以(?:了|的)?|(?:我)?(?:明白|知道|了解|"
    "清楚|懂|收到|理解)(?:了|啦)?|原来如此|原来是这样|是的?|对(?:的|了)?|没错|"
    "收到|没问题|(?:这样|那)(?:啊|就好)|ok(?:ay)?|k|sure|alright|all right|got it|i see|understood|fine|great|"
    "cool|nice|yes|no|yep|right|good|perfect"
)

_KINDS: tuple[tuple[Chat, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Chat.GREETING, _HELLO),
        (Chat.THANKS, _THANKS),
        (Chat.FAREWELL, _FAREWELL),
        (Chat.IDENTITY, _IDENTITY),
        (Chat.ABILITY, _ABILITY),
        (Chat.SMALL_TALK, _SMALL_TALK),
        (Chat.COMPLAINT, _COMPLAINT),
        (Chat.ACKNOWLEDGEMENT, _ACKNOWLEDGEMENT),
    )
)
# What is said first and last is the manner; in between stands the matter: `你好，谢谢，你是谁` is answered as 你是谁.
_MANNER = (Chat.GREETING, Chat.THANKS, Chat.ACKNOWLEDGEMENT, Chat.FAREWELL)
_PIECE_END = re.compile(r"[,，.。!！?？~～;；:：、…\n]+|(?<=[\u4e00-\u9fff])\s+")
_SIGNS = re.compile(r"[^\w\s']|_")
_PARTICLES = re.compile("(?:啊|呀|哈|哦|呢|吧|啦|嘛|哟|喔|哇|咯|嘞)+$")
# The longest thing that is still said in passing; beyond it, something is meant.
_LONGEST_PIECE = 40
_LEAD = re.compile(
    "^(?:(?:你|您|大家|各位)好|哈喽|哈啰|嗨|(?:早上|上午|中午|下午|晚上)好|hello|hi|hey|(?:非常)?(?:谢谢|感谢|"
    "多谢)(?:你|您)?(?:的(?:回答|解答|帮助))?|"
    "thanks|thank you|好的?|好吧|嗯+|哦+|ok(?:ay)?|明白了?|知道了|了解了?|收到|辛苦了?)(?:啊|呀|哈|哦|啦|"
    "了)?[,，.。!！~～、…\\s]+(?=\\S)",
    re.IGNORECASE,
)
# `你好请问…`: the greeting runs on into the question.
_JOINED_LEAD = re.compile("^(?:你好|您好|谢谢)(?=(?:啊|呀)?(?:请问|我想|想问|请教|麻烦))")


def chat_of(text: str) -> Chat | None:
    """What kind of chat the whole of `text` is; None where any piece of it is something else (also: nothing)."""
    pieces = [plain for one in _PIECE_END.split(normalise(text)) if (plain := _plain(one))]
    if not pieces:
        return None
    kinds = [_kind_of(one) for one in pieces]
    if None in kinds:
        return None
    said = [kind for kind in kinds if kind is not None]
    return next((kind for kind in said if kind not in _MANNER), said[0])


def without_manner(text: str) -> str:
    """A question without the greeting, thanks or nod that leads to it."""
    before = None
    while before != text:
        before, text = text, _JOINED_LEAD.sub("", _LEAD.sub("", text.strip()))
    return text


def _kind_of(piece: str) -> Chat | None:
    if len(piece) > _LONGEST_PIECE:
        return None
    for said in (piece, _PARTICLES.sub("", piece)):
        found = next((kind for kind, pattern in _KINDS if said and pattern.fullmatch(said)), None)
        if found:
            return found
    return None


def _plain(piece: str) -> str:
    return " ".join(_SIGNS.sub(" ", piece.replace("’", "'")).split())
