"""How good the product is, measured from outside: everything goes in and out through the service, as for users.

jsonl       files of one JSON object a line, what is wrong told by file and line
scratch     the product on a temporary data folder, and texts with titles as its files
beir        a folder of corpus, queries and judgements
retrieval   corpus entries as reports, queries as searches, the ranking and its metrics
trec        a ranking as a file
suites      where the suites that ship with the product lie
"""
