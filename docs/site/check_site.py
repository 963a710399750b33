#!/usr/bin/env python3
"""Checks a web site on disk: docs/site/check_site.py SITE

Every link and every file that a page loads must lie in the site, anchors included, and no page may
load anything from elsewhere: the site works without a network. Plain links may leave it.
"""
import html.parser
import pathlib
import re
import sys
import urllib.parse

LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("object", "data"), ("source", "src")}


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.anchors = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            elif (tag, name) in LOADED:
                self.loaded.append(value)
            elif tag in ("a", "area") and name == "href":
                self.links.append(value)


def is_elsewhere(target):
    return target.startswith("//") or urllib.parse.urlparse(target).scheme not in ("", "data", "javascript")


def faults_of(path, site, pages):
    page = pages[path]
    for target in page.loaded:
        if is_elsewhere(target):
            yield f"loads {target} from elsewhere"
    for target in page.links + page.loaded:
        parts = urllib.parse.urlparse(target)
        if is_elsewhere(target) or parts.scheme:
            continue
        place = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
        if site not in place.parents:
            yield f"{target}: lies outside of the site"
        elif not place.is_file():
            yield f"{target}: is not there"
        elif parts.fragment and place in pages and urllib.parse.unquote(parts.fragment) not in pages[place].anchors:
            yield f"{target}: has no such anchor"


def check(site):
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    faults = [f"{path.relative_to(site)}: {fault}" for path in pages for fault in faults_of(path, site, pages)]
    for style in sorted(site.rglob("*.css")):
        text = style.read_text(encoding="utf-8")
        faults += [f"{style.relative_to(site)}: loads {found} from elsewhere"
                   for found in re.findall(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s]+)""", text)]
    return len(pages), faults


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    count, faults = check(pathlib.Path(sys.argv[1]).resolve())
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{count} pages, {len(faults)} faults")
    sys.exit(1 if faults or not count else 0)
