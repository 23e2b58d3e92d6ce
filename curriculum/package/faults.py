"""What may be wrong with a package."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, where in it (a field and a line), and what."""

    file: str
    where: str
    says: str
    line: int = 0

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (at, self.where, self.says) if part)


class PackageFaults(Exception):
    """The package cannot be loaded; ``faults`` names every reason at once."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
