"""Files in, quads, source map and findings out; the import from reading to publishing."""
