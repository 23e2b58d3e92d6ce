"""The portal as it runs in life: the documented server, production's settings, HTTP from outside.

What tests/durability, tests/load and the backup's tests stand on. Nothing here imports Django but
``people``, which runs in a process of its own.
"""
