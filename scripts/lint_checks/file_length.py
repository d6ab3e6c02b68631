"""A file that is too long to read at once has two subjects."""

CODE = "file-length"
LONGEST = 500
WRITTEN_BY_HAND = {".py", ".js", ".xml", ".scss", ".css", ".sh"}


def looks_at(file):
    """Look at what people write."""
    return (file.suffix in WRITTEN_BY_HAND or file.parts[0] == "scripts") and not file.is_generated


def check(file):
    """Find files that are longer than allowed."""
    if len(file.lines) > LONGEST:
        yield LONGEST + 1, f"{len(file.lines)} lines, {LONGEST} are allowed: split it by subject"
