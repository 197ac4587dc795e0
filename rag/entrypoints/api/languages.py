"""Which language to speak to a caller: what the request prefers of ours, else what is set."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from rag import messages


def of_request(request: HTTPConnection) -> str:
    return negotiated(request.headers.get("accept-language", ""), default=request.app.state.language)


def negotiated(accept: str, *, default: str) -> str:
    """The best of `Accept-Language` that is one of ours; `default` where it names none, or prefers any."""
    wanted = [(_quality(parameters), name) for name, *parameters in map(_split, accept.split(","))]
    for quality, name in sorted(wanted, key=lambda one: -one[0]):
        if quality <= 0 or name == "*":
            break
        primary = name.partition("-")[0]
        if primary in messages.LANGUAGES:
            return primary
    return default


def _split(one: str) -> list[str]:
    return [part.strip().lower() for part in one.split(";")]


def _quality(parameters: list[str]) -> float:
    value = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    try:
        return float(value)
    except ValueError:
        return 0.0
