"""Deliberate defects of the product, each of which the evaluation has to notice and to put down to its stage."""
