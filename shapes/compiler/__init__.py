"""SHACL shapes (W3C Recommendation of 20 July 2017) compiled to SPARQL 1.1 queries.

`graph` reads the shapes, `paths`, `context` and `values` write query text for parts of them,
`queries` joins those to whole queries, `custom` and `prebinding` serve SPARQL-based constraints,
`evaluation` runs everything and returns results, `results` and `messages` say what was found.
"""
