"""A rep leaves: the plan, the handover itself with its proof, the report, and taking it back."""

from workbook.leaving.running import Handover, hand_over, plan_of
from workbook.leaving.undoing import undo

__all__ = ["Handover", "hand_over", "plan_of", "undo"]
