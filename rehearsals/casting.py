"""What the roles of a scenario mean for those who are cast. Pure."""

from curriculum.scenario_document import Document

OBSERVER = "observer"


def observer_key(document: Document) -> str:
    """Return the key under which people watch: the scenario's own, where it has one."""
    return next((role.key for role in document.roles if role.kind == OBSERVER), OBSERVER)


def chairs(document: Document) -> tuple[str, ...]:
    """Return the roles of one group, one for each who plays it."""
    return tuple(role.key for role in document.played() for _each in range(role.count))


def kind_of(document: Document, key: str) -> str:
    """Return the kind of a role; whoever has none watches."""
    role = document.role(key)
    return role.kind if role else OBSERVER


def is_played(document: Document, key: str) -> bool:
    """Say whether whoever holds this role plays."""
    return key in chairs(document)
