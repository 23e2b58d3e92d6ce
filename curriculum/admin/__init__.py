"""The admin of courses: where faculty build and release."""

from curriculum.admin import (
    courses,
    encounters,
    frameworks,
    lessons,
    library,
    modules,
    releases,
    scenarios,
)

__all__ = [
    "courses",
    "encounters",
    "frameworks",
    "lessons",
    "library",
    "modules",
    "releases",
    "scenarios",
]
