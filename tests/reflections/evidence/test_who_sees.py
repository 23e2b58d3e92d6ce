"""Who may see the evidence, asked at each request; and that no word of anybody's is in it."""

import re

from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment, Cohort, Membership
from tests import make
from tests.reflections.evidence import school
from tests.reflections.evidence.test_report import FILES

WRITTEN = re.compile(rb"(?:WORDS|TITLE|REPLY|REMARK|MESSAGE)-\w+")


def test_it_opens_to_those_in_charge_of_a_cohort_and_to_nobody_by_a_flag(world, client_for) -> None:
    url = reverse("evidence")
    opens = {}
    for name, person in world.people.items():
        answer = client_for(person).get(url)
        opens[name] = answer.status_code
        if answer.status_code == 200:
            mine = Cohort.objects.visible_to(person, "progress")
            assert {one.pk for one in answer.context["choice"].cohorts} == {o.pk for o in mine}
    assert {name for name, code in opens.items() if code == 200} == {"hana", "omar", "ivo"}
    assert opens.pop("sam") == 302
    assert set(opens.values()) == {200, 404}
    # The relationship ends, and with it the page.
    Membership.objects.filter(person=world.hana).update(ends_at=timezone.now())
    Appointment.objects.filter(person=world.ivo).update(ends_at=timezone.now())
    assert [client_for(one).get(url).status_code for one in (world.hana, world.ivo)] == [404, 404]


def test_it_is_linked_for_those_who_may(world, client_for) -> None:
    link = f'href="{reverse("evidence")}'
    for name, pages in {"hana": ("home", "cohort_list"), "ivo": ("home", "cohort_list")}.items():
        client = client_for(world.people[name])
        for page in pages:
            assert link in client.get(reverse(page)).content.decode(), (name, page)
    hers = reverse("cohort_progress", args=[world.juniper.slug])
    assert link in client_for(world.hana).get(hers).content.decode()
    assert link not in client_for(world.farid).get(reverse("home")).content.decode()


def test_no_sentence_of_anybodys_is_in_a_page_or_file(db, client_for) -> None:
    """Every item, with and without a choice, over seeded phrases in every kind of text."""
    led = school.led()
    for student in led.students:
        version = led.write(student, led.release.due_at)
        led.answer(version, school.LONG, 2)
        make.remark(version=version, author=led.mentor, body="REMARK-said")
        make.message(version=version, author=student, body="MESSAGE-back")
    administrator = make.person(name="Ivo")
    make.appointment(person=administrator)
    for person in (led.lead, administrator):
        client = client_for(person)
        for asked in ({}, {"site": "Harbour"}, {"cohort": led.cohort.slug}):
            bodies = [client.get(reverse("evidence"), asked).content]
            for item in FILES:
                answer = client.get(reverse("evidence_table", args=[item]), asked)
                bodies.append(b"".join(answer.streaming_content))
            for body in bodies:
                assert not WRITTEN.search(body)
                assert not any(student.name.encode() in body for student in led.students)
            assert b"100 %" in bodies[0]
