"""Marking a class: submissions are run behind walls, judged outside of them, and written into nbgrader's gradebook.

A submission is marked by `marking.mark`, a pure function of plain data; `classes` runs it over a class, in processes or
on a Dask cluster, and is the only one that writes to the gradebook. On the command line: `python -m grading`.
"""
