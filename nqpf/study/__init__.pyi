from .hints import hint
from .overview import (
    LessonProgress,
    Progress,
    progress,
    progress_table,
    progress_text,
    record_passes,
)
from .predictions import predict
from .recalls import recall
from .reveals import reveal
from .seeds import own_seed
from .solutions import solution

__all__ = [
    "LessonProgress",
    "Progress",
    "hint",
    "own_seed",
    "predict",
    "progress",
    "progress_table",
    "progress_text",
    "recall",
    "record_passes",
    "reveal",
    "solution",
]
