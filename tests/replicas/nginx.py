"""A real nginx with the configuration of the README, on ports and with a certificate of its own."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOST = "bot.example.jp"
PATIENCE = 20.0

MAIN = """\
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""


def site(port: int, replicas: Sequence[int], folder: Path) -> str:
    """Take the README's configuration, and put this port, these replicas and this folder's certificate into it."""
    (text,) = re.findall(r"^```nginx\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.M | re.S)
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        f"/etc/letsencrypt/live/{HOST}/": f"{folder}/",
        "127.0.0.1:8443 ": f"127.0.0.1:{replicas[0]} ",
        "127.0.0.1:8444 ": f"127.0.0.1:{replicas[1]} ",
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return str(text)


@asynccontextmanager
async def nginx(port: int, replicas: Sequence[int], folder: Path) -> AsyncIterator[str]:
    """Run nginx and give its address; skips where it is not installed, which in CI is a failure."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is not installed; .ci/run installs it")
        pytest.skip("nginx is not installed")
    certify(folder)
    user = "user root;" if os.geteuid() == 0 else ""  # its workers may read this folder
    configuration = folder / "nginx.conf"
    configuration.write_text(MAIN.format(user=user, folder=folder, site=site(port, replicas, folder)), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(program, "-c", str(configuration), "-p", str(folder))
    try:
        await listening(port)
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


def certify(folder: Path) -> None:
    """Make a certificate that nobody but a test trusts."""
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run(  # noqa: S603 - nothing from outside
        ["openssl", "req", *kind, "-subj", f"/CN={HOST}", *files],  # noqa: S607 - wherever it is
        check=True,
        capture_output=True,
    )


async def listening(port: int) -> None:
    """Wait until somebody listens there."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
