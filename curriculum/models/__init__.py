"""The models of curriculum: what faculty author, and attendance to it."""

from curriculum.models.completion import Completion
from curriculum.models.course import Course, CourseTeam
from curriculum.models.lesson import Lesson, LessonStep
from curriculum.models.module import Module, ModuleVersion, Objective
from curriculum.models.prompt import Prompt
from curriculum.models.release import Release

__all__ = [
    "Completion",
    "Course",
    "CourseTeam",
    "Lesson",
    "LessonStep",
    "Module",
    "ModuleVersion",
    "Objective",
    "Prompt",
    "Release",
]
