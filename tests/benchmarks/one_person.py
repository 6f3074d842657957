"""Work on one person at a desk of many thousands and at one of a few hundred: it must hardly cost more."""

import random
from functools import partial

from iomdesk.actions.commands import AddAction
from iomdesk.catalogue import Agency
from iomdesk.desk import Desk
from iomdesk.ids import Id
from iomdesk.pathways.commands import ScorePathways
from iomdesk.people.questions import person_card
from tests.benchmarks.desks import DAY, SCORES, Shape, fill, fresh_desk
from tests.benchmarks.measuring import Figure, Pairs, Run, timed

AT_MOST = 1.5
_SEED = 20261110


def one_person(run: Run) -> Figure:
    """Show the card, score, set an action: each time for somebody else, drawn from the whole cohort."""
    many, few = run.size(50_000, 300), run.size(500, 60)
    pairs = Pairs("one-person", f"a card, a score and an action among {many:,} people", f"{few:,} people", AT_MOST)
    chance = random.Random(_SEED)
    with fresh_desk(run.folder / "many") as large, fresh_desk(run.folder / "few") as small:
        seconds, people = timed(partial(fill, large.store, many, Shape(), run.counting("people", many)))
        others = fill(small.store, few, Shape())
        for _ in range(run.size(45, 5)):
            pairs.ours.append(run.ours(partial(_work_on, large.desk, chance.choice(people)))[0])
            pairs.bare.append(timed(partial(_work_on, small.desk, chance.choice(others)))[0])
    return pairs.figure(f"“bare” is the same work on the small desk; the large one was filled in {seconds:.0f} s")


def _work_on(desk: Desk, person: Id) -> None:
    desk.ask(person_card, person)
    desk.do(ScorePathways(person, SCORES, priority=4))
    desk.do(AddAction(person, "Housing duty appointment", "L Grimes", Agency.HOUSING, DAY, pathway=1))
