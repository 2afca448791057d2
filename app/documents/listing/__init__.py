"""Lists of the screen as files: text, workbook, paper."""
