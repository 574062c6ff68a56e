"""What is shown: figures, tables and the form, for people in a notebook and for the report."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from impactmonitor.display.page import Page
    from impactmonitor.display.tables import in_dutch

__all__ = ["Page", "in_dutch"]
_MODULES = {"Page": "page", "in_dutch": "tables"}


def __getattr__(name: str) -> Any:
    """Import what a notebook asks for: drawing takes a second to import, and the rest of the package does not draw."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
