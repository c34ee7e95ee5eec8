"""Hostile words to every option of every command that is no number of a run: one line, exit code 2, before any work and any line of
progress, and nothing is left behind. Families: one test an option, many words each."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from commands import modus

ANYWHERE = ("", "  ", "x" * 5000, "a\x00b")  # mean nothing to any option
BASES = {
    "run": "run afghanistan --futures 8 --months 12 --strategies piecemeal,drift --theories inertia",
    "compare": "compare afghanistan --futures 128 --months 12 --theories inertia,leverage --strategies piecemeal,drift",
    "plan": "plan afghanistan --theories inertia --futures 8 --generations 2 --population 4 --searches 1",
    "weigh": "weigh afghanistan --draws 64 --theories inertia",
    "pooled": "weigh afghanistan gaza --pooled --draws 64 --theories inertia",
    "signposts": "signposts afghanistan --futures 64 --theories inertia,leverage",
    "forecast": "forecast afghanistan --futures 64 --theories inertia",
    "claims": "claims --futures 64 --theories inertia",
    "update": "update afghanistan --futures 64 --theories inertia",
    "decide": "update afghanistan --futures 64 --theories inertia --by x --reason y",
    "score": "score afghanistan --theories inertia",
    "demands": "score nosuch.csv",
    "brief": "brief afghanistan --futures 64 --theories inertia --strategies piecemeal,drift",
    "simulator": "simulator afghanistan --futures 8 --theories inertia --strategies piecemeal,drift --no-signposts",
    "precedents": "precedents afghanistan --issue water_management",
    "journal": "journal list",
    "show": "show afghanistan",
    "check": "check afghanistan",
    "show part": "show inertia",
    "check part": "check inertia",
    "new": "new mine",
}
NAMES = ",|nosuch|../x|[b]|%s|Inertia|inertia,inertia|ınertia|inertia;leverage|drift,drift"
DAYS = "soon|2024-13|2024-02-30|0000-01-01|0001-01-01|1899-12-31|2101-01-01|-1|1e9|9999-12-31|24-05-29|29.05.2024|05/29/2024|1403-03-09|2024-05-29T00:00|2024-W22|20240529T|99999-01-01|٢٠٢٤-٠٥-٢٩"
WHOLE = "-1|1.5|1e3|nan|x|1,000|1_000x|٣٣x|99999999999999999999999"
SHARES = "nan|inf|-1|x|1,5|50%|1e400|101"
ISSUES = "nosuch|Water_management|water_management;x|water management|core_rights|*"
CASES = "nosuch|Afghanistan|../afghanistan|аfghanistan|/|/dev/null"
COMMON = {  # options that several commands read in the same way, what means nothing to them, and to which commands
    "--theories": (NAMES, "run compare plan weigh pooled signposts forecast claims update score brief simulator"),
    "--strategies": (NAMES, "run compare brief simulator"),
    "--weights": (
        "nosuch|inertia=nan|inertia=-1|inertia=0|inertia=1,inertia=2|inertia|=|UNIFORM|inertia=1e308,leverage=1e308|inertia=1;leverage=1"
        "|inertia=50%|inertia=½|lent.json|/nonexistent/lent.json|uniform,record|inertia=1,|inertia=1 2|inertia==1|/dev/zero",
        "run compare plan signposts forecast claims update brief simulator",
    ),
    "--as-of": (DAYS, "run compare plan weigh pooled signposts forecast claims score brief simulator precedents show check"),
    "--seed": (WHOLE, "run compare plan weigh pooled signposts forecast claims update score brief simulator"),
    "--futures": ("0|" + WHOLE, "run compare plan signposts forecast claims update brief simulator"),
    "--months": ("0|11|601|" + WHOLE, "run compare plan claims brief simulator"),
    "--as": (",|us|US,US|US,|nobody|eu,EU,eu|ＵＳ|US;UK", "run compare plan brief"),
    "--budget": (SHARES, "plan"),
    "--standing-budget": (SHARES, "plan"),
    "--largest-step": ("0|1.01|" + SHARES, "plan"),
    "--follow-through": (",|Own|own,|0.9;1|" + SHARES, "plan"),
    "--politicisation": (SHARES, "precedents"),
    "--material": (SHARES, "precedents"),
    "--standing": (SHARES, "precedents"),
    "--staff": ("0|33|" + WHOLE, "plan"),
    "--deadline": ("0|61|601|" + WHOLE, "plan"),
    "--searches": ("0|11|" + WHOLE, "plan"),
    "--generations": ("1|10001|" + WHOLE, "plan"),
    "--population": ("3|1001|" + WHOLE, "plan"),
    "--draws": ("0|63|" + WHOLE, "weigh pooled"),
    "--threads": ("0|" + WHOLE, "weigh"),
    "--horizon": ("0|601|" + WHOLE, "signposts"),
    "--nearest": ("0|" + WHOLE, "precedents"),
    "--off-table": (ISSUES, "plan"),
    "--issue": (ISSUES, "precedents"),
    "--case": (CASES, "show_part check_part"),
    "--from": (CASES, "new"),
    "--since": (DAYS, "score"),
}
OWN = {  # options of one command
    "plan --objectives": (
        ",|nosuch|-|+core_rights,-core_rights|core_rights,core_rights|--money|core_rights;money|core_rights=1"
        "|a,b,c,d,e,f|core_rights,wellbeing,technical,money,attacks,trust"
    ),
    "plan --robust": "best|p0|p100|p1.5|P10|p-1|pnan|10|p٣",
    "plan --red-line": "nosuch|Money|money,standing",
    "plan --principles": "nosuch|None|humanitarian,none",
    "plan --set": "x|theory.inertia.lam=nan|case.x=1|strategy.nosuch.at_once=1",
    "plan --move": "water_management=off",
    "plan --against": "piecemeal",
    "plan --edit": "nosuch.yaml|/dev/null|.",
    "weigh --sampler": "nested|Importance",
    "pooled --sampler": "nautilus|x",
    "compare --value": (
        ",|nosuch|core_rights=nan|core_rights=-1|core_rights=0|core_rights=1,wellbeing|core_rights=1,core_rights=2"
        "|core_rights=½|Core_rights"
    ),
    "compare --strategy": "nosuch|pressure|Drift",
    "compare --level": "nan|inf|-1|x|0,5|5%",
    "compare --acceptable": (
        "good|good:|:core_rights=1|good:nosuch=1|good:core_rights=nan|good:core_rights=inf|good:core_rights=x"
        "|good:core_rights=1,core_rights=2|good:core_rights"
    ),
    "compare --triangle": "inertia|inertia,leverage|inertia,leverage,nosuch|inertia,leverage,inertia",
    "compare --export": ",|pdf|CSV|csv;xlsx",
    "signposts --strategy": "nosuch|Piecemeal|piecemeal,drift",
    "forecast --questions": "nosuch|/dev/null|.",
    "forecast --strategy": "nosuch|Drift|piecemeal,drift",
    "claims --only": ",|nosuch|c1;c2",
    "claims --claims": "nosuch.yaml|/dev/null",
    "decide --accept": "nosuch|acts/nosuch|all,all|nosuch/1",
    "decide --refuse": "nosuch|acts/nosuch",
    "decide --level": (
        "nosuch=0.5|water_management|water_management=2|water_management=nan|water_management=|water_management=0,5"
        "|=0.5|water_management=50%"
    ),
    "update --home": "/dev/null|/proc/x",
    "update --acts": "nosuch.csv|/dev/null|.",
    "journal --journal": ".|/dev/zero",
    "score --acts": "nosuch.csv|/dev/null|.",
    "demands --demands": "nosuch|SCC|scc,ties",
    "brief --format": ",|doc|PDF|docx;pdf",
    "brief --scale": "nosuch|ICD203",
    "brief --template": "nosuch.docx|/dev/null|.",
    "brief --plan": "nosuch.yaml|/dev/null",
    "brief --diff": "nosuch|/dev/null",
    "simulator --evidence": "nosuch|/dev/null",
    "precedents --cost": "nosuch|Low|0.5|low,mid",
    "precedents --publicity": "Quiet|0.5|secret",
    "precedents --form": "Single|both",
    "precedents --reward": "maybe|Yes|1",
    "precedents --asker": "us|XX|US,UK",
    "precedents --cases": ",|nosuch|afghanistan,afghanistan|Gaza",
    "precedents --only": "x|cost=|cost=nosuch|years=2012-2007|years=x|years=07|nosuch=1|=1|cost==low|years=٢٠٠٧-٢٠١٢",
    "precedents --ask": "nosuch.yaml|/dev/null|.",
}
PLACES = {  # what stands by itself, not behind an option: the words before it
    "": "nosuch|Run|run,compare|[b]",
    "journal": "nosuch|List|seal|score",
    "import": "nosuch|scc",
    "show": "nosuch|theory:nosuch|nosuch:inertia|:|theory:",
    "check": "nosuch|/dev/null",
    "new": "a b|../x|/x|.|..|Ä|a/b|-x-|1x",
    "migrate": "nosuch|/dev/null|.",
    "reproduce": "nosuch|/dev/null|.",
    **dict.fromkeys(
        [
            "run",
            "compare",
            "plan",
            "weigh",
            "signposts",
            "forecast",
            "update",
            "score",
            "brief",
            "simulator",
            "precedents",
            "claims",
        ],
        CASES,
    ),
}


def some(words: tuple[str, ...], command: str, commands: list[str]) -> tuple[str, ...]:
    """All words for the first command that reads an option; for others, which read it in the same way, every sixth and the last."""
    first = sum(map(ord, command)) % 6
    return words if command == commands[0] else tuple(dict.fromkeys((*words[first::6], words[-1])))


TRIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}  # words before, and each of the words that mean nothing there
for option, (given, by) in COMMON.items():
    for command in by.split():
        base = BASES[command.replace("_", " ")].split()
        TRIES[f"{command} {option}"] = (*base, option), some(tuple(given.split("|")), command, by.split())
for name, given in OWN.items():
    command, option = name.split()
    TRIES[name] = (*BASES[command].split(), option), tuple(given.split("|"))
for name, given in PLACES.items():
    TRIES[f"{name} ..."] = tuple(name.split()), tuple(given.split("|"))


@pytest.mark.parametrize("option", TRIES)
def test_every_word_that_means_nothing_is_refused_in_one_line(tmp_path: Path, option: str) -> None:
    before, words = TRIES[option]
    tried = {word[:60]: why_not_refused(tmp_path, *before, word) for word in (*words, *ANYWHERE)}
    assert {word: found for word, found in tried.items() if found} == {}


def why_not_refused(folder: Path, *words: str) -> str:
    """'' if a command ends with exit code 2, one line and nothing written, within a few seconds; else what it did instead."""
    begun = time.process_time()
    done = modus(*words, cwd=folder)
    lines, left = done.stderr.strip().splitlines(), [p.name for p in folder.iterdir()]
    if done.returncode != 2 or len(lines) != 1 or not lines[0].startswith("modus: ") or len(lines[0]) > 1000:
        return f"exit code {done.returncode}: {done.stderr[-300:]}"
    if time.process_time() - begun > 5:
        return f"only after {time.process_time() - begun:.0f} s: {lines[0]}"
    return f"left behind: {left}" if left else ""
