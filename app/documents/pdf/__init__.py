"""Paper that people hold: reports, evidence and receipts, set in Sarabun."""
