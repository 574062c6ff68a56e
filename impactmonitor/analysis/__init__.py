"""What a study says in numbers: groups that may be shown, counts, margins and tests."""
