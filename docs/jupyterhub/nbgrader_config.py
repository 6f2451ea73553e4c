"""What nbgrader is told on the hub, students and instructor alike; the course folder has its own settings besides."""

import os

c = get_config()  # noqa: F821 (nbgrader puts the name there)

# Lessons go out through this folder, submissions come in, and feedback goes back. Everybody can write into it, and
# nobody can list what came in but the instructor.
c.Exchange.root = os.environ["NBGRADER_EXCHANGE"]
c.CourseDirectory.course_id = "neural-networks-by-hand"
