"""A suite run under many settings, to see what each buys and costs.

plan        a sweep file: the settings that are varied, as a grid or one by one
sweeping    every variant run; reports that are read and embedded alike are taken in once
table       quality, time and tokens of each, and which of them no other beats in all
plot        the same as a picture (SVG)
"""
