#!/usr/bin/env python3
"""Turns the Markdown pages of the tree into a web site: docs/site/build_site.py ROOT SITE

Pages keep their paths (docs/cli.md becomes docs/cli.html, README.md of the root becomes index.html).
Links between pages stay links. A link to another file of the tree leads to a page with its text, a
link to the public headers to the API reference, which scripts/docs writes into SITE/api.
"""
import html
import os
import pathlib
import re
import shutil
import sys
import urllib.parse

import markdown_it
import pygments
import pygments.formatters
import pygments.lexers
import pygments.util

API = "api/index.html"
SECTIONS = [
    ("Start", ["README.md", "docs/tutorial.md"]),
    ("Use", ["docs/cli.md", "docs/server.md", "docs/cpp.md", "docs/c.md"]),
    ("Train and evaluate", ["docs/training.md", "docs/model.md", "docs/experiments.md", "models/README.md"]),
    ("Reference", ["docs/speed.md", "docs/platforms.md", "docs/versioning.md", "bench/README.md"]),
    ("Project", ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]),
]
TITLES = {"README.md": "Overview", "docs/tutorial.md": "Tutorial",
          "docs/experiments.md": "Experiments", "models/README.md": "The bundled model", "bench/README.md": "Benchmarks"}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="{base}style.css"></head>
<body><nav><a class="name" href="{base}index.html">emovox</a>{nav}</nav><main>
{body}</main></body></html>
"""


def address(path):
    """Where the page of a Markdown file lies in the site."""
    return "index.html" if path == "README.md" else path.removesuffix(".md") + ".html"


def slug(text):
    """The identifier that GitHub gives a heading, so that links work there and here."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


class Site:
    def __init__(self, root, output):
        self.root, self.output = root, output
        listed = [page for _, pages in SECTIONS for page in pages]
        further = sorted(f"docs/{page.name}" for page in (root / "docs").glob("*.md"))
        self.sections = [(name, [page for page in pages if (root / page).exists()]) for name, pages in SECTIONS]
        self.sections.append(("More", [page for page in further if page not in listed]))
        self.pages = [page for _, pages in self.sections for page in pages]
        self.sources = set()
        self.markdown = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table")
        self.markdown.options["highlight"] = self.highlight

    @staticmethod
    def highlight(code, language, _attributes):
        if not language:
            return ""
        lexer = pygments.lexers.get_lexer_by_name(language)
        formatter = pygments.formatters.HtmlFormatter(nowrap=True)  # style.css has the colours
        return pygments.highlight(code, lexer, formatter)

    def title(self, page):
        heading = re.search(r"^# (.+)$", (self.root / page).read_text(encoding="utf-8"), re.MULTILINE)
        return TITLES.get(page) or (heading[1] if heading else page)

    def navigation(self, here, base):
        parts = []
        for name, pages in self.sections:
            links = [(address(page), self.title(page)) for page in pages]
            if name == "Reference":
                links.insert(0, (API, "C++ and C API"))
            if not links:
                continue
            parts.append(f"<h2>{html.escape(name)}</h2><ul>")
            for target, title in links:
                mark = ' class="here"' if target == here else ""
                parts.append(f'<li><a{mark} href="{base}{target}">{html.escape(title)}</a></li>')
            parts.append("</ul>")
        return "".join(parts)

    def target(self, page, link):
        """What a link of a page becomes in the site; None where the site has nothing for it."""
        path, _, fragment = link.partition("#")
        if urllib.parse.urlparse(link).scheme or not path:
            return link
        wanted = os.path.normpath(os.path.join(os.path.dirname(page), path))
        if not (self.root / wanted).exists():
            sys.exit(f"{page}: links to {link}, which is not there")
        here = os.path.dirname(address(page)) or "."
        if wanted.endswith(".md"):
            if wanted not in self.pages:
                self.pages.append(wanted)
            found = address(wanted) + ("#" + fragment if fragment else "")
        elif wanted.startswith("include"):
            found = API
        elif (self.root / wanted).is_dir():
            return None
        elif wanted.endswith((".svg", ".png")):
            self.copy(wanted)
            found = wanted
        else:
            self.sources.add(wanted)
            found = f"source/{wanted}.html"
        return os.path.relpath(found, here)

    def copy(self, path):
        place = self.output / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.root / path, place)

    def relink(self, page, tokens):
        left_out = []
        for token in tokens:
            if token.type == "link_open":
                target = self.target(page, token.attrs["href"])
                left_out.append(target is None)
                if target is None:
                    token.type, token.tag, token.attrs = "html_inline", "", {}
                    token.content = ""
                else:
                    token.attrs["href"] = target
            elif token.type == "link_close" and left_out.pop():
                token.type, token.content = "html_inline", ""
            elif token.type == "image":
                token.attrs["src"] = self.target(page, token.attrs["src"])
            if token.children:
                self.relink(page, token.children)

    @staticmethod
    def name_headings(tokens):
        for opening, content in zip(tokens, tokens[1:]):
            if opening.type != "heading_open":
                continue
            name = slug("".join(part.content for part in content.children or []))
            opening.attrs["id"] = name
            if opening.tag != "h1":
                anchor = type(opening)("html_inline", "", 0)
                anchor.content = f'<a class="anchor" href="#{name}">#</a>'
                content.children.append(anchor)

    def write(self, place, title, body):
        base = "../" * place.count("/")
        path = self.output / place
        path.parent.mkdir(parents=True, exist_ok=True)
        title = title if title == "emovox" else f"{title} - emovox"
        page = PAGE.format(title=html.escape(title), base=base, nav=self.navigation(place, base), body=body)
        path.write_text(page, encoding="utf-8")

    def write_page(self, page):
        tokens = self.markdown.parse((self.root / page).read_text(encoding="utf-8"))
        self.relink(page, tokens)
        self.name_headings(tokens)
        body = self.markdown.renderer.render(tokens, self.markdown.options, {})
        self.write(address(page), self.title(page), body)

    def write_source(self, path):
        text = (self.root / path).read_text(encoding="utf-8")
        body = f"<h1>{html.escape(path)}</h1>\n<pre><code>{html.escape(text)}</code></pre>\n"
        self.write(f"source/{path}.html", path, body)

    def build(self):
        done = set()
        while pages := [page for page in self.pages if page not in done]:
            for page in pages:  # a page may add those that it links to
                self.write_page(page)
                done.add(page)
        for path in sorted(self.sources):
            self.write_source(path)
        shutil.copyfile(self.root / "docs/site/style.css", self.output / "style.css")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Site(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])).build()
