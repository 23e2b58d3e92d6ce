"""``frameworks.yaml``: the lists of competencies that a course's objectives speak of."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from curriculum.models import Competency, Framework
from curriculum.models.competency import CODE
from curriculum.package.fields import Fields
from curriculum.package.parts import CompetencyPart, FrameworkPart

FILE = "frameworks.yaml"
MOST_FRAMEWORKS = 20
MOST_COMPETENCIES = 300


def _of(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


def read(fields: Fields) -> tuple[FrameworkPart, ...]:
    """Return the frameworks of the file; what is wrong is noted by the reader."""
    found: dict[str, FrameworkPart] = {}
    groups = fields.parts("frameworks")
    fields.finish()
    for group in groups:
        part = FrameworkPart(
            slug=group.slug("slug"),
            title=group.line("title", needed=True, like=_of(Framework, "title")),
            note=group.text("note"),
            competencies=_competencies(group),
        )
        if len(part.slug) > Framework._meta.get_field("slug").max_length:
            group.fault("slug", _("is too long."))
        if part.slug in found:
            group.fault("slug", _("is used by another framework too."))
        group.finish()
        found.setdefault(part.slug, part)
    if len(found) > MOST_FRAMEWORKS:
        fields.fault("frameworks", _("are too many."))
    return tuple(found.values())


def text_of(parts: Iterable[FrameworkPart], yaml_of: Callable[[dict[str, Any]], str]) -> str:
    """Return the file for these frameworks."""
    frameworks = []
    for part in parts:
        codes = [{"code": one.code, "label": one.label} for one in part.competencies]
        values = {"slug": part.slug, "title": part.title, "note": part.note, "competencies": codes}
        frameworks.append({name: value for name, value in values.items() if value})
    return yaml_of({"frameworks": frameworks})


def _competencies(group: Fields) -> tuple[CompetencyPart, ...]:
    found: dict[str, CompetencyPart] = {}
    for one in group.parts("competencies"):
        part = CompetencyPart(
            code=one.line("code", needed=True, like=_of(Competency, "code")),
            label=one.line("label", needed=True, like=_of(Competency, "label")),
        )
        if part.code and not re.fullmatch(CODE, part.code):
            one.fault("code", _("may hold letters, digits and . ( ) / - only."))
        if part.code in found:
            one.fault("code", _("stands here twice."))
        one.finish()
        found.setdefault(part.code, part)
    if len(found) > MOST_COMPETENCIES:
        group.fault("competencies", _("are too many."))
    return tuple(found.values())
