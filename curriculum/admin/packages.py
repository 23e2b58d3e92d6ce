"""A course as a package, in the admin: taken out as a zip, brought in after a look."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.crypto import get_random_string
from django.utils.html import format_html
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import PolicyAdmin
from accounts.errors import Refused
from accounts.rights import could
from curriculum import package
from curriculum.actions import incoming, loading
from curriculum.actions.loading import Loaded
from curriculum.models import Course
from curriculum.package import Fault, PackageFaults, writer
from curriculum.queries.contents import package_of

# What the course that comes along is called where an upload is called by its hash.
STARTER = "starter"


class PackageForm(forms.Form):
    package = forms.FileField(
        label=_("A zip file"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        help_text=_("As “Export” gives it, or the same folder zipped again after a change."),
    )


def may_import(request: HttpRequest) -> bool:
    """Say whether this person may load a package into some course; which one is asked later."""
    return could(request.user, "build", Course) or could(request.user, "add", Course)


def offers_starter(request: HttpRequest) -> bool:
    """Say whether the course that comes along is not here yet, and this person may bring it in."""
    there = Course.objects.filter(slug=package.STARTER_COURSE.name)
    return could(request.user, "add", Course) and not there.exists()


def _where(name: str, request: HttpRequest) -> Path:
    """Return where a package lies: the course that comes along, or an upload of this person."""
    if name == STARTER:
        return package.STARTER_COURSE
    return incoming.kept(name, by=request.user)


def said(module: Loaded) -> str:
    """Return what becomes of a module, in words."""
    words = {"number": module.number}
    if module.state == loading.NEW:
        return say("new: version %(number)d") % words
    if module.state == loading.CHANGED:
        return say("changed: it gets version %(number)d, beside the earlier ones") % words
    if not module.number:
        return say("unchanged: just what is being edited here")
    if not module.is_newest:
        return say("unchanged: this is version %(number)d; a newer one is here and stays") % words
    return say("unchanged: version %(number)d") % words


class Packages(PolicyAdmin):
    """The two pages, for the admin of courses to mix in."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="curriculum_course_import"),
            path("<int:pk>/export/", view(self.export_view), name="curriculum_course_export"),
            *super().get_urls(),
        ]

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the course as a zip: what is published last, or what is being edited."""
        course = self.row_or_404(request, str(pk))
        if not self.may(request, "build", course):
            raise Http404
        file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it, once it was sent
        try:
            with transaction.atomic():
                made = package_of(course, edited=request.GET.get("edited") == "1")
                if not made.modules:
                    raise Refused(say("No module of this course is published yet."))
                writer.write_zip(made, file)
        except Refused as refused:
            file.close()
            messages.error(request, str(refused.sentence))
            return redirect("admin:curriculum_course_change", course.pk)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{course.slug}.zip")

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a zip, say what loading it would do, and do it on "apply"."""
        if not may_import(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._form(request, PackageForm())
        if "apply" in request.POST:
            return self._apply(request)
        if STARTER in request.POST:
            return self._report(request, STARTER)
        form = PackageForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._form(request, form, status=422)
        try:
            sha256 = incoming.keep(form.cleaned_data["package"], by=request.user)
        except Refused as refused:
            form.add_error("package", str(refused.sentence))
            return self._form(request, form, status=422)
        return self._report(request, sha256)

    def _form(
        self, request: HttpRequest, form: PackageForm, *, faults: Any = (), status: int = 200
    ) -> HttpResponse:
        context = {
            "title": say("Import a course"),
            "form": form,
            "faults": faults,
            "offers_starter": offers_starter(request),
        }
        return self._page(request, "import", context, status)

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/curriculum/course/{name}.html",
            self.admin_site.each_context(request) | {"opts": self.opts} | context,
            status=status,
        )

    def _report(self, request: HttpRequest, sha256: str, *, status: int = 200) -> HttpResponse:
        """Show what loading her upload would do; nothing of it is done."""
        try:
            read = package.read(_where(sha256, request))
            report = loading.load(read, by=request.user, dry=True)
        except PackageFaults as error:
            incoming.forget(sha256, by=request.user)
            return self._form(request, PackageForm(), faults=error.faults, status=422)
        except Refused as refused:
            incoming.forget(sha256, by=request.user)
            return self._form(
                request, PackageForm(), faults=[Fault("", "", str(refused.sentence))], status=422
            )
        context = {
            "title": say("Import “%(course)s”") % {"course": report.course.title},
            "report": report,
            "modules": [(module, said(module)) for module in report.modules],
            "competencies": sum(report.frameworks.values()),
            "sha256": sha256,
        }
        return self._page(request, "import_report", context, status)

    def _apply(self, request: HttpRequest) -> HttpResponse:
        """Load what was looked at, telling of each module as it goes."""
        sha256 = request.POST.get("package", "")
        try:
            read = package.read(_where(sha256, request))
        except PackageFaults as error:
            return self._form(request, PackageForm(), faults=error.faults, status=422)
        except Refused as refused:
            form = PackageForm()
            fault = Fault("", "", str(refused.sentence))
            return self._form(request, form, faults=[fault], status=422)
        here = get_random_string(24)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": say("Importing “%(course)s”") % {"course": read.title},
            "count": len(read.modules),
            "here": here,
        }
        page = render_to_string("admin/curriculum/course/importing.html", context, request)
        response = StreamingHttpResponse(_progress(page.split(here), request, read, sha256))
        # Whoever stands in between passes each line on at once.
        response["X-Accel-Buffering"] = "no"
        response["Cache-Control"] = "no-store"
        return response


def _progress(
    page: list[str], request: HttpRequest, read: package.Package, sha256: str
) -> Iterator[str]:
    """Yield the page with a line for each module, and what came of it once that is certain."""
    head, between, tail = page
    yield head
    expected = request.POST.get("expected", "")
    steps = loading.load_in_steps(read, by=request.user, expected=expected)
    try:
        while True:
            module = next(steps)
            yield format_html("<li>{}: {}</li>", module.title, said(module))
    except StopIteration as end:
        report = end.value
        incoming.forget(sha256, by=request.user)
        result = render_to_string("admin/curriculum/course/imported.html", {"report": report})
    except (PackageFaults, Refused) as error:
        facts = {"why": str(error), "sha256": sha256}
        result = render_to_string("admin/curriculum/course/imported.html", facts)
    yield between
    yield result
    yield tail
