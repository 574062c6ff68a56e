"""Reproducible survey report: data to tables, figures, wording, and a rendered report."""

__version__ = "0.1.0"
