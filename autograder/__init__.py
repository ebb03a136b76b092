"""Grading for any nbgrader course."""
