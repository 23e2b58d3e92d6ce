"""Evidence for those who look at the programme from outside: figures, never anybody's words.

Everything shown is a sum of *blocks*: one piece of work of one cohort, at one site or at several
put together, among eight people or more, counted as it stood four weeks after it was due. Which
blocks there are does not depend on what is asked for, so no two pages, files or days can be
subtracted to a smaller group (docs/evidence.md, decision 0026).
"""
