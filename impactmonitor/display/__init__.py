"""What is shown: figures, tables and the form, for people in a notebook and for the report."""

from impactmonitor.display.page import Page
from impactmonitor.display.tables import in_dutch

__all__ = ["Page", "in_dutch"]
