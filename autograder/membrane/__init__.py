"""Between the student's process and the judge: what crosses, and what stays.

Plain data cross as copies; a copy that can change is kept equal to its twin on the
other side. Everything else stays where it is and is used through a stand-in.

==============  ====================================================================
`channel`       messages over a socket, with a deadline
`crossing`      a value as a message: data, twins, stand-ins
`describe`      what is told of a function, a class or an object that stays
`remote`        the stand-ins that are built from that
`policy`        what a stand-in may answer, so that no object can lie in a test
`peer`          asking the other side, and answering it
==============  ====================================================================
"""
