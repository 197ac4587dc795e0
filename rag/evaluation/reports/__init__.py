"""What a run, or the difference of two, looks like to those who read it: `of_run` and `of_comparison` of each module.

markdown     for a pull request: the verdict first
junit        for what reads test results
annotations  for GitHub: a failed case at its line of the suite
html         one file with everything in it, for a browser
files        any of these by the name of its format
words        what all of them say, in both languages
"""
