"""A cohort as its members see it: each as much as their place lets them know."""

from html import unescape

import pytest
from django.utils import timezone

from accounts import queries
from accounts.models import Cover, Mentoring
from tests import make


def page(client, url="/cohorts/juniper/"):
    response = client.get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def roster(person, slug="juniper"):
    return queries.roster(person, queries.cohort(person).get(slug=slug))


def names(part):
    return [line.name for line in part.lines]


class TestFellowStudent:
    def test_sees_names_and_pronouns_and_no_roles(self, world):
        world.ekdal.pronouns = "he/him"
        world.ekdal.save()
        seen = roster(world.ben)
        (everybody,) = seen.parts
        assert everybody.role == ""
        assert names(everybody) == [
            "Asha", "Ben", "Dr Ekdal", "Dr Fox", "Dr Gita", "Dr Noma", "Farid", "Prof Hana",
        ]  # fmt: skip
        assert next(line.pronouns for line in everybody.lines if line.name == "Dr Ekdal")

    def test_sees_no_address_and_no_pairing_but_her_own(self, world, client_for):
        seen = page(client_for(world.asha))
        assert "Your mentor is Dr Ekdal." in seen
        assert "@example.org" not in seen
        assert "Dr Fox" in seen  # as a member, not as Ben's mentor
        assert roster(world.asha).my_mentors == ["Dr Ekdal"]
        lines = roster(world.asha).parts[0].lines
        assert {line.name: line.mentors for line in lines if line.mentors} == {"Asha": ["Dr Ekdal"]}
        assert roster(world.asha).without_mentor is None
        assert {line.email for line in lines} == {""}

    def test_sees_a_person_with_two_roles_once(self, world):
        make.membership(person=world.hana, cohort=world.juniper, role="mentor")
        assert names(roster(world.asha).parts[0]).count("Prof Hana") == 1

    def test_sees_the_pictures_of_those_who_have_one(self, world, client_for):
        world.ben.picture = "person/" + "0" * 32 + ".jpg"
        world.ben.save()
        seen = page(client_for(world.asha))
        assert seen.count("<img ") == 1
        assert f'<img src="/accounts/pictures/{world.ben.pk}/" alt="" loading="lazy"' in seen

    def test_does_not_see_who_left_nor_who_is_suspended(self, world):
        seen = names(roster(world.asha).parts[0])
        assert "Lena" not in seen
        assert "Sam" not in seen


class TestThoseWhoTeach:
    @pytest.mark.parametrize("who", ["ekdal", "farid"])
    def test_see_roles_but_no_address(self, world, client_for, who):
        seen = roster(getattr(world, who))
        assert [part.role for part in seen.parts] == ["lead", "mentor", "facilitator", "student"]
        assert "@example.org" not in page(client_for(getattr(world, who)))
        assert seen.without_mentor is None

    def test_a_mentor_learns_who_is_his_and_no_other_pairing(self, world, client_for):
        students = roster(world.ekdal).parts[-1]
        assert {line.name: bool(line.mentors) for line in students.lines} == {
            "Asha": True,
            "Ben": False,
        }
        assert page(client_for(world.ekdal)).count("yours to mentor") == 1

    def test_a_former_pairing_is_nobodys_business(self, world, client_for):
        assert "yours to mentor" not in page(client_for(world.gita))


class TestLeadAndKeepers:
    @pytest.mark.parametrize("who", ["hana", "ivo", "root"])
    def test_see_pairs_addresses_and_who_has_no_mentor(self, world, client_for, who):
        make.membership(person=make.person(name="Dana", joined_at=None), cohort=world.juniper)
        seen = page(client_for(getattr(world, who)))
        assert "with Dr Ekdal" in seen
        assert "with Dr Fox" in seen
        assert "mailto:asha@example.org" in seen
        assert "One student has no mentor." in seen
        assert "has not come in yet" in seen
        assert "may not sign in" in seen  # Sam, shown to those who can help

    def test_the_count_is_of_students_without_a_current_pairing(self, world):
        assert roster(world.hana).without_mentor == 0
        Mentoring.objects.filter(student=world.ben).update(ends_at=timezone.now())
        make.membership(person=make.person(), cohort=world.juniper)
        assert roster(world.hana).without_mentor == 2

    def test_an_ended_pairing_is_not_named(self, world):
        asha = next(line for line in roster(world.hana).parts[-1].lines if line.name == "Asha")
        assert asha.mentors == ["Dr Ekdal"]


