"""One place that says what counts as a parser failing on damaged or hostile bytes."""

from __future__ import annotations

from types import TracebackType

_NOT_FAILURES = (KeyboardInterrupt, SystemExit, GeneratorExit)


def is_parser_failure(error: BaseException) -> bool:
    """Any exception but the ones that end programs.

    Parsers in Rust raise ``PanicException``, which is no ``Exception``
    (https://github.com/dimastbk/python-calamine/issues/111).
    """
    return not isinstance(error, _NOT_FAILURES)


def plain_reason(error: BaseException) -> tuple[str, str]:
    """Outcome and reason for an exception of a parser; its own message may quote the file and is not used."""
    if isinstance(error, MemoryError):
        return "stopped", "reading the file took more memory than it is given"
    if isinstance(error, RecursionError):
        return "refused", "the file is nested too deeply to be taken apart"
    return "refused", "the file is damaged or not what it says it is"


class parser_failures:
    """``with parser_failures():`` leaves the block on a failure, for code with another way to read."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        return error is not None and is_parser_failure(error) and not isinstance(error, MemoryError)
