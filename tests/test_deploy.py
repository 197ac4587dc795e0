"""What is said about running the service is so: settings and commands exist, files are what they must be."""

import dataclasses
import re
from pathlib import Path

import pytest
import yaml

from rag.settings import Settings

ROOT = Path(__file__).parent.parent
SETTINGS = {f"RAG_{one.name.upper()}" for one in dataclasses.fields(Settings)} | {"RAG_CONFIG"}
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
# The keys of the compose specification that are used here.
KNOWN = {
    *("image", "build", "restart", "ports", "environment", "volumes", "depends_on", "command", "healthcheck"),
    *("stop_grace_period", "read_only", "tmpfs", "security_opt", "cap_drop"),
}


@pytest.mark.parametrize("name", ["docs/deploy.md", "compose.yaml", "Dockerfile"])
def test_every_setting_that_is_named_exists(name: str) -> None:
    assert set(re.findall(r"RAG_[A-Z_]+", (ROOT / name).read_text(encoding="utf-8"))) <= SETTINGS


@pytest.mark.parametrize("name", ["docs/deploy.md", "compose.yaml", "Dockerfile"])
def test_every_command_that_is_named_exists(rag, name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    commands = set(re.findall(r"(?<![-/\w])rag (backup|demo|doctor|keys \w+|rebuild|serve|worker)\b", text))
    assert commands
    for one in commands:
        assert rag(*one.split(), "--help").code == 0, one


def test_the_services_belong_together() -> None:
    services = COMPOSE["services"]
    for name, one in services.items():
        assert set(one) <= KNOWN, name
        assert set(one.get("depends_on", {})) <= set(services)
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in COMPOSE["volumes"], volume
    environment = services["rag"]["environment"]
    assert environment["RAG_CHROMA_URL"] == "http://chroma:8000"
    assert environment["RAG_MODEL_BASE_URL"] == "http://model:8080/v1"
    assert services["model"]["command"][services["model"]["command"].index("--alias") + 1] == "local"
    assert environment["RAG_MODEL"] == "openai:local"


def test_the_vector_server_is_of_the_version_that_is_tested() -> None:
    version = re.search(r"^chromadb==(.+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    assert version
    assert COMPOSE["services"]["chroma"]["image"] == f"chromadb/chroma:{version[1]}"


def test_what_the_image_is_built_from_is_let_into_it() -> None:
    let_in = {one[1:] for one in (ROOT / ".dockerignore").read_text().split() if one.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert {source for line in copied for source in line.split()} <= let_in
