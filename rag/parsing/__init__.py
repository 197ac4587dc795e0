"""Canonical text and marks → the tree of sections, items and sentences. Pure.

read_lines          lines, and which of them the source's markup speaks about     lines.py
→ find_candidates   lines that begin with a marker or carry a heading mark        markers.py, unnumbered.py
→ arrange           which of them hold as a sequence, and what nests in what      outline.py
→ drop_lists        numbered lists are items, not sections                        lists.py
→ split_heading     where a heading ends and its body begins                      headings.py
→ find_items        一是…二是…, 第一，…, ——…, （1）… inside a section              items.py
→ sentence_spans    sentences, cut at headings and items                          sentences.py
→ parse             the tree                                                      tree.py
"""

from rag.parsing.sentences import sentence_spans
from rag.parsing.tree import parse

__all__ = ["parse", "sentence_spans"]
