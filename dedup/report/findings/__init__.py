"""What a check found, one module for each format; `dedup.report.check` lists them by name."""
