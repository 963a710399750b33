#!/usr/bin/env python3
"""Writes the help texts of `emovox` into docs/cli.md: tools/cli_reference.py build/release/bin/emovox

Below each line `<!-- help: VERB -->` is a code block with the output of `emovox VERB --help`; this
program replaces it. With ` until TITLE:` after the verb, the block ends before that group of options.
--check changes nothing and exits with 1 where docs/cli.md differs from the program.
"""
import argparse
import pathlib
import re
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "cli.md"
BLOCK = re.compile(r"<!-- help:(?P<verb>.*?)(?: until (?P<end>\w+):)? -->\n```\n.*?```\n", re.DOTALL)


def help_text(emovox, verb, end):
    arguments = [emovox, *verb.split(), "--help"]
    text = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    if end:
        text, found, _ = text.partition(f"\n{end}:\n")
        if not found:
            sys.exit(f"emovox {verb} --help: has no group {end}")
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip()) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("emovox", help="the program, with emovox-train beside it")
    parser.add_argument("--check", action="store_true", help="only compare")
    options = parser.parse_args()

    def block(match):
        verb = match["verb"].strip()
        until = f" until {match['end']}:" if match["end"] else ""
        marker = f"<!-- help:{' ' if verb else ''}{verb}{until} -->"
        return f"{marker}\n```\n{help_text(options.emovox, verb, match['end'])}```\n"

    page = PAGE.read_text(encoding="utf-8")
    new = BLOCK.sub(block, page)
    if options.check and new != page:
        sys.exit(f"docs/cli.md: differs from the program; run tools/cli_reference.py {options.emovox}")
    if new != page:
        PAGE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
