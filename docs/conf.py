"""The website, made by Sphinx: `make docs`. What nobody writes is made in docs/pages.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pages

project = "Neural networks by hand"
author = "The Neural networks by hand authors"
copyright = f"2026 {author}"
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc", "pages"]
exclude_patterns = ["_build", "images"]

# Notebooks come with their outputs; nothing is run here.
nb_execution_mode = "off"
myst_enable_extensions = ["amsmath", "dollarmath", "substitution"]
myst_heading_anchors = 3

# Docstrings are prose, with code in single backticks.
default_role = "code"
autodoc_default_options = {"members": True, "member-order": "bysource"}
add_module_names = False

mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {"chtml": {"scale": 0.9}}
html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_use_index = html_domain_indices = False  # the search finds names
html_favicon = "_static/favicon.svg"
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system has it

repository = pages.repository()
html_theme_options = {
    "home_page_in_toc": True,
    "navbar_persistent": [],  # the search field stands in the sidebar already
    "logo": {"text": project},
}
if repository:
    link = {"name": "Repository", "url": repository, "icon": "fa-brands fa-git-alt"}
    html_theme_options |= {"icon_links": [link]}
if launchers := pages.launchers(repository):
    html_theme_options |= {
        "repository_url": repository,
        "repository_branch": pages.branch(),
        "launch_buttons": {"notebook_interface": "jupyterlab"} | launchers,
    }
