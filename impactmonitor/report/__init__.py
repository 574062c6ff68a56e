"""The report's files: prose, workbook, overview, and the engines that render."""
