"""Rules over rows: values in, values out. Knows no file, no Excel, no clock and no network."""
