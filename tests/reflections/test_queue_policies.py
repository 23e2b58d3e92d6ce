"""Who may see what a queue remembers: as far as the words it is about, and no further."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Conflict, Evaluating
from reflections.models import Acknowledgement, Claim, Version, VersionAsk, VersionText
from tests import make


def _seen(model, world, action="read"):
    """Return who may, by name and version."""
    return {
        (name, pk)
        for name, person in world.people.items()
        for pk in model.objects.visible_to(person, action).values_list("version", flat=True)
    }


def test_an_ask_is_read_by_whoever_reads_the_words(world):
    VersionAsk.objects.bulk_create(
        VersionAsk(version=one, body="Listen") for one in Version.objects.all()
    )
    world.juniper.lead_reads = True
    world.juniper.save()
    make.grant(asked_by=world.ivo, entry=world.entries["nobody"], decided_by=world.tuva)
    before = _seen(VersionAsk, world)
    assert before == _seen(VersionText, world)
    assert {name for name, _version in before} == {"asha", "ekdal", "noma", "hana", "ivo"}
    Conflict.objects.create(one=world.asha, other=world.ekdal)
    make.evaluating(evaluator=world.noma, student=world.asha, cohort=world.juniper)
    after = _seen(VersionAsk, world)
    assert after == _seen(VersionText, world)
    assert {name for name, _version in after} == {"asha", "hana", "ivo"}


def test_what_was_said_and_who_writes_is_for_those_who_may_answer(world):
    version = world.entries["covered"].versions.get()
    for person in (world.ekdal, world.noma):
        Acknowledgement.objects.create(
            version=version, person=person, answer_by=timezone.localdate()
        )
    until = timezone.now() + timedelta(minutes=9)
    Claim.objects.create(version=version, person=world.noma, until=until)

    def names(model, action="read"):
        return {name for name, _version in _seen(model, world, action)}

    def mine():
        """Return who may take back which word."""
        rows = Acknowledgement.objects
        return {
            (name, one.person.name)
            for name, person in world.people.items()
            for one in rows.visible_to(person, "take_back")
        }

    assert names(Acknowledgement) == {"asha", "ekdal", "noma"}
    assert names(Claim) == {"ekdal", "noma"}
    assert mine() == {("ekdal", "Dr Ekdal"), ("noma", "Dr Noma")}
    Conflict.objects.create(one=world.asha, other=world.ekdal)
    assert (names(Acknowledgement), names(Claim)) == ({"asha", "noma"}, {"noma"})
    assert mine() == {("noma", "Dr Noma")}
    make.evaluating(evaluator=world.noma, student=world.asha, cohort=world.juniper)
    assert (names(Acknowledgement), names(Claim), mine()) == ({"asha"}, set(), set())
    Evaluating.objects.all().delete()
    Conflict.objects.all().delete()
    version.readers.update(until=timezone.now())
    assert (names(Acknowledgement), names(Claim), mine()) == ({"asha"}, set(), set())
