"""Pages, API and command line: what people and programs see."""
