"""How bench/hostile.py notices that a file got out of containment: four independent alarms, and their proof.

A canary file that nobody has a reason to open, a TCP and a UDP socket that nobody has a reason to call,
files that come into being outside, processes that are left behind. ``prove`` sets each of them off on
purpose, uncontained, so that a run in which none rang means something.
"""

from __future__ import annotations

import ctypes
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_NOBODY = 65534
LINGER_SECONDS = 5.0
_DISKS = [place for place in ("/", "/tmp", "/dev/shm", "/run", "/var/tmp") if Path(place).is_dir()]


class Watch:
    """Set before readers are started, asked after they are gone.

    The working folder, the home folder and the folder of temporary files of this process become empty ones
    in ``scratch``, so that a file that comes into being where relative paths lead is seen at once.
    """

    def __init__(self, scratch: Path) -> None:
        self._home = scratch / "outside"
        self._canary = self._home / "canary" / "passwords.txt"
        self._canary.parent.mkdir(parents=True, exist_ok=True)
        self._canary.write_text("a file that no reader has a reason to open\n")
        inner = self._home / "a" / "b" / "c"
        inner.mkdir(parents=True, exist_ok=True)
        for place in (self._home, inner, self._canary.parent):
            place.chmod(0o777)
        os.chdir(inner)
        os.environ |= {"HOME": str(self._home), "TMPDIR": str(inner)}
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        if sys.platform == "linux":  # whoever is orphaned becomes our child and is counted
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        os.utime(self._canary, (0, time.time()))  # a disk mounted relatime notes the next reading
        self._before = self._listed()
        self._status = self._canary.stat()
        self.since = time.time()

    @property
    def ports(self) -> tuple[int, int]:
        """Where the sockets listen: TCP, UDP."""
        return self._tcp.getsockname()[1], self._udp.getsockname()[1]

    @property
    def canary(self) -> Path:
        """The file nobody has a reason to open."""
        return self._canary

    def rang(self) -> list[str]:
        """What was noticed since the beginning, one sentence each; empty if nothing got out."""
        found = [f"process {pid} was left behind" for pid in self._left_behind()]
        now = self._canary.stat()
        if now.st_atime_ns != self._status.st_atime_ns:
            found.append("the canary file was read")
        if (now.st_mtime_ns, now.st_ctime_ns) != (self._status.st_mtime_ns, self._status.st_ctime_ns):
            found.append("the canary file was changed")
        ready = select.select([self._tcp, self._udp], [], [], 0)[0]
        found += ["somebody called the TCP socket"] * (self._tcp in ready)
        found += ["somebody called the UDP socket"] * (self._udp in ready)
        found += [f"new outside: {path.name}" for path in sorted(self._listed() - self._before)]
        found += [f"file of a reader's user: {path}" for path in self._of_readers()]
        return found

    def _left_behind(self) -> list[int]:
        """Children that do not end by themselves: lanes that were ended a moment ago are still dying."""
        patience = time.monotonic() + LINGER_SECONDS
        while (left := _children()) and time.monotonic() < patience:
            time.sleep(0.2)
        return left

    def _listed(self) -> set[Path]:
        return set(self._home.rglob("*"))

    def _of_readers(self) -> Iterator[str]:
        """Files anywhere on this machine that belong to the user readers become and are new.

        Only as root do readers have a user of their own; without, the folders above have to do.
        """
        if os.geteuid() != 0:
            return
        told = subprocess.run(
            ["find", *_DISKS, "-xdev", "-uid", str(_NOBODY), "-newerct", f"@{self.since:.3f}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        yield from told.stdout.splitlines()


def _children() -> list[int]:
    """Living processes that are ours, or were left to us."""
    me, found = os.getpid(), []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == me and fields[0] not in {"Z", "X"}:
            found.append(int(entry.name))
    return found


def prove(scratch: Path) -> list[str]:
    """Do what an escape would do, without containment, and return the alarms that stayed silent."""
    watch = Watch(scratch / "proof")
    tcp, udp = watch.ports
    if (child := os.fork()) == 0:
        watch.canary.read_bytes()
        socket.create_connection(("127.0.0.1", tcp)).close()
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", udp))
        Path("planted").write_text("x")
        if os.geteuid() == 0:
            os.chown("planted", _NOBODY, _NOBODY)
        if os.fork() == 0:
            time.sleep(900)
        os._exit(0)
    os.waitpid(child, 0)
    rang = " ".join(watch.rang())
    for pid in _children():
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    wanted = ["canary file was read", "TCP", "UDP", "new outside", "left behind"]
    wanted += ["reader's user"] if os.geteuid() == 0 else []
    return [alarm for alarm in wanted if alarm not in rang]
