"""What came of several runs of pytest, in a few lines."""

import re

COLOUR = re.compile(r"\x1b\[[\d;]*m")
RESULT = re.compile(r"^(?:=+ )?((?:\d+ [a-z ]+(?:, )?)+|no tests ran) in [\d.]+s", re.MULTILINE)
# what pytest says of a test in its own summary, and a warning that was found in a log
NOT_GOOD = re.compile(r"^(?:FAILED |ERROR |in [\w.-]+\.log: ).*", re.MULTILINE)


def lines(parts, seconds):
    """Yield what failed, the counts of each part, and at last whether all is well.

    :param parts: of `side_by_side`, ended; each ran pytest
    :param seconds: how long it took together
    """
    yield "\n===== summary ====="
    texts = [COLOUR.sub("", part.said) for part in parts]
    for text in texts:
        yield from NOT_GOOD.findall(text)
    for part, text in zip(parts, texts, strict=True):
        results = RESULT.findall(text)
        yield f"{part.title}: {results[-1] if results else f'no result, see {part.log}'}; {_minutes(part.seconds)}"
    bad = [part.title for part in parts if part.code]
    verdict = f"NOT GOOD: {' and '.join(bad)}" if bad else "all is well"
    yield f"{verdict}; {_minutes(seconds)} together"


def _minutes(seconds):
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
