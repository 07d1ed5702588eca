"""Handover copies leaving: built, searched, sealed, proven, put in place and booked, in this order.

What a file would hold is decided in `validation.handover` and made in the worker, where the book
is read. Only the sealed file comes back, and it is in its place once the register knows of it.

releasing   a Book in, the sealed file and what to book of it out
placing     the file and the book on the disk
pages       what would leave, as a table a manager can approve
"""

from workbook.exporting.placing import Placed, place
from workbook.exporting.releasing import Order, Released, Secret, Taken, released, taken

__all__ = ["Order", "Placed", "Released", "Secret", "Taken", "place", "released", "taken"]
