"""The command line."""

from impactmonitor.cli.commands import app, main

__all__ = ["app", "main"]
