"""The admin of courses: where faculty build and release."""

from curriculum.admin import courses, frameworks, lessons, library, modules, releases

__all__ = ["courses", "frameworks", "lessons", "library", "modules", "releases"]
