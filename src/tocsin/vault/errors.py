"""What can go wrong with a case. Every message says what is wrong and what to do; none holds content."""

from __future__ import annotations


class VaultError(Exception):
    """Base of every error of the vault. ``str(error)`` is a sentence fit for the person at the terminal."""


class WrongPassphrase(VaultError):
    """The passphrase does not unlock the case."""

    def __init__(self) -> None:
        super().__init__(
            "That passphrase does not open this case. Check the keyboard layout and caps lock and try again; "
            "without the right passphrase nobody can read the case."
        )


class WeakPassphrase(VaultError):
    """The new passphrase is too short to stand against guessing on a stolen copy of the folder."""

    def __init__(self, least: int) -> None:
        super().__init__(
            f"The passphrase is too short. Use at least {least} characters; several unrelated words are good."
        )


class CaseInUse(VaultError):
    """Another process (or an earlier ``Vault`` of this one) holds the lock of the case."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"This case is being worked on by {holder}. Wait until it ends, or stop it.")


class NotACase(VaultError):
    """The folder is not a case folder."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"{folder} is not a case folder (it has no keys.json). Check the path, or create a case there."
        )


class FolderInUse(VaultError):
    """A case cannot be created in a folder that already holds something."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"{folder} already exists and is not empty. Choose a new folder, or open the case that is there."
        )


class DiskFull(VaultError):
    """Nothing more can be written; what was saved before is whole."""

    def __init__(self) -> None:
        super().__init__(
            "The disk (or its quota) is full, so this step was not saved; everything saved before is whole. "
            "Free some space and run the same step again."
        )


class NotSigned(VaultError):
    """An act was saved and logged, but the checkpoint that pins it could not be written."""

    def __init__(self, reason: VaultError) -> None:
        super().__init__(
            "What was done is saved and logged, but the log could not be signed. "
            f"The next signature will cover it, once this is put right: {reason}"
        )


class StorageFailed(VaultError):
    """The operating system refused to read or write a file of the case."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} could not be read or written ({reason}). "
            "Check the disk and the rights on the case folder, then try again."
        )


class Damaged(VaultError):
    """A file of the case is not what the vault wrote. ``file`` is its path inside the case folder."""

    def __init__(self, file: str, what: str) -> None:
        self.file = file
        super().__init__(f"{file} is damaged or was altered: {what}. Restore the case folder from a backup.")


class NewerVersion(VaultError):
    """The case was written by a newer Tocsin."""

    def __init__(self, file: str) -> None:
        super().__init__(f"{file} was written by a newer version of Tocsin. Update Tocsin to open this case.")


class NotLoggable(VaultError):
    """A value may not go into the log, which is handed to outsiders and outlives the case's data."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} may not go into the log. "
            "Use counts, yes or no, dates, hashes and short ids, never names or text."
        )


class AlreadyFinished(VaultError):
    """A part claims work that an earlier part has already delivered; keeping both would double its rows."""

    def __init__(self, stream: str) -> None:
        super().__init__(
            f"Some of this work is already saved in '{stream}'. "
            "Ask finished() first, or clear_parts() to start again."
        )


class Misuse(VaultError):
    """A call that the vault cannot serve: closed, from another thread, or with an unfit name."""
