"""SHACL shapes (W3C Recommendation of 20 July 2017) compiled to SPARQL 1.1 queries.

`graph` reads the shapes; `paths`, `context`, `literals` and `values` write text for parts of them;
`scan` and `queries` join those to whole queries; `custom`, `prebinding` and `tokens` serve
constraints written in SPARQL; `evaluation` runs everything, `reporting`, `results` and `messages`
say what was found. `selection` checks some nodes only; `reads`, `steps` and `patterns` tell which
triples a shape reads, so that a change is followed back to the nodes it touches.
"""
