"""What find, search and recipients answer: for people, as JSON, as files."""
