"""The models of curriculum: what faculty author, and attendance to it."""

from curriculum.models.attendance import Attendance
from curriculum.models.competency import Competency, Framework
from curriculum.models.completion import Completion
from curriculum.models.course import Course, CourseTeam
from curriculum.models.editing import Editing
from curriculum.models.edition import ScenarioEdition
from curriculum.models.encounter import Encounter, EncounterChoice, EncounterNode
from curriculum.models.lesson import Lesson, LessonStep
from curriculum.models.module import Module, ModuleVersion, Objective
from curriculum.models.page_form import PageForm
from curriculum.models.plan import Extension, SkipWeek
from curriculum.models.prompt import Prompt
from curriculum.models.release import Release
from curriculum.models.release_change import ReleaseChange
from curriculum.models.scenario import Scenario
from curriculum.models.scenario_parts import (
    ChecklistItem,
    DebriefQuestion,
    DialogueRound,
    FacilitatorGuide,
    RoleBrief,
    RoleCue,
    RoleFact,
    SafetyLine,
    ScenarioRole,
    ScenarioStep,
    Variation,
)
from curriculum.models.shelf import ShelfPrompt

__all__ = [
    "Attendance",
    "ChecklistItem",
    "Competency",
    "Completion",
    "Course",
    "CourseTeam",
    "DebriefQuestion",
    "DialogueRound",
    "Editing",
    "Encounter",
    "EncounterChoice",
    "EncounterNode",
    "Extension",
    "FacilitatorGuide",
    "Framework",
    "Lesson",
    "LessonStep",
    "Module",
    "ModuleVersion",
    "Objective",
    "PageForm",
    "Prompt",
    "Release",
    "ReleaseChange",
    "RoleBrief",
    "RoleCue",
    "RoleFact",
    "SafetyLine",
    "Scenario",
    "ScenarioEdition",
    "ScenarioRole",
    "ScenarioStep",
    "ShelfPrompt",
    "SkipWeek",
    "Variation",
]
