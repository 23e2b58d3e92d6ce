"""docs/packages.md: its example is a package, and it knows every field."""

import re
from pathlib import Path

from django.conf import settings

from curriculum import package
from curriculum.package import files, reader, writer
from curriculum.package.fields import Fields
from tests.curriculum.packages import zipped

DOCUMENT = (Path(settings.BASE_DIR) / "docs/packages.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


def example():
    return {name: text.encode() for name, text in EXAMPLE.findall(DOCUMENT)}


def test_the_example_is_a_whole_package_that_loses_nothing():
    assert len(example()) == 6
    read = package.read(zipped(example()))
    assert (read.slug, read.unused) == ("being-with-people", ())
    (module,) = read.modules
    assert module.objectives[0].competencies == ("ours 4.1",)
    assert [lesson.kind for lesson in module.lessons] == ["reading", "circle", "reflection"]
    assert module.lessons[0].objectives == (1, 2)
    again = dict(writer.files_of(read))
    assert package.read(zipped(again)).modules[0].sha256 == module.sha256


def test_every_field_of_a_lesson_is_in_the_document(monkeypatch):
    asked = set()
    take = Fields._take

    def noting(self, name):
        if self.file.endswith(".md") and not self.at:
            asked.add(name)
        return take(self, name)

    monkeypatch.setattr(Fields, "_take", noting)
    package.read(zipped(example()))
    assert len(asked) > 20
    assert [name for name in sorted(asked) if not re.search(rf"`{name}[`:]", DOCUMENT)] == []


def test_the_limits_are_those_of_the_code():
    for words in (
        f"{files.MOST_FILES:,} files",
        f"{files.MOST_BYTES // 1024 // 1024} MB in all",
        f"{files.MOST_FILE_BYTES // 1024 // 1024} MB in one",
        f"{reader.MOST_TEXT // 1024} KB of text",
    ):
        assert words in DOCUMENT.replace("\n", " "), words
    assert (files.DEEPEST, files.MOST_RATIO) == (3, 200)
