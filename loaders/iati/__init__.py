"""IATI activity files, versions 1.01 to 2.03."""
