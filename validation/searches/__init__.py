"""Questions to a book: which customers, where is a word, who may get a mass mail.

customers   a query → customers, and the sheet View
notes       words → every note, minute, to-do and subject that has them
recipients  whom a mass mail may reach, and who is left out and why
"""
