"""The site of the documents builds without a warning and without a network; what is generated of it is up to date."""

from __future__ import annotations

import html.parser
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import build_site
import nbformat
import pytest
import refresh_llms
import refresh_odd
import yaml

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with notebooks as they are kept, and every proxy pointing nowhere."""
    home = tmp_path_factory.mktemp("site")
    build_site.gather(home / "docs", run=False)
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    settings |= {"docs_dir": str(home / "docs"), "site_dir": str(home / "site")}
    (home / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(home / "mkdocs.yml")],
        env={**os.environ, **nowhere, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "WARNING" not in done.stderr
    return home / "site"


class Loaded(html.parser.HTMLParser):
    """Addresses that a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "video"):
            self.found.append(given.get("src") or "")
        if tag == "link" and given.get("rel") not in ("canonical", "next", "prev"):
            self.found.append(given.get("href") or "")


def test_no_page_loads_anything_from_outside(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 25
    for page in pages:
        parser = Loaded()
        parser.feed(page.read_text(encoding="utf-8"))
        assert [a for a in parser.found if re.match(r"(https?:)?//", a)] == [], page.name
    styles = "".join(p.read_text(encoding="utf-8") for p in site.rglob("*.css"))
    assert re.findall(r"url\([\"']?(?:https?:)?//", styles) == []


def test_every_document_and_tutorial_is_a_page(site: Path) -> None:
    expected = {p.stem for p in (ROOT / "docs").glob("*.md")} | {"index", "contributing", "changelog", "cite"}
    assert expected <= {p.stem for p in site.glob("*.html")}
    assert {p.stem for p in (ROOT / "examples").glob("*.ipynb")} < {p.stem for p in (site / "tutorials").glob("*.html")}


def test_a_broken_link_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# A\n\n[b](b.md)\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: a\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode != 0


def test_links_are_those_between_pages() -> None:
    readme, page = ROOT / "README.md", ROOT / "docs" / "plan.md"
    assert build_site.relinked("[a](docs/plan.md#b)", readme, "index.md") == "[a](plan.md#b)"
    assert build_site.relinked("[a](../CONTRIBUTING.md)", page, "plan.md") == "[a](contributing.md)"
    assert build_site.relinked("[a](../src/modusvivendi/errors.py)", page, "plan.md") == "a (`src/modusvivendi/errors.py`)"
    assert build_site.relinked("[a](https://x.example/y)", page, "plan.md") == "[a](https://x.example/y)"


def test_what_a_cell_prints_is_shown() -> None:
    cell = nbformat.v4.new_output("stream", text="1 < 2\n")
    assert build_site.shown(cell) == '<div class="output"><pre>1 &lt; 2</pre></div>'
    table = nbformat.v4.new_output("display_data", {"text/html": "<style>x</style>\n<table>\n\n</table>", "text/plain": "t"})
    assert build_site.shown(table) == '<div class="output">\n<table>\n</table>\n</div>'


def test_the_odd_form_is_the_code() -> None:
    assert (ROOT / "docs" / "odd.md").read_text(encoding="utf-8") == refresh_odd.odd_text()


def test_the_schedule_of_the_odd_form_is_the_month() -> None:
    calls = refresh_odd.calls_of_a_month()
    assert calls[0] == "outsiders_move" and calls.index("deals") < calls.index("hold_together") < calls.index("rivals_recruit")
    assert [c for n, c in enumerate(map(refresh_odd.stage_of, calls)) if n == 0 or c != refresh_odd.stage_of(calls[n - 1])][
        -1
    ] == "population"


def test_the_list_for_language_models_is_up_to_date() -> None:
    text = (ROOT / "llms.txt").read_text(encoding="utf-8")
    assert text == refresh_llms.llms_text()
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (ROOT / target).exists(), target


def test_how_to_cite_names_the_version_and_licence() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(cited["version"]) == PROJECT["version"] and cited["license"] == PROJECT["license"]
    assert {"cff-version", "message", "title", "authors"} <= set(cited) and PROJECT["version"] in build_site.cite_page()


def test_the_readme_fits_two_screens() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 110


def test_the_lock_holds_every_requirement_with_hashes_and_no_address() -> None:
    text = (ROOT / "lock.txt").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+) \\$", text, re.MULTILINE))
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in locked}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    assert {re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", w)[0]).lower() for w in wanted} <= names  # type: ignore[index]
    blocks = re.split(r"\n(?=\S)", text)
    assert all("--hash=sha256:" in b for b in blocks if "==" in b.split("\n")[0])
    assert not re.search(r"https?://|index-url|find-links|trusted-host|file:/", text)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network."""
    home = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(home), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    assert len(list(home.glob("*.tar.gz"))) == 1
    return next(home.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("modusvivendi/")}
    source = ROOT / "src"
    kept = subprocess.run(["git", "ls-files", "src"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    wanted = {str((ROOT / name).relative_to(source)) for name in kept}
    assert len(wanted) > 300 and wanted <= held


@pytest.mark.slow
def test_it_installs_from_a_folder_without_a_network(wheel: Path, tmp_path: Path) -> None:
    """What ``make wheelhouse`` gathers is enough for wheel and source, and the command runs."""
    folder, env = wheel.parent, tmp_path / "env"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "download", "--quiet", "--dest", str(folder), str(wheel), "hatchling"], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(env)], check=True)
    python = str(env / "bin" / "python")
    offline = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-index",
        "--find-links",
        str(folder),
    ]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHONPATH"))} | {"PIP_CONFIG_FILE": os.devnull}
    subprocess.run([*offline, "modus-vivendi"], check=True, env=clean)
    said = subprocess.run(
        [str(env / "bin" / "modus"), "cases"], capture_output=True, text=True, check=True, env=clean, cwd=tmp_path
    )
    assert "afghanistan" in said.stdout
    source = next(folder.glob("*.tar.gz"))
    subprocess.run([*offline, "--force-reinstall", "--no-deps", str(source)], check=True, env=clean)


def test_make_names_what_the_documents_promise() -> None:
    assert shutil.which("make") is not None
    for target in ("docs", "wheel", "wheelhouse", "sbom", "lock"):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
