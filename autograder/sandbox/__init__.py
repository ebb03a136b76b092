"""Processes that run what students wrote, and the walls around them.

`Zygote` keeps an interpreter in which a course's imports are done, once for all
engines. Each engine's `Warm` is a fork of it, and forks in turn a pair for each
submission: the student's process and the judge, each behind walls of its own. A judge
that says that it is as it was may stay for the next submission.
"""

from autograder.sandbox.limits import Ending, Limits
from autograder.sandbox.warm import Pair, Warm
from autograder.sandbox.zygote import Zygote

__all__ = ["Ending", "Limits", "Pair", "Warm", "Zygote"]
