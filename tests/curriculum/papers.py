"""A scenario with everything in it, each hidden part in words that stand nowhere else."""

from typing import Any

from curriculum import scenario_document as documents
from curriculum.models import Scenario, ScenarioEdition
from curriculum.scenario_document import (
    Brief,
    Cue,
    Document,
    Fact,
    Guide,
    Item,
    Question,
    Role,
    Round,
    Step,
    Variant,
)
from tests import make

# Of each role's brief, words that its own sheet says and no other sheet does.
SECRETS = {
    "calder": ("nightshift", "sleepwheel", "jacketgrab", "leansin", "braveface", "bloodtest"),
    "wife": ("kitchenlight", "ringbox", "wifehush"),
    "senior": ("corridorwatch",),
}
# What only whoever runs it reads.
FOR_RUNNERS = (
    "chairstwo", "castgently", "watchwindow", "hintpause", "timeoutwords", "walkoutside",
    "pitfallrush", "scriptopen", "whenrun", "phonevariant",
)  # fmt: skip


def document(slug: str = "at-the-door", **fields: Any) -> Document:
    """Return it: a learner, two with briefs, an observer, a silent senior."""
    base: dict[str, Any] = {
        "slug": slug, "title": "At the door", "kind": "roleplay", "summary": "Opening, silence",
        "skill": "Listening", "setting": "Family clinic", "minutes_prepare": 3, "minutes_play": 5,
        "minutes_debrief": 10, "people_min": 4, "people_max": 6, "content_note": "Tiredness.",
        "you_are": "a student.", "door": "Mr Calder, 47. Booked for “tired”.",
        "aims": ("Wait before the second question.",), "safety": ("Nobody cries on cue.",),
        "questions": ("What did silence cost?",), "why": "Whymatters, to patients.",
        "not_assessed": "Medicine.", "references": ("Ospina 2019.",), "authors": "A. Author",
        "licence": "CC BY 4.0", "roles": ROLES, "checklist": CHECKLIST, "steps": STEPS,
        "debrief": DEBRIEF, "variations": (Variant("telephone", "Phonevariant."),),
        "guide": GUIDE,
    }  # fmt: skip
    return Document(**(base | fields))


ROLES = (
    Role("student", "The student", "learner", who="in the first year"),
    Role(
        "calder", "Mr Calder", "patient", who="47, warehouse shift-leader",
        brief=Brief(
            opening="It is probably nothing, says braveface.", background="Nightshift since May.",
            want="A bloodtest.", fear="That it is my head.", feels="Tired.",
            will_ask=("Is that all?",), do_not=("Do not cry.",), props="A cap.",
            alternative="Sit with your back turned.",
            facts=(
                Fact("freely", "", "Tired for five months."),
                Fact("if_asked", "asked about nights", "A job was cut."),
                Fact("earned", "only if he feels met", "Sleepwheel on Thursday."),
            ),
            cues=(
                Cue("escalates", "Jacketgrab."), Cue("softens", "Leansin."),
                Cue("body", "Looks at the door."), Cue("phrase", "I just said I’d come."),
            ),
        ),
    ),
    Role("wife", "Mrs Calder", "family", who="waits outside",
         brief=Brief(background="Kitchenlight at five. Ringbox.", want="Wifehush.")),
    Role("watch", "Observer", "observer", 2, "watches"),
    Role("senior", "The senior", "facilitator", who="silent unless called",
         brief=Brief(background="Corridorwatch.")),
)  # fmt: skip
CHECKLIST = (
    Item("Waits five seconds", "[silence]", is_shown=True),
    Item("Names a feeling", "Soundslike worry.", is_shown=False),
)
STEPS = (
    Step("prebrief", "Before", 5, "Scriptopen: who we are."),
    Step("play", "Play", 5, ""),
    Step("derole", "Step out", 2, "Shake it out."),
)
DEBRIEF = (
    Question("player", "Whenrun, the story?"),
    Question("player", "What would you redo?"),
    Question("observers", "Which words helped?"),
)
GUIDE = Guide(
    setup="Chairstwo.", casting="Castgently.", passive="Watchwindow.", hints="Hintpause.",
    time_out="Timeoutwords.", distress="Walkoutside.", pitfalls="Pitfallrush.",
)  # fmt: skip
ROUNDS = (Round(6, 3, "Your story.", "Say it back.", 10), Round(4, 0, "What you share."))


def published(*, course: Any, slug: str = "at-the-door", **fields: Any) -> Scenario:
    """Put it into a course's library, with an edition of it."""
    made = make.scenario(course=course, slug=slug, title="At the door")
    whole = document(slug, **fields)
    publish(made, whole)
    return made


def publish(scenario: Scenario, whole: Document) -> ScenarioEdition:
    """Freeze this document as the scenario's next edition."""
    return ScenarioEdition.objects.create(
        scenario=scenario,
        number=scenario.editions.count() + 1,
        document=documents.to_json(whole),
        sha256=documents.sha256(whole),
    )
