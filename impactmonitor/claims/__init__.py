"""Sentences that answer to the data, their evidence, and texts written by hand."""
