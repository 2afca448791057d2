"""Screens about money that comes in: bills, requests of the Portal, payments, receipts."""
