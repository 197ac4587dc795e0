"""The API as a contract: what every route gives, with examples, as `/openapi.json` tells it.

shapes      what the models share
answers, reports, summaries, comparisons, jobs, others: the documents as models, which a test holds against real ones
examples    one of each
operations  every route: its name, its words, what it gives
describing  the whole of it, put together when it is first asked for

Routes give plain dictionaries: the models describe, and cost nothing where a question is answered.
"""
