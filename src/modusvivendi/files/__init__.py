"""Files that people write and save: text, YAML and tables (CSV, .xlsx), read whole or refused with the place of a fault."""
