"""Files: read as they come from outside, written whole or not at all, and what was made of them kept."""
