"""Claims of source 1B: context switching, 2016."""

from __future__ import annotations

from salesline.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "1B.01",
        "Overloading with different tasks sabotages efficiency",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim("1B.02", "Switching takes time ('recontextualise')", "mech", "M", note="no experiment yet"),
    Claim("1B.03", "Unnoticed, adds up over a shift", "out", "M", note="no experiment yet"),
    Claim(
        "1B.04", "40% productivity loss, 10 IQ points (HBR attribution)", "num", "M", note="no experiment yet"
    ),
    Claim("1B.05", "2.1 hours a day lost", "num", "M", note="no experiment yet"),
    Claim("1B.06", "Switch every 3 min 5 s (Mark, UC Irvine)", "num", "M", note="no experiment yet"),
    Claim("1B.07", "Close to half are self-interruptions", "num", "S", note="no experiment yet"),
    Claim(
        "1B.08",
        "Block schedule: 1 h lead clean-up, 3 h email, lunch, ~3 h dialing, 1 h replies/hand-off",
        "rule/num",
        "M",
        note="no experiment yet",
    ),
    Claim("1B.09", "Group calls by buyer role/persona", "rule", "M", note="no experiment yet"),
    Claim(
        "1B.10",
        "Integrated tool + dialer more than doubles contacts per shift",
        "num",
        "M",
        note="no experiment yet",
    ),
    Claim("1B.11", "One interface reduces tool switching", "mech", "S", note="no experiment yet"),
    Claim("1B.12", "More and higher-quality leads, more opps for AEs", "out", "M", note="no experiment yet"),
)
