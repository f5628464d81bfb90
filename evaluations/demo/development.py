"""Siti's last sheet of competences has a gap, and she and Budi have agreed on a training for it."""

from datetime import date, timedelta

from django.utils import timezone

from evaluations.demo.people import SITI
from evaluations.domain.evaluating.competences import note_levels, shortfalls_of
from evaluations.domain.evaluating.development import agree, begin, proposal_of, propose
from evaluations.enums import DevelopmentKind
from evaluations.models import DevelopmentOffer, Employee


def agree_on_one(today: date) -> None:
    """The first gap, with an entry of the catalogue; and the levels of everybody, as the timer writes them down."""
    while note_levels(timezone.now()):
        pass
    siti = Employee.objects.get(nip=SITI.nip)
    gaps = shortfalls_of(siti)
    if not gaps:
        return
    offer = (
        DevelopmentOffer.objects.for_competence(gaps[0].key).filter(kind=DevelopmentKind.CLASSROOM).first()
    )
    step = propose(siti, proposal_of(offer, gaps[0].key, today + timedelta(days=45)), actor=siti.user)
    begin(agree(step, actor=gaps[0].evaluation.rater.user), actor=siti.user)
