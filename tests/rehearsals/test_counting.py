"""What the evidence is told of rehearsals: ids to be counted of cohorts in charge, and no word."""

import ast

from django.urls import reverse

from accounts.models import Membership
from curriculum import rehearsed
from rehearsals.actions import casting, directing, joining, opening
from rehearsals.models import Rehearsal
from tests import make
from tests.house import source
from tests.rehearsals import rooms
from tests.rehearsals.test_dialogue import a_dialogue

COUNTING = source.ROOT / "rehearsals/queries/counting.py"


def close(w, room) -> None:
    directing.move(by=w.farid, rehearsal=room, to="derole")
    opening.close(by=w.farid, rehearsal=room)


def test_a_closed_rehearsal_is_told_with_who_played_and_who_watched(standing_world) -> None:
    w = standing_world
    third, fourth = rooms.students(w, 2)
    doc = rooms.document(skill="Listening", minutes_prepare=4, minutes_debrief=15)
    room = rooms.opened(w, w.asha, w.ben, third, fourth, doc=doc)
    rooms.cast(w, room, student=w.asha, calder=w.ben, watcher=third)
    rooms.lead_to(w, room, "play")
    assert rehearsed.held([w.juniper]) == []
    joining.leave(by=third, rehearsal=room)
    close(w, room)
    never = rooms.opened(w, doc=rooms.document(slug="never-begun"))
    opening.close(by=w.farid, rehearsal=never)
    (told,) = rehearsed.held([w.juniper])
    assert (told.scenario, told.skill, told.minutes) == (doc.title, "Listening", 24)
    # Whoever left is not there, nor is whoever was given no part.
    assert (told.played, told.observed) == ({w.asha.pk, w.ben.pk}, set())
    assert told.closed_at == Rehearsal.objects.get(pk=room.pk).closed_at
    assert rehearsed.held([w.rowan]) == []


def test_who_plays_once_and_watches_once_did_both_and_a_circle_is_played_by_all(
    standing_world, django_assert_num_queries
) -> None:
    w = standing_world
    people = [w.asha, w.ben, *rooms.students(w, 2)]
    room = rooms.opened(w, *people)
    rooms.cast(w, room, student=people[0], calder=people[1], watcher=people[2])
    rooms.lead_to(w, room, "play")
    directing.move(by=w.farid, rehearsal=room, to="derole")
    casting.rotate(by=w.farid, rehearsal=room)
    rooms.lead_to(w, room, "play")
    close(w, room)
    circle = rooms.opened(w, *people, doc=a_dialogue(slug="circle", roles=(), people_min=4))
    casting.draw_fairly(by=w.farid, rehearsal=circle, groups=1)
    rooms.lead_to(w, circle, "play")
    close(w, circle)
    with django_assert_num_queries(2):
        first, second = rehearsed.held([w.juniper])
    both = first.played & first.observed
    assert both
    assert first.people <= {one.pk for one in people}
    assert (second.played, second.observed) == ({one.pk for one in people}, set())


def test_the_page_and_the_file_show_eight_and_hold_back_seven(standing_world, client_for) -> None:
    w = standing_world
    people = [w.asha, *rooms.students(w, 6)]
    lead = client_for(w.hana)

    def play() -> None:
        room = rooms.opened(w, *people, doc=a_dialogue(slug="c", roles=(), people_min=4))
        casting.draw_fairly(by=w.farid, rehearsal=room, groups=1)
        rooms.lead_to(w, room, "play")
        close(w, room)

    play()
    item = lead.get(reverse("evidence")).context["report"].items[4]
    assert (item.number, [row.cells[2:] for row in item.rows]) == (5, [[None] * 6])
    people.append(w.ben)
    play()
    answer = lead.get(reverse("evidence_table", args=["roleplay"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Juniper,Dialogue,2,1,0.2,8,8,0" in text
    assert not any(one.name in text or str(one.pk) in text for one in people)
    assert "Dialogue" in lead.get(reverse("evidence")).content.decode()
    for other in (w.farid, w.asha):
        assert client_for(other).get(reverse("evidence")).status_code == 404
    assert "Dialogue" not in client_for(w.omar).get(reverse("evidence")).content.decode()
    # Leaving the cohort later changes nothing.
    Membership.objects.filter(person=w.asha, cohort=w.juniper).update(ends_at=make.ago(days=0))
    assert rehearsed.held([w.juniper])[0].people == {one.pk for one in people[:7]}


def test_a_role_play_is_ticked_for_those_who_were_there_to_the_end(
    standing_world, client_for
) -> None:
    """The tick is theirs alone; on the module's page the way into the open room stands before."""
    w = standing_world
    lesson = make.lesson(
        version=w.release.version, kind="roleplay", title="Play it", scenario="the-yard-sign"
    )
    module = reverse("module", args=[w.release.version.module.slug])
    url = reverse("lesson", args=[w.release.version.module.slug, lesson.slug])
    room = rooms.opened(w, w.ben, doc=a_dialogue())
    Rehearsal.objects.filter(pk=room.pk).update(scenario=_renamed(room))
    asha, ben = client_for(w.asha), client_for(w.ben)
    assert "A room is open now" in asha.get(module).content.decode()
    assert reverse("rehearsal_join") in asha.get(url).content.decode()
    assert reverse("rehearsal", args=[room.pk]) in ben.get(url).content.decode()
    rooms.cast(w, room, sam=w.ben)
    rooms.lead_to(w, room, "play")
    close(w, room)
    for client, is_done in ((asha, False), (ben, True)):
        page = client.get(url)
        assert page.context["row"].is_done is is_done
        assert "A room is open now" not in page.content.decode()


def _renamed(room: Rehearsal):
    room.scenario.slug = "the-yard-sign"
    room.scenario.save()
    return room.scenario


def test_a_practice_says_where_it_is_and_is_done_by_a_tick(standing_world, client_for) -> None:
    w = standing_world
    lesson = make.lesson(version=w.release.version, kind="practice", title="Alone", scenario="x")
    module = w.release.version.module.slug
    client = client_for(w.asha)
    assert "Alone, whenever" not in client.get(reverse("module", args=[module])).content.decode()
    done = client.post(
        reverse("lesson_done", args=[module, lesson.slug]), {"release": w.release.pk}
    )
    assert done.status_code == 302
    page = client.get(reverse("lesson", args=[module, lesson.slug]))
    assert page.context["row"].is_done


def test_it_asks_for_ids_and_parts_of_those_cohorts_and_nothing_else() -> None:
    tree = ast.parse(COUNTING.read_text())
    filters = [
        {word.arg for word in call.keywords}
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "filter"
    ]
    bound = [{"group__rehearsal__in"}, {"cohort__in", "begun_at__isnull", "closed_at__isnull"}]
    assert sorted(filters, key=len) == bound
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert said & {"person__name", "text", "draft", "marks", "document", "body"} == set()
