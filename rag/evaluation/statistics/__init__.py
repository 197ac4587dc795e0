"""What a difference of two runs is worth: pure functions over the cases of both, paired.

samples       values of cases summed up by cluster, for both runs
bootstrap     confidence intervals (BCa, clusters drawn)
significance  whether chance would do (labels swapped by cluster, McNemar); Holm's correction
effects       standard error of a difference, and the smallest one that would have been seen
single        the interval of one run's share
simulation    runs with known differences and noise, for measuring the rest
"""

from rag.evaluation.statistics.bootstrap import Interval, bca_interval
from rag.evaluation.statistics.effects import smallest_effect, standard_error
from rag.evaluation.statistics.samples import PairedClusters, PairedValue
from rag.evaluation.statistics.significance import Chance, chance_of, holm, mcnemar, swap_test
from rag.evaluation.statistics.single import pass_rate_interval, share_interval, wilson_interval

__all__ = [
    "Chance",
    "Interval",
    "PairedClusters",
    "PairedValue",
    "bca_interval",
    "chance_of",
    "holm",
    "mcnemar",
    "pass_rate_interval",
    "share_interval",
    "smallest_effect",
    "standard_error",
    "swap_test",
    "wilson_interval",
]
