"""What was found, for people (text, html, xlsx) and for programs (json)."""
