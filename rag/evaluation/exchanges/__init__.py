"""A model's exchanges, recorded when it is really asked and given back without it.

    live:    with open_service(settings, connecting=Recording(file, settings)) as service:
                 with attempt(case.id, repeat):
                     service.ask(…)
    replay:  with open_service(unhurried(settings), connecting=Replaying(file, settings)) as service: …

A reply belongs to its whole request (`requests`), and to the case and the repeat in which it was asked for: the same
request of another case is answered by any of the same repeat. What was cut short, failed or came too late is so again,
at once. A request that was not recorded is an error, ExchangeMissing, never a call. Keys stand in no file (`secrets`).
"""

from rag.evaluation.exchanges.attempts import attempt
from rag.evaluation.exchanges.recording import ANSWERING, Recording
from rag.evaluation.exchanges.replaying import Replaying, unhurried

__all__ = ["ANSWERING", "Recording", "Replaying", "attempt", "unhurried"]
