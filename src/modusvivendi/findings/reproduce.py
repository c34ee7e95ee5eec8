"""A stored run made again: whether every bit is the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact, Finding, Report, Table
from modusvivendi.study.reproduce import Comparison

QUESTION = "Does the run come out the same again?"


def reproduce_report(folder: Path, found: Comparison) -> Report:
    """The report of ``modus reproduce``."""
    manifest = found.manifest
    versions = ", ".join(f"{name} {number}" for name, number in manifest.made_by.items() if name != "code")
    return Report(
        title=f"{manifest.case} made again",
        kind="reproduction",
        basis=f"{folder.name}: study {manifest.study[:12]}, seed {manifest.seed}, case as of {manifest.as_of}; made by {versions}.",
        findings=(same_or_not(found),),
        note="The same study, code and versions give the same bits on one kind of machine; another processor or compiler may differ in "
        "the last digit of a number, and then now and then in an event.",
        slug="reproduce",
    )


def same_or_not(found: Comparison) -> Finding:
    """The comparison in one sentence, with the blocks that differ."""
    facts = {
        "same": Fact(value=found.same),
        "units": Fact(value=words.counted(found.units, "block")),
        "futures": Fact(value=found.futures),
        "differing": Fact(value=len(found.differing)),
        "largest": Fact(value=found.largest),
        "otherwise": Fact(value=found.otherwise or "nothing"),
        "complete": Fact(value=found.manifest.complete),
    }
    told = "; the stored run is unfinished" if not found.manifest.complete else ""
    other = " Code and versions differ in: {otherwise}." if found.otherwise else ""
    claim = (
        "Every bit is the same: {units}, {futures:count} simulated futures" + told + "." + other
        if found.same
        else "Not the same: {differing} of {units} differ, an outcome by up to {largest:3}" + told + "." + other
    )
    frame = pd.DataFrame(found.differing, columns=["theory", "first future of the block"])
    table = Table(name="differing", caption="Blocks that came out otherwise", frame=frame)
    return Finding(
        id="reproduce.same",
        question=QUESTION,
        claim=claim,
        facts=facts,
        headline=True,
        tables=() if found.same else (table,),
        method="Every block that is stored is simulated anew from the manifest, and its checksum compared.",
    )
