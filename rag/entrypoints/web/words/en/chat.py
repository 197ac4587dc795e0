"""Words of the page of questions and answers."""

TEXTS: dict[str, str] = {
    "chat_title": "Ask",
}
