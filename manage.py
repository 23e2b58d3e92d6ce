#!/usr/bin/env python
"""Run Django's command-line tool for the portal."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - Django's own order

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