class TestDoor:
    @pytest.mark.parametrize("who", ["chidi", "okoye", "omar", "tuva", "cleo", "lena"])
    def test_a_foreign_cohort_is_the_same_404_as_none(self, world, client_for, who):
        client = client_for(getattr(world, who))
        foreign, none = client.get("/cohorts/juniper/"), client.get("/cohorts/never-was/")
        assert foreign.status_code == none.status_code == 404
        bare = [r.content.replace(r.headers["X-Request-ID"].encode(), b"") for r in (foreign, none)]
        assert bare[0] == bare[1]

    def test_strangers_are_led_to_the_door_for_both_alike(self, world, client_for):
        for slug in ("juniper", "never-was"):
            response = client_for(None).get(f"/cohorts/{slug}/")
            assert response.headers["Location"] == f"/accounts/login/?next=/cohorts/{slug}/"

    def test_the_suspended_are_out_at_the_next_request(self, world, client_for):
        client = client_for(world.ben)
        assert client.get("/cohorts/juniper/").status_code == 200
        world.ben.is_active = False
        world.ben.save()
        assert client.get("/cohorts/juniper/").status_code == 302

    def test_it_is_only_read(self, world, client_for):
        assert client_for(world.hana).post("/cohorts/juniper/").status_code == 405


class TestList:
    @pytest.mark.parametrize(
        ("who", "seen"),
        [
            ("asha", ["Juniper"]),
            ("okoye", ["Rowan"]),
            ("hana", ["Juniper"]),
            ("ivo", ["Juniper", "Rowan"]),
            ("root", ["Juniper", "Rowan"]),
            ("lena", []),
            ("tuva", []),
        ],
    )
    def test_is_ones_own_cohorts_or_for_keepers_all(self, world, who, seen):
        assert sorted(c.name for c in queries.cohorts(getattr(world, who))) == seen

    def test_archived_ones_stand_on_a_page_of_their_own(self, world, client_for):
        make.cohort(name="Alder", archived_at=timezone.now())
        assert "Alder" not in page(client_for(world.ivo), "/cohorts/")
        assert "Alder" in page(client_for(world.ivo), "/archive/")
        assert "Administrators find every cohort" in page(client_for(world.hana), "/archive/")

    def test_an_empty_one_speaks_kindly(self, world, client_for):
        assert "You are in no cohort at the moment." in page(client_for(world.lena), "/cohorts/")

    def test_a_cohort_without_people_says_so(self, world, client_for):
        make.cohort(name="Empty", slug="empty")
        assert "Nobody is in this cohort yet." in page(client_for(world.ivo), "/cohorts/empty/")


def test_the_list_costs_the_same_for_one_and_three(world, client_for, django_assert_num_queries):
    """What those in charge see instead is counted in tests/reflections/test_glance.py."""
    client = client_for(world.farid)
    for _more in range(2):
        # Session, person, cohorts in charge (none), roles, cohorts.
        with django_assert_num_queries(5):
            client.get("/cohorts/")
        make.membership(person=world.farid, cohort=make.cohort(), role="facilitator")


def test_a_student_reads_who_covers_for_her_mentor_and_others_do_not(world, client_for):
    pair = Mentoring.objects.current().get(student=world.ben, cohort=world.juniper)
    cover = make.cover(mentoring=pair, cover=world.gita)
    said = "Dr Gita reads for your mentor from"
    assert said in page(client_for(world.ben), "/cohorts/juniper/")
    for other in (world.asha, world.fox, world.hana):
        assert said not in page(client_for(other), "/cohorts/juniper/")
    Cover.objects.filter(pk=cover.pk).update(ends_at=timezone.now())
    assert said not in page(client_for(world.ben), "/cohorts/juniper/")


@pytest.mark.parametrize(
    ("who", "queries"),
    # session, person, roles, cohort, members, pairs; who has a mentor there: her covers
    [("asha", 7), ("ekdal", 6), ("hana", 6)],
)
def test_a_roster_costs_the_same_for_few_and_many(
    world, client_for, django_assert_num_queries, who, queries
):
    client = client_for(getattr(world, who))
    client.get("/cohorts/juniper/")
    for _more in range(3):
        with django_assert_num_queries(queries):
            client.get("/cohorts/juniper/")
        student, mentor = make.person(), make.person()
        make.membership(person=student, cohort=world.juniper)
        make.membership(person=mentor, cohort=world.juniper, role="mentor")
        make.mentoring(mentor=mentor, student=student, cohort=world.juniper)
