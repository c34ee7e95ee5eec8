"""A brief's findings as a document, written as Word, PDF, web page and workbook; and the linter that it must pass."""
