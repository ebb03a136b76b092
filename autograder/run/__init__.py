"""Running a notebook: the student's cells on one side, the tests on the other."""
