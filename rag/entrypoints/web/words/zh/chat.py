"""问答页的文案。"""

TEXTS: dict[str, str] = {
    "chat_title": "问答",
}
