"""Providers' models: nothing is sent when one is connected, and what is missing is said with what to install."""

import pytest

from rag.adapters.chat_models import connect
from rag.errors import InvalidSetting, ProviderMissing


def test_a_provider_whose_package_is_not_installed_is_said_with_the_package() -> None:
    with pytest.raises(ProviderMissing, match="pip install langchain-cohere"):
        connect("cohere:command", timeout_seconds=1)


def test_a_provider_that_langchain_does_not_know_is_a_wrong_setting() -> None:
    with pytest.raises(InvalidSetting, match="RAG_MODEL"):
        connect("nobody:model", timeout_seconds=1)
