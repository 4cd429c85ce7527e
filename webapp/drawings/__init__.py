"""Where the parts of a picture stand; the templates of `drawings/` draw them as SVG."""
