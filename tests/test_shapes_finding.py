from shapes.finding import Finding, Level, Place


def test_a_cell_is_written_as_people_write_it() -> None:
    assert str(Place("plan.xlsx", sheet="Results", cell="B17")) == "plan.xlsx Results!B17"


def test_a_line_is_written_as_compilers_write_it() -> None:
    assert str(Place("plan.ttl", line=12, column=3)) == "plan.ttl:12:3"


def test_a_missing_translation_falls_back_to_english() -> None:
    finding = Finding("IN-01", Level.VIOLATION, {"en": "No indicator."})
    assert finding.text("fr") == "No indicator."
