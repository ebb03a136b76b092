"""From what came of a submission to nbgrader's world: gradebook, notebooks, pages.

These modules import nbgrader, which takes a second or more; import them where they
are needed and not before.
"""
