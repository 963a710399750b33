"""Samples of the contenders → the lines' medians, ratios and spreads → one table."""

from statistics import median

from lines import LOWER_IS_BETTER

HEADER = ("row", "work", "ours", "peer", "ratio", "spread", "target")


def three_digits(value):
    """Three digits"""
    return f"{value:,.0f}" if value >= 100 else f"{value:#.3g}".rstrip(".")


def column(samples, contender, unit):
    return [sample[unit] for sample in samples.get(contender, [])] if contender else []


def summary(line, samples, quiet):
    """The line with its measurements; ratios are above 1 where we are better, round by round. Targets are
    called met or missed only where `quiet`: others kept no core busy."""
    ours = column(samples, line.ours, line.unit)
    peer = column(samples, line.peer, line.peer_unit or line.unit)
    lower = line.unit in LOWER_IS_BETTER
    ratios = [p / o if lower else o / p for o, p in zip(ours, peer)]
    spread_of = ratios or ours or peer
    return {
        "row": line.row,
        "work": line.work,
        "unit": line.unit,
        "ours": median(ours) if ours else None,
        "peer_name": line.peer,
        "peer": median(peer) if peer else None,
        "ratio": median(ratios) if ratios else None,
        "spread": [min(spread_of), max(spread_of)] if spread_of else None,
        "runs": len(spread_of),
        "target": target(line, ours, ratios, quiet),
    }


def target(line, ours, ratios, quiet):
    """'≥ 4 ×, met'; empty without a target"""

    def verdict(met):
        return "" if not quiet else ", met" if met else ", missed"

    if line.ratio is not None:
        return f"≥ {line.ratio:g} ×" + verdict(median(ratios) >= line.ratio)
    if line.bound is not None:
        lower = line.unit in LOWER_IS_BETTER
        met = median(ours) <= line.bound if lower else median(ours) >= line.bound
        return f"{'≤' if lower else '≥'} {line.bound:,g} {line.unit}" + verdict(met)
    return "–"


def cells(entry):
    def value(key):
        return "–" if entry[key] is None else f"{three_digits(entry[key])} {entry['unit']}"

    peer = "–" if entry["peer"] is None else f"{entry['peer_name'].split('/')[1]} {value('peer')}"
    ratio = "–" if entry["ratio"] is None else f"{entry['ratio']:.2f} ×"
    spread = "–" if entry["spread"] is None else "{}…{} ({})".format(*map(three_digits, entry["spread"]), entry["runs"])
    return (entry["row"], entry["work"], value("ours"), peer, ratio, spread, entry["target"])


def markdown(entries):
    rows = [HEADER, *map(cells, entries)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADER))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
