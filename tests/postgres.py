"""A PostgreSQL of the tests' own: a temporary cluster on a free port, where its programs are installed."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

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


# A copy of a database is a thousand files, of which a test fills six.
EMPTIED = """
DO $$
DECLARE
    one record;
    held boolean;
    filled text[];
BEGIN
    FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one.name) INTO held;
        IF held THEN filled := filled || format('public.%I', one.name); END IF;
    END LOOP;
    IF filled IS NOT NULL THEN EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE'; END IF;
    PERFORM setval(format('public.%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$
"""
# Connections of others, and what was made beside the tables.
LEFT_BEHIND = """
SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid())
     + (SELECT count(*) FROM pg_namespace
        WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('public', 'information_schema'))
"""


class Lending:
    """Databases for one test after the other. What is given back is emptied; what can't be is made anew."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make
        self._empty: list[str] = []

    @contextmanager
    def one(self) -> Iterator[str]:
        address = self._empty.pop() if self._empty else self._make()
        yield address
        if asyncio.run(_is_emptied(address)):
            self._empty.append(address)


async def _is_emptied(address: str) -> bool:
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    try:
        if await connection.fetchval(LEFT_BEHIND):
            return False
        await connection.execute(EMPTIED)
        return True
    finally:
        await connection.close()
