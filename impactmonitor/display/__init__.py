"""What is shown: figures, tables and the form, for people in a notebook and for the report."""
