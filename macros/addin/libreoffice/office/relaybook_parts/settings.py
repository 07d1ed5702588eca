"""What was written into the extension when it was built; nothing else decides what is started."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, NamedTuple

uno: Any = importlib.import_module("uno")

_FILE = Path(__file__).with_name("settings.json")


class Settings(NamedTuple):
    """What a press has to know."""

    words: list[str]
    """Python and what keeps it from reading code elsewhere: the start of a command."""
    language: str
    """zh or en: that of the buttons."""
    said: dict[str, str]
    """Sentences for when Python cannot say anything itself."""
    tips: dict[str, str]
    """Command → what its button does."""


def read(context: Any) -> Settings:
    """Return the settings, in the one language the extension was built for or LibreOffice's own."""
    told = json.loads(_FILE.read_text("utf-8"))
    language = told["language"] or _spoken(context)
    words = [told["interpreter"], *told["flags"], "-m", "macros.addin.entry"]
    return Settings(words, language, told["said"][language], told["tips"][language])


def _spoken(context: Any) -> str:
    """Return zh where LibreOffice speaks Chinese, else en."""
    name = "com.sun.star.configuration.ConfigurationProvider"
    provider = context.ServiceManager.createInstanceWithContext(name, context)
    path = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    path.Name, path.Value = "nodepath", "/org.openoffice.Setup/L10N"
    view = "com.sun.star.configuration.ConfigurationAccess"
    spoken = provider.createInstanceWithArguments(view, (path,)).getByName("ooLocale")
    return "zh" if str(spoken).lower().startswith("zh") else "en"
