"""A course as a folder of text files: reading it, and saying by file and field what is wrong.

``course.yaml`` names the modules; each is a folder with a ``module.yaml`` that names its lessons;
each lesson is a Markdown file that begins with its fields between two lines of ``---``. Reading
touches no database; ``curriculum.actions.loading`` writes what was read.
"""

from pathlib import Path

from curriculum.package.parts import (
    Fault,
    LessonPart,
    ModulePart,
    Package,
    PackageFaults,
    PromptPart,
    StepPart,
    key_of,
)
from curriculum.package.reader import Reader

__all__ = [
    "STARTER",
    "Fault",
    "LessonPart",
    "ModulePart",
    "Package",
    "PackageFaults",
    "PromptPart",
    "StepPart",
    "key_of",
    "read",
]

STARTER = Path(__file__).parent.parent / "starter"


def read(root: Path) -> Package:
    """Read the package in the folder ``root``. PackageFaults names everything that is wrong.

    A module that ``course.yaml`` names and that has no folder yet is left out: a course may be
    published while its last modules are still being written.
    """
    return Reader(root).package()
