"""The catalogue of questions: one `.rq` file each, its metadata in a comment header.

A header is a YAML-like block of lines that begin with `#+`:

    #+ summary: Which strategies are linked to none?
    #+ parameters:
    #+   strategy: iri optional A strategy
    #+   on: date required The day on which milestones are judged
    #+ tags: linkage, gaps
    #+ source: §77

A parameter enters the query where the text says `VALUES ?name { UNDEF }`, as often as that stands
there (scope repeated in sub-selects); an optional parameter that is not given takes the block
away, so the variable stays free. Types: `iri`, `date`, `integer`, `string`, `language`.
"""
