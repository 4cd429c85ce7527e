"""StratML (ISO 17469-1), Parts 1 and 2: strategic plans, performance plans and reports."""
