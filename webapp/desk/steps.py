"""What a worker does at the moment, in the language of the reader."""

from flask_babel import gettext as _

from shapes import rules
from webapp.desk.tasks import Task
from webapp.languages import interface

_INFERRING, _DERIVING = "Inferring from ", "Deriving: "


def told(task: Task) -> str:
    """Return the step of a task: reading a file, drawing conclusions, a rule, or the end of it."""
    step = task.step
    if not step:
        return str(_("Finishing") if task.total else _("Waiting for a free worker"))
    if step.startswith(_INFERRING):
        return str(_("Drawing conclusions from %(graph)s", graph=step.removeprefix(_INFERRING)))
    if step.startswith(_DERIVING):
        return str(_("Working out what links the plans"))
    if rules.is_rule(step):
        titles = rules.rule(step).title
        return f"{step} {titles.get(interface().tag) or titles['en']}"
    return str(_("Reading %(file)s", file=step))
