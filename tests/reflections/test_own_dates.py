"""What an extension and a grace change for her who submits, and for nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotNow
from curriculum.models import Release
from reflections import queries
from reflections.actions import submitting
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(world):
    """The reflection was due two hours ago."""

    def make_due(**fields):
        Release.objects.filter(pk=world.release.pk).update(due_at=make.ago(hours=2), **fields)

    return make_due


def extend(world, **fields):
    return make.extension(
        release=world.release, person=world.asha, granted_by=world.ekdal, **fields
    )


def submit(world, person, entry):
    named = {reader.key for reader in queries.room(person, entry.pk).readers}
    return submitting.submit(
        entry=entry, by=person, revision=entry.draft.revision, named=named, attested=True
    )


@pytest.mark.parametrize(
    ("grace", "extended", "late"),
    [(0, False, True), (1, False, True), (3, False, False), (0, True, False)],
)
def test_late_is_only_after_her_own_date_and_the_grace(world, due, grace, extended, late):
    due(grace_hours=grace)
    if extended:
        extend(world)
    assert submit(world, world.asha, world.entries["draft"]).is_late is late


def test_another_students_extension_is_not_hers(world, due):
    due()
    extend(world)
    ben = make.entry(author=world.ben, release=world.release)
    assert submit(world, world.ben, ben).is_late


def test_more_time_reaches_past_the_closing_for_her_alone(world, due):
    due(closes_at=make.ago(hours=1))
    extend(world)
    ben = make.entry(author=world.ben, release=world.release)
    with pytest.raises(NotNow):
        submit(world, world.ben, ben)
    assert queries.next_reflection(world.ben) is None
    assert queries.next_reflection(world.asha).release == world.release
    assert not submit(world, world.asha, world.entries["draft"]).is_late


def test_an_extension_that_is_over_closes_for_her_too(world, due):
    due(closes_at=make.ago(hours=1))
    made = extend(world)
    type(made).objects.filter(pk=made.pk).update(due_at=make.ago(minutes=1))
    with pytest.raises(NotNow):
        submit(world, world.asha, world.entries["draft"])


def test_an_extension_is_never_earlier_than_what_everybody_has(world):
    """The release was moved later than the time she had been given."""
    made = extend(world)
    type(made).objects.filter(pk=made.pk).update(due_at=make.ago(days=1))
    assert not submit(world, world.asha, world.entries["draft"]).is_late


def test_her_pages_say_the_date_who_gave_it_and_the_grace(world, client_for):
    Release.objects.filter(pk=world.release.pk).update(grace_hours=24)
    extend(world)
    client, slug = client_for(world.asha), world.release.version.module.slug
    lesson = make.reflection_of(world.release)
    pages = {
        "home": reverse("home"),
        "modules": reverse("module_list"),
        "module": reverse("module", args=[slug]),
        "lesson": reverse("lesson", args=[slug, lesson.slug]),
        "writing": reverse("entry_write", args=[world.entries["draft"].pk]),
    }
    for name, url in pages.items():
        page = client.get(url).content.decode()
        assert "extended for you by Dr Ekdal" in page, name
        assert "24 hours’ grace" in page, name
        others = client_for(world.ben).get(url).content.decode()
        assert "extended for you" not in others, name


def test_the_date_is_said_in_the_readers_zone(world, client_for):
    """23:59 in London is the next morning in Auckland."""
    world.asha.time_zone = "Pacific/Auckland"
    world.asha.save()
    made = extend(world)
    slug = world.release.version.module.slug
    page = client_for(world.asha).get(reverse("module", args=[slug])).content.decode()
    local = made.due_at.astimezone(timezone.zoneinfo.ZoneInfo("Pacific/Auckland"))
    assert local.date() == made.due_on + timedelta(days=1)
    assert f'datetime="{local.isoformat(timespec="minutes")}"' in page
