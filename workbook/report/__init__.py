"""What a check found, written for a person (text) or for a program (json)."""
