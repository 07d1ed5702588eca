"""What books and fingerprints say of one new customer, together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.lookup.answers import VERDICTS, Answer, Verdict

if TYPE_CHECKING:
    import datetime as dt

    from validation.fingerprints import BlindAnswer
    from validation.lookup import NewCustomer
    from validation.messages import Text
    from workbook.checking import FailedFile


class Result(NamedTuple):
    """The outcome of one lookup."""

    asked: NewCustomer
    today: dt.date
    answer: Answer | None
    """What the books say; None: no book was read."""
    blind: tuple[BlindAnswer, ...]
    """What each file of fingerprints says."""
    failed: tuple[FailedFile, ...]
    files: int
    """How many books were read."""

    @property
    def verdict(self) -> Verdict:
        """The gravest that any of them says."""
        said: list[Verdict] = [each.verdict for each in self.blind]
        if self.answer is not None:
            said.append(self.answer.verdict)
        return min(said, key=VERDICTS.index, default="nobody")

    @property
    def said(self) -> Text:
        """The gravest verdict as a sentence; a book says more than a fingerprint."""
        return self._gravest().said

    @property
    def next(self) -> tuple[Text, ...]:
        """What to do now."""
        gravest = self._gravest()
        return gravest.next if isinstance(gravest, Answer) else (gravest.next,)

    @property
    def exit_code(self) -> int:
        """1: somebody has the customer or may have; 2: unknown, for files were not read; 0: new."""
        return 1 if self.verdict != "nobody" else 2 * bool(self.failed)

    def _gravest(self) -> Answer | BlindAnswer:
        everyone = [each for each in (self.answer, *self.blind) if each is not None]
        return min(everyone, key=lambda each: VERDICTS.index(each.verdict))
