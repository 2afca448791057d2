"""A saved paper: its seal, its pages, and with a dossier the key of who made it and its place in the audit chain."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from app.verification import log as log_of
from app.verification.findings import Broken, Part, Report, Unreadable
from app.wire import codec, paper, signature

if TYPE_CHECKING:
    from pathlib import Path

    from app.wire.dossier import Dossier

PAPER_BYTES_MAX = 256 << 20


def check(path: Path, dossier: Dossier | None) -> Report:
    """Check a PDF alone, or against a dossier that is proven; raise `Unreadable` where it has no seal."""
    pdf = read(path)
    try:
        content, text, signed = paper.taken_apart(pdf)
        seal = paper.read(text)
    except (ValueError, codec.NotCanonical) as problem:
        raise Unreadable(path.name, "no_seal") from problem
    report = Report()
    try:
        demand_pages(content, seal)
        report.proven(Part.PAPER, place=seal.digest[:16])
    except Broken as problem:
        report.broken(Part.PAPER, problem)
        return report
    if dossier is None:
        report.open(Part.MAKER, "no_key", seal.maker_kid)
        return report
    try:
        _demand_maker(dossier, seal, text, signed)
        report.proven(Part.MAKER)
        report.facts.append(("position", _demand_act(dossier, seal)))
        report.proven(Part.ACTS, place=report.facts[-1][1])
    except Broken as problem:
        report.broken(Part.MAKER if not report.findings[1:] else Part.ACTS, problem)
    return report


def read(path: Path) -> bytes:
    """Return the bytes of a saved paper; raise `Unreadable` for more than any paper has."""
    with path.open("rb") as file:
        pdf = file.read(PAPER_BYTES_MAX + 1)
    if len(pdf) > PAPER_BYTES_MAX:
        raise Unreadable(path.name, "too_large")
    return pdf


def demand_pages(content: bytes, seal: paper.Seal) -> None:
    """Check every byte; raise `Broken` with the first page that is another."""
    if hashlib.sha256(content).hexdigest() == seal.content_sha256:
        return
    for number, (here, told) in enumerate(zip(paper.page_hashes(content), seal.pages, strict=False), 1):
        if here != told:
            raise Broken(str(number), "page")
    raise Broken("", "outside_pages")


def _demand_maker(dossier: Dossier, seal: paper.Seal, text: bytes, signed: str) -> None:
    log = log_of.follow(dossier)
    log_of.open_bodies(dossier, log)
    key = log.keys.get(seal.maker_kid)
    if key is None or key.uid != seal.maker_uid:
        raise Broken(seal.maker_kid, "signer")
    if not signature.verify(key.public_key, signature.PAPER, text, signed):
        raise Broken(seal.maker_kid, "signature")


def _demand_act(dossier: Dossier, seal: paper.Seal) -> str:
    """Return where the audit chain tells that this paper was made, after the position that it bears."""
    for act in dossier.acts:
        try:
            digest = json.loads(act.facts).get("digest", "")
        except (ValueError, AttributeError, RecursionError):
            continue
        if act.about == seal.about and digest == seal.digest and act.uid == seal.maker_uid and act.at >= seal.made_at:
            return act.seq
    raise Broken(seal.digest[:16], "not_on_record")
