"""Claims of source 1D: specialised roles, 2015."""

from __future__ import annotations

from salesline.claims.claim import Claim

CLAIMS: tuple[Claim, ...] = (
    Claim("1D.01", "Division of labour raises productivity", "mech", "M", note="no experiment yet"),
    Claim("1D.02", "Earlier: handful of people prospect+close+manage", "sys", "M", note="no experiment yet"),
    Claim(
        "1D.03",
        "Inbound SDR: speed of response and depth of qualification are the metrics",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "1D.04", "Leads tagged ready / not ready; ready straight to AE", "rule", "M", note="no experiment yet"
    ),
    Claim(
        "1D.05",
        "Inbound qualification sometimes in Marketing, with nurture",
        "sys",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "1D.06",
        "Outbound SDR finds targets with no relationship; grouped by territory/product",
        "sys",
        "M",
        note="no experiment yet",
    ),
    Claim("1D.07", "Outbound earned Salesforce an extra $100M", "num", "-", note="context only"),
    Claim("1D.08", "AE owns until paying customer ('hunter')", "sys", "M", note="no experiment yet"),
    Claim("1D.09", "AM ('farmer'): retention, upsell, referrals", "sys", "S", note="no experiment yet"),
    Claim(
        "1D.10",
        "CSM: no quota, no renewals/upsell; churn, LTV; NPS 9-10 bring referrals",
        "sys",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "1D.11",
        "Support reactive (service level), CSM proactive",
        "sys",
        "C",
        note="optional; no experiment yet",
    ),
    Claim(
        "1D.12", "SaaS: small upfront, trials converted to long-term", "mech", "S", note="no experiment yet"
    ),
)
