"""Outside data: demands that others have collected and coded, mapped to the columns of the table of asks; and a bargain law.

A domain (warring parties, sanctions) is never mixed with another or with the cases: evidence stands beside evidence.
"""
