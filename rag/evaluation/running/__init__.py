"""A suite run: its cases chosen, asked in this process, in several or in threads, and made into a run.

options     how it is run
reaching    how models are reached
choosing    which of the cases
asking      one case, asked through the service and scored
facts       the manifest
crews       who asks: this process, others beside it, threads
journal     what has come back so far, for whoever goes on after a crash
running     all of it
"""

from rag.evaluation.running.options import EXTRACTIVE, Mode, RunOptions, Shard
from rag.evaluation.running.running import OnProgress, dataset_of, result_of, run_suite

__all__ = ["EXTRACTIVE", "Mode", "OnProgress", "RunOptions", "Shard", "dataset_of", "result_of", "run_suite"]
