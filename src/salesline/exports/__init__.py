"""Results for other people's tools: event logs for process mining, tables for databases, workbooks for finance."""
