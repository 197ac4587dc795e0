"""Summaries of the built-in model beside the leading sentences, TextRank and LexRank. See `__main__`."""
