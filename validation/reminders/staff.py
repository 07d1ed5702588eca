"""Who is told: the owner of a record, and whoever stands above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_ABOVE = ("manager", "admin")
"""Roles that may stand above others, the nearer first."""


class Rep(NamedTuple):
    """One row of the Reps sheet; None is blank."""

    id: str
    name: str
    role: str | None
    email: str | None
    manager: str | None
    active: str | None
    department: str | None

    @property
    def is_here(self) -> bool:
        """Whether the rep still works for us."""
        return self.active not in ("left", "paused")


@dataclass(frozen=True)
class Staff:
    """The team, id → Rep, in the order of the sheet."""

    reps: Mapping[str, Rep]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Staff:
        """Return the team of a typed Reps sheet; of a repeated id the first row counts."""
        found: dict[str, Rep] = {}
        for cells in frame.to_dict("records"):
            if cells["rep_id"] is not None:
                rep = Rep(
                    str(cells["rep_id"]),
                    str(cells["rep_name"] or cells["rep_id"]),
                    cells["role"],
                    cells["email"],
                    cells["manager"],
                    cells["active"],
                    cells["department"],
                )
                found.setdefault(rep.id, rep)
        return cls(found)

    def named(self, said: str | None) -> str | None:
        """Return the id of the rep that a text names by id, name or e-mail; None: no one."""
        wanted = fold(said or "")
        for rep in self.reps.values() if wanted else ():
            if wanted in {fold(rep.id), fold(rep.name), fold(rep.email or "")}:
                return rep.id
        return None

    def working(self, rep: str | None) -> str | None:
        """Return the rep, or the one above when the rep has left; None: there is no one."""
        known = self.reps.get(rep or "")
        if known is not None and known.is_here:
            return known.id
        return self.above(rep)

    def above(self, rep: str | None, role: str = "manager") -> str | None:
        """Return who stands above a rep in some role, or the rep that `role` names itself.

        The rep's own manager comes first, then managers of the same department, then any; where
        nobody has the role, an administrator. None: there is nobody but the rep.
        """
        if role not in _ABOVE:
            known = self.reps.get(role)
            return known.id if known is not None and known.is_here else self.above(rep)
        own = self.reps.get(rep or "")
        chief = self.reps.get(own.manager or "") if own and role == "manager" else None
        if chief is not None and chief.is_here and chief.id != rep:
            return chief.id
        department = own.department if own else None
        for wanted in _ABOVE[_ABOVE.index(role) :]:
            fit = [r for r in self.reps.values() if r.role == wanted and r.is_here and r.id != rep]
            near = [r for r in fit if department and r.department == department]
            if near or fit:
                return (near or fit)[0].id
        return None
