"""The buttons for LibreOffice: an extension, its text sources, its builder, its installation.

`office` holds what runs inside LibreOffice, under whatever Python (3.7 or later) it brings along,
with nothing but the standard library; it is copied into the extension as it stands.
"""
