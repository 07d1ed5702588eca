"""The same customer twice, inside one book and across many people's books and lists.

fields      which columns identify a customer and stand side by side in a report
rows        one file's customers with their contacts and titles, and where each stands
books       a book of ours → rows · lists  a list with headers of somebody's own → rows
reading     any file → rows, in the isolated worker; many files side by side
together    rows of many files → one list; copies of one book are told, ids kept apart
search      the list → what was found · cases  what belongs together, for people
comparison  two rows, field by field
report      text, json, html, xlsx
annotating  the cases on the book's own sheet Duplicates, in a copy
"""
