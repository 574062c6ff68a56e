"""Runs it: notebooks, builds, batches, and what is stale."""
