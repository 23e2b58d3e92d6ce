"""Names on a page of the admin lead to their own pages where whoever reads them may open those."""

import re

import pytest

from accounts.admin.narrowed import admin_action
from tests import make
from tests.accounts.admin_scope import EVERY, path

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r'<div class="readonly">(.*?)</div>', re.DOTALL)


def shown(client, model, row):
    """Return what the page of a row only shows."""
    page = client.get(path(model, "change", row.pk), follow=True)
    assert page.status_code == 200, model
    return " ".join(SHOWN.findall(page.content.decode()))


def test_every_name_that_is_a_link_opens(standing_world, client_for):
    w = standing_world
    make.leave(person=w.ekdal)
    make.encounter(course=w.release.version.module.course, needs_sign_off=True)
    linked, plain = {}, {}
    for person in (w.hana, w.tuva):
        client = client_for(person)
        for model in EVERY:
            rows = model._default_manager.visible_to(person, admin_action(model))
            row = rows.exclude(pk=person.pk).first()
            if row is None:
                continue
            said = shown(client, model, row)
            for address in re.findall('href="([^"]+)"', said):
                if address not in linked:
                    linked[address] = client.get(address).status_code
            plain[person.name, model.__name__] = re.sub("<a .*?</a>|<.*?>", "", said)
    assert set(linked.values()) == {200}
    # A name without a link is said all the same; where she may go, she is led there.
    assert path(type(w.juniper), "change", w.juniper.pk) in linked
    assert w.release.version.module.course.title in plain["Dr Tuva", "Encounter"]
    assert {model for name, model in plain if name == "Prof Hana"} >= {
        "Membership", "Mentoring", "Cover", "Leave", "CourseTeam",
    }  # fmt: skip
