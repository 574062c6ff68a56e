"""Words and numbers in Dutch; text of strangers made inert, and cleared of personal details."""
