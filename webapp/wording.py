"""The words of answers and the labels of parameters, in the language of the interface."""

from flask_babel import lazy_gettext as _

WORDS = {
    "stated": _("stated"),
    "derived": _("derived"),
    "reached": _("reached"),
    "open": _("open"),
    "overdue": _("overdue"),
    "due within a year": _("due within a year"),
    "dropped": _("dropped"),
    "delayed": _("delayed"),
    "undated": _("undated"),
    "down": _("down"),
    "plans that seek results": _("plans that seek results"),
    "plans that hold a framework": _("plans that hold a framework"),
    "the plan seeks a result": _("the plan seeks a result"),
    "the framework holds a result": _("the framework holds a result"),
    "results of the plan with an indicator": _("results of the plan with an indicator"),
    "results of the framework with an indicator": _("results of the framework with an indicator"),
    "outcomes with someone accountable": _("outcomes with someone accountable"),
    "indicators with a baseline": _("indicators with a baseline"),
    "indicators with a target": _("indicators with a target"),
    "indicators with an actual value": _("indicators with an actual value"),
    "false friend": _("false friend"),
    "mapping": _("mapping"),
    "kept": _("kept"),
    "reworded": _("reworded"),
    "new": _("new"),
    "no actual value": _("no actual value"),
    "no baseline": _("no baseline"),
    "no target": _("no target"),
    "to be maintained": _("to be maintained"),
    "the target equals the baseline": _("the target equals the baseline"),
    "the target lies on the wrong side of the baseline": _(
        "the target lies on the wrong side of the baseline"
    ),
    "unchanged": _("unchanged"),
    "rising": _("rising"),
    "falling": _("falling"),
    "better": _("better"),
    "worse": _("worse"),
    "something it contributes to": _("something it contributes to"),
    "something that contributes to it": _("something that contributes to it"),
    "conflict": _("conflict"),
    "overlap": _("overlap"),
    "milestone": _("milestone"),
    "area": _("area"),
    "unit": _("unit"),
    "target": _("target"),
    "date": _("date"),
    "baseline": _("baseline"),
    "direction": _("direction"),
    "means of verification": _("means of verification"),
    "results": _("results"),
    "framework": _("framework"),
    "MUST": _("must"),
    "SHOULD": _("should"),
    "MAY": _("may"),
    "publish": _("publication"),
    "roll back": _("roll back"),
    "restore": _("restoration"),
    "repair": _("repair"),
    "violation": _("violation"),
    "warning": _("warning"),
    "info": _("remark"),
    "actual": _("actual"),
    "up": _("up"),
    "now reached": _("now reached"),
    "now open": _("now open"),
    "now overdue": _("now overdue"),
    "now due within a year": _("now due within a year"),
    "now dropped": _("now dropped"),
    "now undated": _("now undated"),
}
"""Words that stand in the cells of answers."""
PARAMETERS = {
    "The unit that answers": _("The unit that answers"),
    "The framework that holds the outcomes": _("The framework that holds the outcomes"),
    "The day on which the milestones are judged": _("The day on which the milestones are judged"),
    "The road map that holds the milestones": _("The road map that holds the milestones"),
    "The result, or any other element of the chain": _(
        "The result, or any other element of the chain"
    ),
    "The organization, framework or plan": _("The organization, framework or plan"),
    "The term, ours or theirs": _("The term, ours or theirs"),
    "The newer version, which replaces the older one": _(
        "The newer version, which replaces the older one"
    ),
    "The result that is measured": _("The result that is measured"),
    "The plan that seeks the results": _("The plan that seeks the results"),
    "The indicator": _("The indicator"),
    "The day up to which actual values count": _("The day up to which actual values count"),
    "The lesson that is answered": _("The lesson that is answered"),
    "A strategy that every pair must hold": _("A strategy that every pair must hold"),
    "The strategy whose links are asked for": _("The strategy whose links are asked for"),
    "The one strategy at the other end": _("The one strategy at the other end"),
    "The area of the road map": _("The area of the road map"),
    "The unit that is responsible": _("The unit that is responsible"),
    "The framework that holds the results": _("The framework that holds the results"),
    "A strategy that must be one of the two": _("A strategy that must be one of the two"),
    "The day of the report": _("The day of the report"),
    "The day to compare with, else that of the last progress report, else two years before": _(
        "The day to compare with, else that of the last progress report, else two years before"
    ),
    "The road map that is reported on": _("The road map that is reported on"),
    "What the money is allocated to": _("What the money is allocated to"),
    "The period of the money": _("The period of the money"),
    "The first day of the cycle": _("The first day of the cycle"),
    "The last day of the cycle": _("The last day of the cycle"),
    "The paragraph, cell or line": _("The paragraph, cell or line"),
    "The document": _("The document"),
    "The number of the paragraph, such as 77": _("The number of the paragraph, such as 77"),
    "The name of the sheet": _("The name of the sheet"),
    "The cell, such as B17": _("The cell, such as B17"),
    "The line, the first is 1": _("The line, the first is 1"),
    "The goal, target or indicator; a goal counts with its targets and indicators": _(
        "The goal, target or indicator; a goal counts with its targets and indicators"
    ),
    "A strategy that must be among those that meet": _(
        "A strategy that must be among those that meet"
    ),
    "The outcome that is sought": _("The outcome that is sought"),
    "The framework that holds the indicators": _("The framework that holds the indicators"),
    "The organization whose strategies are meant": _("The organization whose strategies are meant"),
    "The strategy where the chains begin": _("The strategy where the chains begin"),
    "The strategy where they end": _("The strategy where they end"),
}
"""What the parameters of the questions are called in the forms."""
STANDINGS = ("overdue", "due within a year", "open", "undated", "reached", "dropped")
"""The states of a milestone, the most pressing first."""


def word(text: str) -> str:
    """Return a word of an answer in the language of the interface; other text stays as it is."""
    return str(WORDS.get(str(text), text))


def parameter(summary: str) -> str:
    """Return the label of a question's parameter in the language of the interface."""
    return str(PARAMETERS.get(summary, summary))
