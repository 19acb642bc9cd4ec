"""What the terminal says when something cannot be done: a sentence, never a traceback with data in it."""

from __future__ import annotations

import errno
import signal
import traceback
from pathlib import PurePath
from types import FrameType

from pydantic import ValidationError

from tocsin.cli.interview import GivenUp
from tocsin.cli.options import NoPassphrase
from tocsin.cli.output import FileExistsAlready
from tocsin.intake import PoolBroken
from tocsin.model.factsfile import FactsError
from tocsin.notices import PlanError
from tocsin.notices.channels.server import SettingsError
from tocsin.notices.channels.smtp import MailServerError
from tocsin.notices.houses.house import HouseError
from tocsin.readiness import ExerciseFileError, InventoryError, PlanFileError
from tocsin.response import (
    ClaimRefused,
    CounselRefused,
    EmailRefused,
    ExportRefused,
    FilingRefused,
    LabellingRefused,
    ListRefused,
    MailRefused,
    NoExercise,
    NoHarmTest,
    NotContained,
    NothingThere,
    NotYet,
    ReadingRefused,
    RepresentativeRefused,
    ReviewRefused,
    SparkFailed,
    SparkUnfit,
    TableRefused,
    UnknownId,
    UnknownOutcome,
    UnknownPlace,
)
from tocsin.response.codes import CodesRefused
from tocsin.response.publishing import PublishRefused
from tocsin.risk import ApplicationError, PolicyError, RiskFileError, WorksheetError
from tocsin.vault import DiskFull, VaultError

EXIT_PROBLEM = 1
"""Something the user can mend; the message says how."""

EXIT_BUG = 70
"""A fault of Tocsin itself."""

EXIT_INTERRUPTED = 130

KNOWN = (
    ApplicationError,
    VaultError,
    ClaimRefused,
    CodesRefused,
    CounselRefused,
    EmailRefused,
    ExerciseFileError,
    FactsError,
    FileExistsAlready,
    GivenUp,
    InventoryError,
    HouseError,
    MailServerError,
    PlanFileError,
    NoPassphrase,
    PoolBroken,
    NothingThere,
    NotYet,
    ReadingRefused,
    UnknownOutcome,
    NotContained,
    NoExercise,
    NoHarmTest,
    PlanError,
    PolicyError,
    PublishRefused,
    RiskFileError,
    SettingsError,
    ExportRefused,
    FilingRefused,
    RepresentativeRefused,
    LabellingRefused,
    ListRefused,
    MailRefused,
    ReviewRefused,
    SparkFailed,
    SparkUnfit,
    TableRefused,
    UnknownId,
    UnknownPlace,
    WorksheetError,
)


_stopped = False


def listen_for_ctrl_c() -> None:
    """Remember Ctrl-C: a library in the middle of a query turns it into an error of its own."""

    def stop(number: int, frame: FrameType | None) -> None:
        global _stopped
        _stopped = True
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, stop)


def sentence(error: BaseException) -> tuple[str, int]:
    """What to print for an error, and the exit code."""
    if isinstance(error, KeyboardInterrupt) or (_stopped and not isinstance(error, KNOWN)):
        return (
            "Stopped. Everything finished so far is saved; run the same command again to go on.",
            EXIT_INTERRUPTED,
        )
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return str(DiskFull()), EXIT_PROBLEM
    if isinstance(error, KNOWN):
        return str(error), EXIT_PROBLEM
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}. Check the path and your rights to it.", EXIT_PROBLEM
    if isinstance(error, ValidationError):
        fields = ", ".join(".".join(map(str, each["loc"])) for each in error.errors(include_input=False))
        return f"These facts do not fit together: {fields}.", EXIT_PROBLEM
    return (
        f"Something went wrong in Tocsin itself ({place(error)}). What was finished is saved; running the "
        "same command again goes on from there. If it happens again, report this line; it holds no data.",
        EXIT_BUG,
    )


def place(error: BaseException) -> str:
    """Kind and code line of an error, without its message, which may quote a stolen file."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "tocsin" in PurePath(frame.filename).parts]
    where = [f" at {'/'.join(PurePath(one.filename).parts[-2:])}:{one.lineno}" for one in ours or frames]
    return type(error).__name__ + "".join(where[-1:])
