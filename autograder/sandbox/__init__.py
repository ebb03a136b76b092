"""Processes that run what students wrote, and the walls around them.

`Warm` keeps an interpreter in which a course's imports are done, and forks from it a
pair for each submission: the student's process and the judge, each behind walls of
its own. A judge that says that it is as it was may stay for the next submission.
"""

from autograder.sandbox.limits import Ending, Limits
from autograder.sandbox.warm import Pair, Warm

__all__ = ["Ending", "Limits", "Pair", "Warm"]
