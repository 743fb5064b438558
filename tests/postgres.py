"""A PostgreSQL of the tests' own: a temporary cluster on a free port, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
# Nothing here outlives the tests, so nothing waits for the disk.
HASTE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def is_installed() -> bool:
    return PROGRAMS is not None and (PROGRAMS / "initdb").exists() and _may_become_postgres()


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a running server, without a database name at its end."""
    folder = Path(tempfile.mkdtemp(prefix="raccordo-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _run("initdb", "-D", str(folder / "data"), "-U", "raccordo", "-A", "trust", "-E", "UTF8", "--no-sync")
        port = _free_port()
        server = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {HASTE}"
        _run("pg_ctl", "-D", str(folder / "data"), "-w", "-o", server, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://raccordo@127.0.0.1:{port}"
        finally:
            _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    assert PROGRAMS is not None
    # PostgreSQL refuses to run as root.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*user, str(PROGRAMS / program), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")


def _may_become_postgres() -> bool:
    if os.geteuid() != 0:
        return True
    return shutil.which("runuser") is not None and any(user.pw_name == "postgres" for user in pwd.getpwall())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
