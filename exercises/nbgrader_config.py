"""The exercises are an nbgrader course: run nbgrader's commands in this folder."""

c = get_config()

c.CourseDirectory.course_id = "nqpf"

# A learner's machine may be slow; a loop that never ends must still end.
c.Execute.timeout = 60

# Answers and tests of others may run on the same machine.
c.KernelManager.transport_encryption = "auto"
