"""The history of courses, modules and lessons: a row's own and that of what is in it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.admin.history import events_about
from accounts.models import AuditEvent
from curriculum.models import Course, CourseTeam, Lesson, Module, ModuleVersion, Release

OF_MODULE = ("module.", "lesson.", "release.")
# What was done to a release; who was given more time within it is nobody's history.
OF_RELEASE = Q(verb__startswith="release.")
Things = dict[tuple[str, str], str]
GONE = _("(not there any more)")


def _about(kind: type[Any], rows: QuerySet[Any]) -> Q:
    ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
    return Q(about_kind=kind._meta.label_lower, about__in=ids)


def of_course(course: Course) -> QuerySet[AuditEvent]:
    """Return what happened to a course, to its team, and to its modules as a whole."""
    wanted = Q(about_kind="curriculum.course", about=str(course.pk))
    wanted |= _about(CourseTeam, course.team.all())
    modules = _about(Module, course.modules.all()) | Q(facts__course=course.pk)
    versions = _about(ModuleVersion, ModuleVersion.objects.filter(module__course=course))
    wanted |= (modules | versions) & Q(verb__startswith="module.")
    return AuditEvent.objects.filter(wanted)


def of_module(module: Module) -> QuerySet[AuditEvent]:
    """Return what happened to a module: its versions, lessons and releases, also those now gone."""
    wanted = Q(about_kind="curriculum.module", about=str(module.pk))
    wanted |= _about(ModuleVersion, module.versions.all())
    wanted |= _about(Lesson, Lesson.objects.filter(version__module=module))
    wanted |= _about(Release, Release.objects.filter(version__module=module)) & OF_RELEASE
    verbs = Q()
    for start in OF_MODULE:
        verbs |= Q(verb__startswith=start)
    return AuditEvent.objects.filter(wanted | (verbs & Q(facts__module=module.pk)))


def of_lesson(lesson: Lesson) -> QuerySet[AuditEvent]:
    """Return what happened to a lesson in every version of its module."""
    same = Lesson.objects.filter(version__module=lesson.version.module_id, key=lesson.key)
    gone = Q(about_kind="curriculum.lesson", facts__key=str(lesson.key))
    return AuditEvent.objects.filter(_about(Lesson, same) | gone)


class ReleaseHistory:
    """Mixed into the admin of releases."""

    def events_of(self, obj: Release) -> QuerySet[AuditEvent]:
        return events_about(obj).filter(OF_RELEASE)


class LessonHistory:
    """Mixed into the admin of lessons."""

    def events_of(self, obj: Lesson) -> QuerySet[AuditEvent]:
        return of_lesson(obj)

    def things_of(self, obj: Lesson, events: list[AuditEvent]) -> Things:
        return things(events)


class ModuleHistory:
    """Mixed into the admin of versions; the history is the whole module's."""

    def events_of(self, obj: ModuleVersion | Module) -> QuerySet[AuditEvent]:
        return of_module(obj.module if isinstance(obj, ModuleVersion) else obj)

    def things_of(self, obj: Any, events: list[AuditEvent]) -> Things:
        return things(events)


class CourseHistory:
    """Mixed into the admin of courses."""

    def events_of(self, obj: Course) -> QuerySet[AuditEvent]:
        return of_course(obj)

    def things_of(self, obj: Course, events: list[AuditEvent]) -> Things:
        return things(events)


def things(events: list[AuditEvent]) -> Things:
    """Return what to call the lessons, versions, releases and places the events are about.

    At most one query for each kind.
    """
    ids: dict[str, set[str]] = {}
    for event in events:
        ids.setdefault(event.about_kind, set()).add(event.about)
    found: Things = {}
    for kind, say_it in _NAMES.items():
        rows = say_it([pk for pk in ids.get(kind, ()) if pk.isdecimal()])
        found |= {(kind, str(pk)): name for pk, name in rows}
        gone = ids.get(kind, set()) - {pk for known, pk in found if known == kind}
        found |= {(kind, pk): str(GONE) for pk in gone}
    return found | _gone_lessons(events, found)


def _gone_lessons(events: list[AuditEvent], found: Things) -> Things:
    """Return what lessons that went are called in the versions that still have them."""
    lessons = "curriculum.lesson"
    known = {pk for (kind, pk), name in found.items() if kind == lessons and name != str(GONE)}
    keys = {
        event.about: str(event.facts["key"])
        for event in events
        if event.about_kind == lessons and event.about not in known and "key" in event.facts
    }
    rows = Lesson.objects.filter(key__in=keys.values()).order_by("pk") if keys else []
    titles = {str(row.key): row.title for row in rows}
    return {(lessons, pk): titles[key] for pk, key in keys.items() if key in titles}


def _lessons(ids: list[str]) -> list[tuple[int, str]]:
    rows = Lesson.objects.filter(pk__in=ids).values_list("pk", "title", "version__number")
    return [(pk, f"{title}, {_version(number)}") for pk, title, number in rows] if ids else []


def _versions(ids: list[str]) -> list[tuple[int, str]]:
    rows = ModuleVersion.objects.filter(pk__in=ids).values_list("pk", "title", "number")
    return [(pk, f"{title}, {_version(number)}") for pk, title, number in rows] if ids else []


def _modules(ids: list[str]) -> list[tuple[int, str]]:
    return list(Module.objects.filter(pk__in=ids).values_list("pk", "slug")) if ids else []


def _releases(ids: list[str]) -> list[tuple[int, str]]:
    """Name a release by its day only: not everybody who builds a module may know its cohorts."""
    rows = Release.objects.filter(pk__in=ids).values_list("pk", "opens_on") if ids else []
    return [
        (pk, say("release of %(day)s") % {"day": date_format(day, "DATE_FORMAT")})
        for pk, day in rows
    ]


def _places(ids: list[str]) -> list[tuple[int, str]]:
    rows = CourseTeam.objects.filter(pk__in=ids).values_list("pk", "person__name") if ids else []
    return list(rows)


def _version(number: int | None) -> str:
    if number is None:
        return say("being edited")
    return say("version %(number)d") % {"number": number}


_NAMES = {
    "curriculum.lesson": _lessons,
    "curriculum.moduleversion": _versions,
    "curriculum.module": _modules,
    "curriculum.release": _releases,
    "curriculum.courseteam": _places,
}
