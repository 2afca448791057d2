"""Files that payment systems read: KTB iPay and ISO 20022, each written, read again and compared before it is given."""
