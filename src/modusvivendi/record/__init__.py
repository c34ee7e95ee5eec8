"""The record of a case: what happened, dated and sourced."""

from modusvivendi.record.acts import ACT_COLUMNS, Act, load_acts
from modusvivendi.record.codes import ActCodes, IssueCodes, PositionCodes, TrackCodes, load_act_codes, load_track_codes
from modusvivendi.record.dates import When, add_months, parse_date, parse_period
from modusvivendi.record.moves import MOVE_COLUMNS, Move, load_moves
from modusvivendi.record.order import by_date, by_start
from modusvivendi.record.origin import Origin
from modusvivendi.record.record import Record, load_record
from modusvivendi.record.series import SERIES_COLUMNS, Number, load_series
from modusvivendi.record.tracks import OPTIONAL_TRACK_COLUMNS, TRACK_COLUMNS, Track, load_tracks
from modusvivendi.record.words import ANY_WORDS, CONFIDENCES, Vocabulary

__all__ = [
    "ACT_COLUMNS", "ANY_WORDS", "CONFIDENCES", "MOVE_COLUMNS", "OPTIONAL_TRACK_COLUMNS", "SERIES_COLUMNS",
    "TRACK_COLUMNS", "Act", "ActCodes", "IssueCodes", "Move", "Number", "Origin", "PositionCodes", "Record", "Track",
    "TrackCodes", "Vocabulary", "When", "add_months", "by_date", "by_start", "load_act_codes", "load_acts", "load_moves", "load_record",
    "load_series", "load_track_codes", "load_tracks", "parse_date", "parse_period",
]  # fmt: skip
