"""Many texts in one test."""


def check_all(payloads, check):
    """Run `check(payload)` for every payload; the error names the first that fails, and how many do."""
    failures = []
    for payload in payloads:
        try:
            check(payload)
        except Exception as error:
            failures.append((payload, error))
    if failures:
        payload, error = failures[0]
        raise AssertionError(f"{len(failures)} of {len(payloads)} fail, first {payload!r}: {type(error).__name__}: "
                             f"{error}") from error
