"""The benchmark: pages as multiples of a bare Django page, measured in one interleaved run.

``make bench``, or ``python -m tests.bench [--json] [--rounds N] [--profile PAGE]``. Absolute times
say more about the machine than about the code; a ratio within one run says what a page costs.
"""
