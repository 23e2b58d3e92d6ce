"""Export and import in the admin: a look first, then all of it or nothing."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import AuditEvent
from curriculum import package
from curriculum.actions import loading, publishing
from curriculum.actions.loading import load
from curriculum.models import Competency, Course, CourseTeam, Framework, ModuleVersion
from tests import make
from tests.curriculum.packages import counts, whole, zipped

pytestmark = pytest.mark.django_db
IMPORT = "/admin/curriculum/course/import/"


def upload(client, file):
    file.seek(0)
    file.name = "package.zip"
    return client.post(IMPORT, {"package": file})


def hidden(answer):
    found = re.findall(r'name="(package|expected)" value="([0-9a-f]+)"', answer.content.decode())
    return dict(found) | {"apply": "1"}


def apply(client, facts):
    answer = client.post(IMPORT, facts)
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def waiting(person):
    """Return the uploads of this person that wait for a word."""
    return sorted((Path(settings.MEDIA_ROOT) / "incoming").glob(f"{person.pk}-*"))


@pytest.fixture
def course(world):
    """Return a course loaded from the small package; cleo is in its team."""
    made = load(package.read(zipped())).course
    make.course_team(course=made, person=world.cleo)
    return made


def changed():
    files = whole()
    name = "01-two-languages/module.yaml"
    files[name] = files[name].replace(b"Say it.", b"Say it twice.")
    return zipped(files)


def test_a_keeper_looks_and_then_applies(world, client_for):
    client = client_for(world.ivo)
    before = counts(), AuditEvent.objects.count()
    answer = upload(client, zipped())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The course is new here." in page
    assert "new: version 1" in page
    assert (counts(), AuditEvent.objects.count()) == before
    assert len(waiting(world.ivo)) == 1
    page = apply(client, hidden(answer))
    assert page.index("<li>Two Languages: new: version 1</li>") < page.index("All of it is kept")
    assert page.rstrip().endswith("</html>")
    course = Course.objects.get(slug="compassion")
    assert reverse("admin:curriculum_course_change", args=[course.pk]) in page
    owner = CourseTeam.objects.get(course=course)
    assert (owner.person, owner.role) == (world.ivo, "owner")
    assert not waiting(world.ivo)
    assert "nothing to do" in upload(client, zipped()).content.decode()


def test_the_course_that_comes_along_is_brought_in_from_the_page(
    world, client_for, tmp_path, monkeypatch
):
    small = tmp_path / "compassion"
    small.write_bytes(zipped().getvalue())
    monkeypatch.setattr(package, "STARTER_COURSE", small)
    client, before = client_for(world.ivo), counts()
    assert "The course that comes along" in client.get(IMPORT).content.decode()
    answer = client.post(IMPORT, {"starter": "1"})
    assert "The course is new here." in answer.content.decode()
    # Whoever builds another course adds none to the school.
    hana = client_for(world.hana)
    assert "comes along" not in hana.get(IMPORT).content.decode()
    assert hana.post(IMPORT, {"starter": "1"}).status_code == 422
    assert counts() == before
    assert "All of it is kept" in apply(client, hidden(answer) | {"package": "starter"})
    assert small.exists()
    assert "comes along" not in client.get(IMPORT).content.decode()


def test_a_school_without_a_course_is_led_to_it(db, client_for):
    ada = make.person()
    make.appointment(person=ada)
    said = "Bring in the course that comes along"
    assert said in client_for(ada).get("/admin/curriculum/course/").content.decode()
    make.course()
    assert said not in client_for(ada).get("/admin/curriculum/course/").content.decode()


def test_the_team_changes_its_own_course_and_no_other(world, client_for, course):
    client = client_for(world.cleo)
    edited = publishing.edit(module=course.modules.get(), by=world.cleo)
    answer = upload(client, changed())
    page = answer.content.decode()
    assert "changed: it gets version 2, beside the earlier ones" in page
    assert "The unpublished version stays as it is." in page
    assert "All of it is kept" in apply(client, hidden(answer))
    assert ModuleVersion.objects.get(number=2, module__course=course).published_by == world.cleo
    assert ModuleVersion.objects.get(pk=edited.pk).number is None
    CourseTeam.objects.filter(person=world.cleo, course=course).delete()
    answer = upload(client, zipped(whole()))
    assert answer.status_code == 422
    assert "Only those who build this course" in answer.content.decode()
    assert not waiting(world.cleo)


def test_only_an_owner_adds_to_the_frameworks_of_the_school(world, client_for, course):
    files = whole()
    name = "01-two-languages/module.yaml"
    files[name] = files[name].replace(b"ours A1", b"new-ours A1")
    files["frameworks.yaml"] = files["frameworks.yaml"].replace(b"slug: ours", b"slug: new-ours")
    there = Framework.objects.count(), Competency.objects.count()
    answer = upload(client_for(world.cleo), zipped(files))
    assert answer.status_code == 422
    assert "frameworks.yaml" in answer.content.decode()
    assert (Framework.objects.count(), Competency.objects.count()) == there
    course.team.filter(person=world.cleo).update(role="owner")
    assert upload(client_for(world.cleo), zipped(files)).status_code == 200


def test_faults_are_listed_by_file_and_line_and_nothing_is_kept(world, client_for):
    files = whole()
    name = "01-two-languages/01-art.md"
    files[name] = files[name].replace(b"kind: art", b"kind: <b>painting</b>")
    before = counts()
    answer = upload(client_for(world.ivo), zipped(files))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"<td>{name}</td>" in page
    assert "<td>4</td>" in page
    assert "<td>kind</td>" in page
    assert "“&lt;b&gt;painting" in page
    assert (counts(), waiting(world.ivo)) == (before, [])
    answer = upload(client_for(world.ivo), io.BytesIO(b"no zip at all"))
    assert "neither a folder nor a zip" in answer.content.decode()


def test_what_changed_meanwhile_is_not_run_over(world, client_for, course):
    client = client_for(world.cleo)
    facts = hidden(upload(client, changed()))
    load(package.read(changed()))
    before = counts()
    page = apply(client, facts)
    assert "Nothing was loaded." in page
    assert "Something changed here meanwhile" in page
    assert counts() == before


@pytest.mark.parametrize("stolen", ["", "../../etc/passwd", "0" * 64])
def test_an_upload_is_its_owners_alone(world, client_for, course, stolen):
    facts = hidden(upload(client_for(world.cleo), changed()))
    before = counts()
    other = facts if not stolen else facts | {"package": stolen}
    page = apply(client_for(world.ivo), other)
    assert "not here any more" in page
    assert counts() == before


def test_a_second_apply_does_nothing(world, client_for, course):
    client = client_for(world.cleo)
    facts = hidden(upload(client, changed()))
    apply(client, facts)
    before = counts()
    assert "not here any more" in apply(client, facts)
    assert counts() == before


def test_whoever_leaves_in_the_middle_leaves_nothing_behind(world, course):
    before = counts()
    steps = loading.load_in_steps(package.read(changed()), by=world.cleo)
    assert next(steps).state == "changed"
    assert counts() != before
    steps.close()
    assert counts() == before


def test_only_those_who_build_import_or_export(world, client_for, course):
    export = reverse("admin:curriculum_course_export", args=[course.pk])
    for person in (world.asha, world.ekdal, world.farid, world.omar):
        client = client_for(person)
        assert client.get(export).status_code in {302, 403, 404}
        if person != world.omar:  # he builds another course, and may look for its package
            assert client.get(IMPORT).status_code in {302, 403, 404}
            assert upload(client, changed()).status_code in {302, 403, 404}
    assert upload(client_for(world.omar), changed()).status_code == 422
    answer = client_for(world.cleo).get(export)
    assert answer["Content-Disposition"] == 'attachment; filename="compassion.zip"'
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert "compassion/course.yaml" in archive.namelist()
    edited = publishing.edit(module=course.modules.get(), by=world.cleo)
    ModuleVersion.objects.filter(pk=edited.pk).update(title="Under the pen")
    for query, is_there in (("", False), ("?edited=1", True)):
        data = b"".join(client_for(world.cleo).get(export + query))
        read = package.read(io.BytesIO(data))
        assert (read.modules[0].title == "Under the pen") is is_there


def test_a_course_without_a_published_module_says_so(world, client_for):
    course = make.course(owner=world.hana)
    url = reverse("admin:curriculum_course_export", args=[course.pk])
    answer = client_for(world.hana).get(url, follow=True)
    assert "No module of this course is published yet." in answer.content.decode()
