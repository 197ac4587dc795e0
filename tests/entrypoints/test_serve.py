"""`rag serve`: listens on loopback, tells where, ends with Ctrl-C; a port in use is said."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

COMMAND = (sys.executable, "-c", "from rag.entrypoints.cli import main; main()")


def test_it_tells_its_address_answers_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    environment = {**os.environ, "RAG_HOME": str(tmp_path)}
    arguments = [*COMMAND, "serve", "--port", "0", "--json"]
    server = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        address = json.loads("".join(server.stdout.readline() for _ in range(3)))["address"]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as ready:
            said = json.load(ready)
            assert (said["status"], said["reports"], said["chunks"]) == ("ready", 0, 0)
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=20)
    finally:
        server.kill()
    assert server.returncode == 0
    assert "Traceback" not in said


def test_a_port_in_use_is_said(rag) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = rag("serve", "--port", str(taken.getsockname()[1]))
    assert refused.code == 3
    assert "--port" in refused.err
