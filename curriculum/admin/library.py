"""The shelf of prompts, for those who build a course."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import PolicyAdmin
from accounts.admin.filters import related_filter
from accounts.errors import Refused
from curriculum.actions import library
from curriculum.models import Course, Lesson, ShelfPrompt
from curriculum.models.prompt import MOST_PROMPTS


@admin.register(ShelfPrompt)
class ShelfPromptAdmin(PolicyAdmin):
    """Prompts that belong to no lesson: students begin a page of their own from one."""

    list_display = ("name", "group", "text", "course")
    list_filter = (related_filter("course", Course, _("course")),)
    list_select_related = ("course",)
    search_fields = ("name", "text")
    search_help_text = _("Name or words")
    ordering = ("course__title", "position", "pk")
    fields = ("course", "group", "name", "text", ("words_min", "words_max"), "form", "position")
    identity = ("course",)
    choice_actions = {"course": "build"}

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            library.change_shelf_prompt(prompt=obj, by=request.user, **self.values(form))
        else:
            library.add_shelf_prompt(prompt=obj, by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        library.remove_shelf_prompt(prompt=obj, by=request.user)

    # ---------------------------------------------------------------- into a reflection
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.take_view)
        own = path("into/<int:lesson>/", view, name="curriculum_shelfprompt_take")
        return [own, *super().get_urls()]

    def take_view(self, request: HttpRequest, lesson: int) -> HttpResponse:
        """Choose a prompt of the shelf for a reflection being edited; its words are copied."""
        rows = Lesson.objects.visible_to(request.user, "change").select_related("version__module")
        into = rows.filter(pk=lesson, kind=Lesson.Kind.REFLECTION, version__number=None).first()
        if into is None:
            raise Http404
        shelf = self._shelf(request, into)
        refusal, status = "", 200
        if request.method == "POST":
            refusal, status = self._take(request, into, shelf), 422
            if not refusal:
                return redirect("admin:curriculum_lesson_change", into.pk)
        context = self.admin_site.each_context(request) | {
            "title": say("Take a prompt from the shelf"),
            "opts": self.opts,
            "lesson": into,
            "lesson_url": reverse("admin:curriculum_lesson_change", args=[into.pk]),
            "shelf": list(shelf),
            "chosen": request.POST.get("prompt", ""),
            "refusal": refusal,
            "most": MOST_PROMPTS,
            "there": list(into.prompts.values_list("name", flat=True)),
        }
        return render(request, "admin/curriculum/shelfprompt/take.html", context, status=status)

    def _shelf(self, request: HttpRequest, into: Lesson) -> Any:
        """Return the prompts of its course that this person may read."""
        course = into.version.module.course_id
        return ShelfPrompt.objects.visible_to(request.user).filter(course=course)

    def _take(self, request: HttpRequest, into: Lesson, shelf: Any) -> str:
        """Do it; return what stands against it, in words, or nothing."""
        chosen = request.POST.get("prompt", "")
        is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 10
        prompt = shelf.filter(pk=int(chosen)).first() if is_number else None
        if prompt is None:
            return say("Choose one of them.")
        try:
            library.take_from_shelf(prompt=prompt, lesson=into, by=request.user)
        except Refused as refused:
            return str(refused.sentence)
        messages.success(
            request, say("“%(name)s” is one of its prompts now.") % {"name": prompt.name}
        )
        return ""
