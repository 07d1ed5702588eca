"""A workbook that is open in a spreadsheet program, and acting on it there.

`port` says what such a program must be able to do; `macros.excel` does it by xlwings. `reading`
makes the same Book of it as the file reader makes of a file, `blocks` turns Edits into few large
writes, `writing` writes them, reads them back and can take them back.
"""
