"""The admin of courses: where faculty build and release."""

from curriculum.admin import courses, lessons, modules, releases

__all__ = ["courses", "lessons", "modules", "releases"]
