"""One small brief, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from modusvivendi.api.briefs import BriefResult, Wish, make_brief
from modusvivendi.brief.write import write_brief
from modusvivendi.case import load_case
from modusvivendi.study.make import make_study

OPTIONS = ("piecemeal", "pragmatic", "normalisation", "drift")


@pytest.fixture(scope="session")
def small() -> BriefResult:
    """Four options under all theories on 64 draws, read on a fixed day."""
    study = make_study(load_case("afghanistan", read_on="2026-11-27"), strategies=OPTIONS, futures=64)
    return make_brief(study, wish=Wish(reader="the minister", marking="FOR TRIAL", command="modus brief afghanistan"))


@pytest.fixture(scope="session")
def alone() -> BriefResult:
    """The same options if one small state follows them."""
    study = make_study(load_case("afghanistan", read_on="2026-11-27"), strategies=OPTIONS, futures=64, followers="netherlands")
    return make_brief(study, wish=Wish(command="modus brief afghanistan"))


@pytest.fixture(scope="session")
def tied() -> BriefResult:
    """Options that change nothing noticeable, whoever follows: all are tied."""
    options = ("humanitarian", "benchmarks", "drift")
    study = make_study(load_case("afghanistan", read_on="2026-11-27"), strategies=options, futures=64, followers="netherlands")
    return make_brief(study, wish=Wish(command="modus brief afghanistan"))


@pytest.fixture(scope="session")
def written(small: BriefResult, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Its files by format."""
    folder = tmp_path_factory.mktemp("out") / "brief"
    paths = write_brief(folder, small.report, small.standpoint, small.titles, marking=small.marking)
    return {path.suffix[1:]: path for path in paths}
