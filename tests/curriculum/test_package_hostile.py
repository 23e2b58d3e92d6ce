"""A malformed, hostile or enormous package is refused in a sentence and changes nothing."""

import io
import os
import struct
import time
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from curriculum import package
from curriculum.actions.loading import load
from curriculum.models import Course
from curriculum.package import files
from tests.curriculum.packages import picture, whole, written, zipped

COURSE = "course.yaml"
ART = "01-two-languages/01-art.md"


def refusal(source):
    with pytest.raises(package.PackageFaults) as caught:
        package.read(source)
    return str(caught.value)


def with_entry(info, data=b"x", **more):
    """Return a zip of the whole package and one more entry."""
    file = zipped()
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(info, data, **more)
    file.seek(0)
    return file


def patched(file, old, new):
    data = file.getvalue()
    assert old in data
    assert len(old) == len(new)
    return io.BytesIO(data.replace(old, new))


def entry(name, mode=0):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def locked():
    """Return a zip whose entries say they are locked with a password."""
    data = bytearray(zipped().getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            struct.pack_into("<H", data, place + at, 1)
            place = data.find(mark, place + 1)
    return io.BytesIO(bytes(data))


def many():
    return zipped(whole() | {f"01-two-languages/x{n}.md": b"" for n in range(files.MOST_FILES)})


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: with_entry("../../etc/passwd"), "leads out"),
        (lambda: with_entry("/etc/passwd"), "leads out"),
        (lambda: with_entry("C:/evil.md"), "leads out"),
        (lambda: with_entry("a/./b.md"), "leads out"),
        (lambda: with_entry("..\\evil.md"), "characters"),
        (lambda: patched(with_entry("evilXname.md"), b"evilXname", b"evil\x00name"), "characters"),
        (lambda: with_entry("a\u202egpj.md"), "characters"),
        (lambda: with_entry("a/b/c/d/e.md"), "too deep"),
        (lambda: with_entry("x" * 250 + ".md"), "too deep, or its name is too long"),
        (lambda: with_entry("COURSE.YAML"), "small and capital"),
        (lambda: patched(with_entry("Course.yaml"), b"Course.yaml", b"course.yaml"), "twice"),
        (lambda: with_entry(entry("link.md", 0o120777), b"/etc/passwd"), "link or a device"),
        (lambda: with_entry(entry("pipe", 0o010644)), "link or a device"),
        (lambda: with_entry("inner.zip"), "packed itself"),
        (lambda: with_entry("bomb.png", bytes(40_000_000)), "beyond measure"),
        (locked, "password"),
        (many, "one file too many"),
        (lambda: io.BytesIO(b"PK\x05\x06 no"), "neither a folder nor a zip"),
        (lambda: io.BytesIO(b""), "neither a folder nor a zip"),
        (lambda: "/nowhere/at/all.zip", "is missing"),
    ],
    ids=range(20),
)  # fmt: skip
def test_hostile_zips_are_refused_before_anything_is_read(made, says, monkeypatch):
    source = made()
    monkeypatch.setattr(package.Reader, "package", lambda self: pytest.fail("it was read"))
    assert says in refusal(source)


def test_sizes_that_lie_and_totals_that_grow_are_refused(monkeypatch):
    # A directory that says "small" of something large: what is read ends where it said.
    file = zipped()
    data = bytearray(file.getvalue())
    place = data.rfind(b"PK\x01\x02", 0, data.find(b"01-art.md", data.find(b"PK\x01\x02")))
    struct.pack_into("<I", data, place + 24, 7)
    assert "01-art.md" in refusal(io.BytesIO(bytes(data)))
    monkeypatch.setattr(files, "MOST_FILE_BYTES", 10)
    assert "is larger than" in refusal(zipped())
    monkeypatch.setattr(files, "MOST_FILE_BYTES", 10_000)
    monkeypatch.setattr(files, "MOST_BYTES", 500)
    assert "makes the package larger" in refusal(zipped())


def test_a_damaged_file_is_named():
    broken = bytearray(zipped().getvalue())
    place = broken.find(b"PK\x03\x04")
    broken[place + 30 + len(COURSE) + 5] ^= 0xFF
    assert "course.yaml: is damaged" in refusal(io.BytesIO(bytes(broken)))


