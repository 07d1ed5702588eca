"""A ribbon button → an action on the workbook that is open.

`ribbon` is the table of the buttons, `pressing` the one way in; the other modules hold what the
buttons of one group do. None of them knows which program shows the workbook.
"""
