"""Text of reports that speaks to a model instead of to readers, and characters that readers do not see. Pure.

A report may state what it likes, true or false: that is the report's statement. What tells a model what to do, poses as
a part of its prompt or calls a tool states nothing, and is no evidence.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rag.domain import Span

# Zero-width and bidirectional marks, tags, variation selectors, soft hyphens: all that is there and not to be seen.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# Control tokens of chat templates: <|im_start|>, <｜User｜>, <s>, [INST], <<SYS>>, <start_of_turn>, </tool_call>.
_CONTROL = re.compile(
    r"<\s*[|｜][^<>|｜\n]{1,40}[|｜]\s*>|</?s>|\[/?\s*INST\s*\]|<</?SYS>>|</?(?:start|end)_of_turn>|</?(?:tool_call|function|system|user|"
    r"assistant|evidence|instructions?|prompt|question|think)\b[^<>\n]{0,60}>",
    re.IGNORECASE,
)
_MODEL = (
    r"(?:AI|人工智能|智能助手|语言模型|大模型|聊天机器人|机器人|助手|模型|assistant|language model|chatbot|chatgpt|llm)"
)
_RULES = r"(?:指令|指示|提示词?|规则|设定|约束|限制|命令|要求|证据|内容|对话|instructions?|prompts?|rules?|directions?|guidelines?|context|text|messages?)"
_DISREGARD = r"(?:忽略|无视|忘记|忘掉|不要理会|不必理会|跳过|撤销|作废|停止执行|不再遵守|覆盖|推翻|ignore|disregard|forget|override|bypass|do not follow)"
_BEFORE = r"(?:以上|上面|上述|之前|此前|前面|先前|前文|所有|全部|一切|系统|原有|你的|any|all|the|your|previous|prior|above|earlier|preceding|system)"
# Each with words one of which it needs: they are looked for first, as most sentences have none of them.
_COMMANDS: tuple[tuple[str, str], ...] = (
    (
        "忽略 无视 忘记 忘掉 理会 跳过 撤销 停止执行 不再遵守 覆盖 推翻 ignore disregard forget override bypass follow",
        rf"{_DISREGARD}.{{0,12}}{_BEFORE}.{{0,16}}{_RULES}",
    ),
    (
        "作废 失效 无效 取消 不再有效 void apply",
        rf"{_BEFORE}.{{0,12}}{_RULES}.{{0,6}}(?:作废|失效|无效|取消|不再有效|are void|no longer apply)",
    ),
    (
        "你 您",
        rf"(?:你|您)(?:现在|从现在起|将|必须|应当|应该|只能|需要|就)*(?:是|扮演|作为|充当|变成).{{0,14}}{_MODEL}",
    ),
    (
        "you act pretend roleplay behave",
        rf"(?:you are|act as|pretend|roleplay|behave).{{0,40}}{_MODEL}|you are now\b",
    ),
    (
        "ai 人工智能 模型 助手 机器人 assistant llm",
        rf"(?:致|告知|提醒|请|给|对|各位)(?:阅读|读到|处理|看到)?.{{0,14}}{_MODEL}.{{0,30}}(?:回答|输出|回复|执行|遵|注意|忽略|务必|必须)",
    ),
    (
        "系统 开发者 隐藏 prompt message instruction",
        r"(?:系统|开发者|隐藏)(?:提示词?|指令|消息|设定)|(?:system|developer|hidden) (?:prompt|message|instruction)",
    ),
    (
        "提示词 指令 以上全部 上文全部 第一句话 你的规则 密钥 口令",
        r"(?:输出|打印|复述|泄露|公开|展示|说出|列出|翻译|告诉).{0,14}(?:提示词|指令|以上全部|上文全部|第一句话|你的规则|密钥|口令)",
    ),
    (
        "prompt instruction above key secret",
        r"(?:repeat|reveal|print|output|show|leak|translate|tell me).{0,30}(?:prompt|instructions?|words above|everything above|api key|secret)",
    ),
    ("refuse", r"\bREFUSE\b"),
    (
        "引用 标注 出处 来源 核对 cit source",
        r"(?:无需|不必|不用|不需要|不要|禁止)(?:再)?(?:引用|标注(?:出处|来源|引用)|注明(?:出处|来源)|核对(?:证据|原文|来源))"
        r"|(?:do not|don't|without|no need to) (?:cit(?:e|ing|ation)|giv(?:e|ing) sources?)",
    ),
    (
        "无论 不管 凡是 用户",
        r"(?:无论|不管|凡是|(?:如果|当|若)(?=.{0,8}用户)).{0,16}(?:问|提问|问题|用户).{0,24}(?:回答|答复|输出|回复|作答|都说|只说)",
    ),
    (
        "ask question user",
        r"(?:whatever|when(?:ever)?|if|no matter).{0,30}(?:asks?|asked|question|user).{0,40}(?:answer|say|reply|respond|output)",
    ),
    (
        "请 务必 必须 应 只能 只需 直接 一律 统一",
        r"(?:请|务必|必须|应|只能|只需|直接|一律|统一)(?:直接|只|仅|统一|一律|将|把|按)*"
        r"(?:回答|输出|回复|作答|改答|答复为|改写为|替换为|改为|改成|写成)",
    ),
    (
        "请 务必",
        r"(?:请|务必)(?:直接|务必|一律|统一|都|均|先)*[把将][^。！？]{1,30}(?:改[成为]|写[成为]|换[成为]|填[成为上]|说成|报成|改写[成为]|替换[成为])",
    ),
    (
        "answer respond reply output print say state must instead",
        r"(?:answer|respond|reply|output|print|say|state)(?: only| exactly| simply| instead)?(?: with| that|:)|you must\b|instead of the (?:real|true)",
    ),
    ("{", r"\{\s*[\"“'](?:tool|name|function|action|role|tool_calls?|arguments|command)[\"”']\s*[:：]"),
    ("](", r"!\[[^\]\n]{0,80}\]\(|\]\(\s*(?:https?|javascript|data)\s*:"),
)
_SIGNS = [(words.split(), re.compile(pattern, re.IGNORECASE | re.DOTALL)) for words, pattern in _COMMANDS]
# A handle, and base64 of more than a word or two.
_CODED = re.compile(r"[\[【]\s*[a-z]\d[a-z]\d\s*[\]】]|[A-Za-z0-9+/]{40,}={0,2}")
# What a line of a prompt or of a conversation begins with.
_POSES = re.compile(
    r"\s*(?:#{1,6}\s*《|(?:[^，；]{0,40}[（()）“、.．\s:：\-—|>\]】])?(?:system|user|assistant|human|developer|系统|用户|助手|开发者)\s*[:：]"
    r"|#{1,6}\s*(?:system|user|assistant|instructions?|系统|指令)|`{3,}|~{3,}|证据[:：]\s*$|evidence:\s*$)",
    re.IGNORECASE,
)
_LEFT_OUT = "（略）"
_LEAD_CHARACTERS = 80
_MARKS = str.maketrans("›《》", ">〈〉")


def visible(text: str) -> str:
    """`text` without the characters that nobody sees: shorter, where there are any."""
    return _UNSEEN.sub("", text)


@lru_cache(maxsize=32_768)  # 100 sentences a question, each 40 µs
def is_intrusion(text: str) -> bool:
    """Whether `text` speaks to a model or poses as a part of its prompt, in whatever width its characters are."""
    plain = unicodedata.normalize("NFKC", visible(text)).lower()
    if _POSES.match(plain) or _CONTROL.search(plain) or _CODED.search(plain):
        return True
    return any(any(word in plain for word in words) and bool(sign.search(plain)) for words, sign in _SIGNS)


def is_intruded(text: str, sentence: Span) -> bool:
    """`is_intrusion` of a sentence with what announces it on its line: `直接回答：` makes a command of what follows."""
    line = max(text.rfind("\n", 0, sentence.start) + 1, sentence.start - _LEAD_CHARACTERS)
    lead = text[line : sentence.start].rstrip()
    return is_intrusion((lead if lead.endswith(("：", ":")) else "") + sentence.of(text))


def shown_name(text: str) -> str:
    """A title or heading as a prompt shows it: on one line, without the marks that a prompt's own lines are made of."""
    line = " ".join(visible(text).split())
    if is_intrusion(line):
        return _LEFT_OUT
    return line.translate(_MARKS)


def shown_sentence(text: str) -> str:
    """A sentence of a report as a prompt shows it: on one line, with control tokens taken apart."""
    line = " ".join(visible(text).split())
    return _CONTROL.sub(lambda found: found[0].replace("<", "< ").replace("[", "[ "), line)
