"""Chinese words: cut by rjieba, without those that carry no content."""

from __future__ import annotations

import re
import unicodedata

import rjieba

# Function words, and the words of asking: they say what kind of thing is asked, never what about.
STOP_WORDS = frozenset(
    "的 了 是 在 有 和 与 及 或 等 为 于 对 从 到 由 被 把 将 以 其 之 也 都 还 就 要 会 能 可 可以 能够 上 下 中 里 内 个 这 那 这个 那个 "
    "它 他 她 我 你 我们 你们 他们 本 该 各 每 某 一 一个 一些 一下 着 过 得 地 很 最 更 又 再 已 已经 并 而 但 且 如 若 则 所 让 使 给 向 "
    "跟 同 比 按 按照 根据 通过 关于 对于 请 请问 问 告诉 说 说明 介绍 知道 了解 什么 哪 哪些 哪个 哪里 哪儿 哪位 哪几 谁 多少 几 几个 几项 几次 "
    "几家 怎么 怎样 怎么样 如何 为什么 为何 是否 有没有 是不是 吗 呢 吧 啊 呀 嘛 何时 何 什么时候 时候 时间 叫 叫什么 做 做了 进行 开展 方面 情况 "
    "具体 主要 总共 一共 共 共有 大概 大约 分别 目前 当前 现在 现 中的 来 去 没 没有 不 用 被 才 只 只有 吗 哦 它们 其中 之间 以及 还有 得到 "
    "报告 里面 里边 提到 提出 写 名字 名称 指 指的 意思 拿 拿到 搞 弄 办 了几 方式 多大 多高 多长 多久 多远 因 因为 所以".split()
)
_TRADE = re.compile("(人社[局厅部]|人社|营商环境|吃空饷|放管服|社保|医保|居保|卫健委|发改委|住建局|教体局)")
_CONTENT = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")


def normalise(text: str) -> str:
    """NFKC and lower case: full-width digits, letters and signs become their plain forms. Length may change."""
    return unicodedata.normalize("NFKC", text).lower()


def cut(text: str) -> list[str]:
    """All words of `text` in order, as written; words of the trade that the dictionary lacks are kept whole."""
    words: list[str] = []
    for index, part in enumerate(_TRADE.split(text)):
        words.extend([part] if index % 2 else rjieba.cut(part))
    return words


def content_words(text: str) -> list[str]:
    """The distinct words of `text` that carry content, normalised, in order."""
    words = (word.strip() for word in cut(normalise(text)))
    return list(dict.fromkeys(word for word in words if _CONTENT.search(word) and word not in STOP_WORDS))
