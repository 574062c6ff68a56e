"""Sentences that answer to the data, their evidence, and texts written by hand."""

from impactmonitor.claims.sentences import Sentences

__all__ = ["Sentences"]
