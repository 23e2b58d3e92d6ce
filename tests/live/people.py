"""Make signed-in students in the configured database: ``python -m tests.live.people NUMBER``."""

import json
import sys

import django


def make_students(number: int) -> list[dict[str, str]]:
    """Make a cohort of students and a session for each."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up by now
    from django.test import Client  # noqa: PLC0415

    from tests import make  # noqa: PLC0415

    make.school()
    cohort = make.cohort(name="Juniper")
    accounts = []
    for n in range(number):
        student = make.person(name=f"Student {n}", email=f"s{n}@live.example", password="")
        make.membership(person=student, cohort=cohort)
        client = Client()
        client.force_login(student)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        accounts.append({"id": str(student.pk), "session": session})
    return accounts


if __name__ == "__main__":
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        made = make_students(int(sys.argv[1]))
    sys.stdout.write(json.dumps(made))