def test_links_devices_and_depth_in_a_folder_are_refused(tmp_path):
    root = written(tmp_path / "package")
    (tmp_path / "secret").write_text("secret")
    for make in (
        lambda path: path.symlink_to(tmp_path / "secret"),
        lambda path: path.symlink_to(tmp_path),
        os.mkfifo,
    ):
        make(root / "odd.md")
        assert "odd.md: is a link or a device" in refusal(root)
        (root / "odd.md").unlink()
    (root / "a/b/c/d").mkdir(parents=True)
    assert "too deep" in refusal(root)


def test_what_systems_leave_behind_is_no_fault_and_one_folder_above_is_none_either():
    litter = {"__MACOSX/course.yaml": b"x", ".DS_Store": b"x", "01-two-languages/.DS_Store": b"x"}
    assert package.read(zipped(whole() | litter)).unused == ()
    assert package.read(zipped(above="compassion/")).slug == "compassion"


# ------------------------------------------------------------------ inside the files
@pytest.mark.parametrize(
    ("file", "data", "says"),
    [
        (COURSE, b"a: &a [x]\nb: [*a, *a]\n", "course.yaml:2: aliases are not taken"),
        (COURSE, b"a: " + b"[" * 100_000, "course.yaml:1: is nested too deeply"),
        (COURSE, b"a: " + b"x" * 600_000, "is too large"),
        (COURSE, b"? [a, b]\n: c\n", "course.yaml:1: a field’s name must be a word"),
        (COURSE, b"slug: !!python/object/apply:os.system [ls]\n", "course.yaml:1: could not"),
        (COURSE, "title: Café".encode("utf-16"), "is not UTF-8"),
        (COURSE, b"title: \x00\n", "course.yaml"),
        (COURSE, b"- just\n- a list\n", "must be a group of fields"),
        (ART, b"---\nkey: a\n", "has no second ---"),
        ("01-two-languages/picture.png", b"%!PS-Adobe-3.0 EPSF-3.0\n", "01-art.md:7: image"),
        ("01-two-languages/picture.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a"),
    ],
    ids=range(11),
)  # fmt: skip
def test_odd_texts_and_pictures_are_faults_with_their_line(file, data, says):
    before = time.monotonic()
    assert says in refusal(zipped(whole(**{file: data})))
    assert time.monotonic() - before < 8


def test_too_many_fields_and_too_many_faults_end_soon():
    lines = "".join(f"f{n}: 1\n" for n in range(50_000)).encode()
    assert "too large" in refusal(zipped(whole(**{COURSE: lines})))
    lines = "".join(f"f{n}: 1\n" for n in range(5_000)).encode()
    found = refusal(zipped(whole(**{COURSE: lines})))
    assert found.count("\n") <= 201
    assert "There is more" in found


def test_scripts_in_html_do_not_arrive():
    body = (
        b"---\nkey: a\nslug: a\nkind: reading\ntitle: A\nbody_format: html\n---\n"
        b"<p onclick='x()'>a<script>alert(1)</script><img src=x onerror=y>"
        b"<a href='javascript:z'>b</a></p><iframe src='//x'></iframe>"
    )
    (module,) = package.read(zipped(whole(**{ART: body}))).modules
    assert module.lessons[0].body == '<p>a<a rel="noopener noreferrer">b</a></p>'


# ------------------------------------------------------------------ nothing stays behind
def kept():
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


@pytest.mark.django_db
def test_a_load_that_fails_late_leaves_no_row_and_no_file(monkeypatch):
    before = kept()
    second = {
        "02-later/module.yaml": b"slug: later\ntitle: Later\nlessons: [01-a.md]\n",
        "02-later/01-a.md": (
            b"---\nkey: l\nslug: a\nkind: art\ntitle: A\nimage: p.png\nimage_description: A.\n---\n"
        ),
        "02-later/p.png": b"\x89PNG\r\n\x1a\n and no more",
    }
    made = whole() | second
    made[COURSE] = made[COURSE].replace(b"[01-two-languages]", b"[01-two-languages, 02-later]")
    with pytest.raises(package.PackageFaults, match=r"02-later/01-a.md: image: Please choose"):
        load(package.read(zipped(made)))
    assert not Course.objects.exists()
    assert kept() == before
    load(package.read(zipped()), dry=True)
    assert not Course.objects.exists()
    assert kept() == before
    load(package.read(zipped(whole(**{"01-two-languages/picture.png": picture("red")}))))
    assert len(kept()) == len(before) + 1
