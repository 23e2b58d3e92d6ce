"""The pieces of the demo school. Each is made once and then left alone, whatever people do to it.

What they load is in ``curriculum/starter``: the course, and ``demo/`` with the people and what
they have written.
"""
