"""Files that people hold: workbooks, bank formats, PDFs and evidence."""
