"""Small files in the formats of the outside data sets, with everything in them made up."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from modusvivendi.outside.mapping import load_mapping

INCENTIVE = "5.7.1_incentives conditioned upon compliance  (3.7)"
SCC = {
    "2.1.1_civil_war": "Ruritania", "1.2_res_number": "9001", "1.1_dem_number": "9001.0101", "1.5_substance": "open the road",
    "2.2_year_adopt": "1999", "2.13.1_depth_of_demand_final": "2", "5.1_mandatory_horatory": "Calls upon", INCENTIVE: "1",
    "8.1.2_medium_term_final": "3", "8.2.2_medium_term_coder_1": "4", "8.3.2_medium_term_coder_2": "2",
    "5.2.5_freedom_of_movement": "1", "3.3.9_SRSG": "1",
}  # fmt: skip
TIES = {
    "targetstate": "999", "caseid": "2001010101", "primarysender": "998", "sender1": "998", "startyear": "2001", "issue1": "8",
    "issue2": "", "issue3": "", "scommit": "3", "carrots": "", "carrotsduringsanction": "3 0", "anticipatedtargetcosts": "",
    "targetcosts": "2", "finaloutcome": "10",
}  # fmt: skip
GSDB = {
    "sanctioned_state": "Ruritania", "sanctioning_state": "Graustark", "case_id": "1", "begin": "2001", "trade": "1", "arms": "0",
    "military": "0", "financial": "0", "travel": "1", "other": "0", "objective": "democracy,end_war", "success": "failed,ongoing",
}  # fmt: skip
ROWS = {"scc": SCC, "ties": TIES, "gsdb": GSDB}


def write_file(path: Path, name: str, changes: Sequence[Mapping[str, str]], extra: Sequence[str] = ()) -> Path:
    """A file of a data set with one row for each change of its made-up row; flags that are not named are 0."""
    needed = load_mapping(name).needed
    rows = [{**dict.fromkeys(needed, "0"), **ROWS[name], **change} for change in changes]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*needed, *extra], restval="1")
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path
