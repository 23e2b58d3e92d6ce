"""The page on which objectives meet competencies and lessons: two tables of boxes to tick."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as say

from accounts.admin.base import PolicyAdmin
from accounts.errors import Refused
from curriculum.actions import mapping
from curriculum.models import Framework, ModuleVersion, Objective

BOX = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


@dataclass(frozen=True)
class Line:
    """One row of boxes: what it is for, and a box for each objective."""

    label: str
    detail: str
    boxes: list[dict[str, Any]]

    @property
    def ticked(self) -> int:
        return sum(box["is_ticked"] for box in self.boxes)


def _line(objectives: list[Objective], pk: int, label: str, detail: str, ticked: Any) -> Line:
    boxes = [
        {
            "value": f"{objective.pk}-{pk}",
            "number": number,
            "is_ticked": (objective.pk, pk) in ticked,
        }
        for number, objective in enumerate(objectives, 1)
    ]
    return Line(label, detail, boxes)


def _posted(request: HttpRequest, name: str) -> set[tuple[int, int]]:
    found = (BOX.fullmatch(value) for value in request.POST.getlist(name))
    return {(int(box[1]), int(box[2])) for box in found if box}


class Mapping(PolicyAdmin):
    """The page, for the admin of versions to mix in."""

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.mapping_view)
        name = "curriculum_moduleversion_mapping"
        return [path("<int:pk>/objectives/", page, name=name), *super().get_urls()]

    def mapping_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show, or keep, which objective serves what."""
        version = self.row_or_404(request, str(pk))
        is_open = self.has_change_permission(request, version)
        if request.method == "POST":
            try:
                mapping.map_objectives(
                    version=version,
                    competencies=_posted(request, "competency"),
                    lessons=_posted(request, "lesson"),
                    by=request.user,
                )
            except Refused as refused:
                messages.error(request, str(refused.sentence))
            else:
                messages.success(request, say("Kept."))
            return redirect("admin:curriculum_moduleversion_mapping", version.pk)
        context = self.admin_site.each_context(request) | {
            "title": say("Objectives and competencies"),
            "opts": self.opts,
            "version": version,
            "course": version.module.course,
            "is_open": is_open,
            **_tables(version),
        }
        return TemplateResponse(request, "admin/curriculum/moduleversion/mapping.html", context)


def _tables(version: ModuleVersion) -> dict[str, Any]:
    """Return the objectives and, for lessons and each framework, the rows of boxes."""
    objectives = list(version.objectives.prefetch_related("competencies", "lessons"))
    served = {(one.pk, c.pk) for one in objectives for c in one.competencies.all()}
    taught = {(one.pk, lesson.pk) for one in objectives for lesson in one.lessons.all()}
    lessons = version.lessons.only("title", "kind", "version")
    # The whole school's; whoever builds something may see them.
    frameworks = Framework.objects.prefetch_related("competencies")
    return {
        "objectives": objectives,
        "lessons": [
            _line(objectives, row.pk, row.title, row.get_kind_display(), taught) for row in lessons
        ],
        "frameworks": [
            (
                framework,
                [
                    _line(objectives, row.pk, row.code, row.label, served)
                    for row in framework.competencies.all()
                ],
            )
            for framework in frameworks
        ],
    }
