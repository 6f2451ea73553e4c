"""What a notebook finds under the name nncheck while it is marked: nothing that judges, and the numbers handed out."""

numbers = {}  # by lesson, set by the harness


def _nothing(*answers, **options):
    """Judging is done elsewhere."""


check = hint = solution = score = progress = _nothing


def given(lesson):
    """The numbers that a lesson starts from, by name."""
    return dict(numbers[lesson])
