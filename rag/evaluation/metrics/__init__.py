"""Measures of texts, figures, citations, refusals, rankings and summaries, each by itself."""
