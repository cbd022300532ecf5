"""Claims of source 1C: what makes a sales qualified lead, 2015."""

from __future__ import annotations

from salesline.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "1C.01", "Sales: too few/poor leads; marketing: leads unworked", "mech", "M", note="no experiment yet"
    ),
    Claim("1C.02", "SQL definition = hand-off", "rule", "M", note="no experiment yet"),
    Claim(
        "1C.03",
        "MCL; only 4% of marketing leads close (per 47% of B2B marketers)",
        "num",
        "M",
        note="no experiment yet",
    ),
    Claim("1C.04", "MQL by standards, auto-scored by Eloqua/Marketo", "sys", "M", note="no experiment yet"),
    Claim("1C.05", "SDR qualifies MQL→SQL", "sys", "M", note="no experiment yet"),
    Claim("1C.06", "SAL interim: AE quality check", "rule", "S", note="no experiment yet"),
    Claim("1C.07", "Opportunity stage(s)", "sys", "M", note="no experiment yet"),
    Claim("1C.08", "Waterfall: filtered at each stage", "sys", "M", note="no experiment yet"),
    Claim("1C.09", "Stage I-IV; rejects go back to marketing nurture", "mech", "M", note="no experiment yet"),
    Claim(
        "1C.10",
        "Fortune 500: marketing relaxed criteria, volume up, conversion abysmal, true quality unchanged",
        "mech/out",
        "M",
        note="no experiment yet",
    ),
    Claim("1C.11", "BANT = Budget, Authority, Need, Timeframe", "rule", "M", note="no experiment yet"),
    Claim("1C.12", "Only 5% of leads are in the buying process", "num", "M", note="no experiment yet"),
    Claim("1C.13", "Strict BANT leaves AEs idle", "mech", "M", note="no experiment yet"),
    Claim(
        "1C.14",
        "AN criteria: more at top, lower SQL→opp, more work per AE",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim("1C.15", "Power dialers mitigate", "mech", "S", note="no experiment yet"),
    Claim("1C.16", "AN when small, BANT/ANUM as SDRs are added", "rule", "M", note="no experiment yet"),
    Claim("1C.17", "Keep hunters busy with only the best leads", "mech", "M", note="no experiment yet"),
    Claim("1C.18", "Shared definition first", "mech", "S", note="no experiment yet"),
    Claim("1C.19", "BANT SQL close 25-35%", "num", "M", note="no experiment yet"),
    Claim("1C.20", "Non-BANT close 10-20%", "num", "M", note="no experiment yet"),
)
