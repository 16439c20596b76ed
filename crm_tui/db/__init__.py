"""Every line of SQL: engine, unit of work, tables, queries, migrations."""
