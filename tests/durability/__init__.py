"""Is an acknowledged save ever lost? ``make durability`` kills the portal to find out.

Sixteen people write to the real server over HTTP. It is killed with SIGKILL, again and again, at
moments nobody chose, and on PostgreSQL the cluster is restarted in immediate mode (without a
checkpoint) under it. After each blow the database is read from outside and held against what the
writers were told. SIGKILL cannot show whether a save waits for the disk, so with one writer the
calls that wait for it are counted as well (design: security.md, LB5).

    python -m tests.durability [--runs N] [--writers N] [--saves N] [--like URL] [--json]
"""
