"""A scenario of the library, with a canary in everything that its players are to find out."""

from django.urls import reverse

from config.probe.manifest import canary
from config.probe.people import World, admin_of
from config.probe.teaching import Taught
from curriculum import scenario_document as doc
from curriculum.actions import scenarios
from curriculum.models import FacilitatorGuide, RoleBrief, Scenario

SLUG = "at-the-door"


class _Marks(dict[str, str]):
    """Canaries by the name of what they stand in; asked for, they are made."""

    def __missing__(self, name: str) -> str:
        self[name] = canary()
        return self[name]


def load(world: World, taught: Taught) -> None:
    """Put one into the library, and one that is not out."""
    boss = world["administrator"]
    marks = _Marks()
    scenario = Scenario(course=taught.course, slug=SLUG, position=1)
    scenarios.write(scenario, _document(marks))
    edition = scenarios.publish(scenario=scenario, by=boss, note="The first.")
    page = reverse("admin:curriculum_scenario_edition", args=[scenario.pk, edition.number])
    shown = [reverse(name, args=[SLUG]) for name in ("scenario", "scenario_print")]
    roles = [url for role in scenario.roles.all() for url in admin_of(role)]
    world.manifest.add(
        "scenario edition", edition, state="published", canaries=dict(marks),
        urls=[*shown, page, *roles, *admin_of(scenario)],
    )  # fmt: skip
    later = _Marks()
    hidden = Scenario.objects.get(slug="not-there-yet")
    guide = FacilitatorGuide(scenario=hidden, setup=later["setup"])
    scenarios.keep_part(part=guide, by=boss)
    world.manifest.add(
        "facilitator guide", guide, state="not published", canaries=dict(later),
        urls=admin_of(hidden),
    )  # fmt: skip


def _document(marks: _Marks) -> doc.Document:
    texts = {
        field.name: marks[field.name]
        for field in RoleBrief._meta.concrete_fields
        if field.name not in {"id", "role", "will_ask", "do_not"}
    }
    brief = doc.Brief(
        **texts,
        will_ask=(marks["will_ask"],),
        do_not=(marks["do_not"],),
        facts=(doc.Fact("earned", marks["fact_when"], marks["fact"]),),
        cues=(doc.Cue("escalates", marks["cue"]),),
    )
    guide = {
        field.name: marks[f"guide_{field.name}"]
        for field in FacilitatorGuide._meta.concrete_fields
        if field.name not in {"id", "scenario"}
    }
    return doc.Document(
        slug=SLUG,
        title="At the door",
        kind="roleplay",
        summary="Opening, silence",
        skill="Listening",
        setting="Clinic",
        you_are="a student.",
        aims=("Listen.",),
        door="A man of 47, tired.",
        minutes_play=5,
        roles=(
            doc.Role("student", "The student", "learner"),
            doc.Role("mr-calder", "Mr Calder", "patient", brief=brief),
        ),
        checklist=(doc.Item(marks["item"], marks["sounds_like"]),),
        steps=(doc.Step("derole", "Out of the role", 2, marks["script"]),),
        debrief=(doc.Question("player", marks["question"]),),
        variations=(doc.Variant("harder", marks["variation"]),),
        guide=doc.Guide(**guide),
    )
