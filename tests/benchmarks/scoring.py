"""One person's eight scores committed at a conference, and the same rows in a bare transaction, both durable."""

from functools import partial
from statistics import median

from iomdesk.conference.calendar import Schedule
from iomdesk.conference.commands import ScoreAtConference
from iomdesk.partnership.questions import sites
from tests.benchmarks import bare
from tests.benchmarks.desks import DAY, SCORES, Shape, connected, fill, fresh_desk
from tests.benchmarks.measuring import Figure, Pairs, Run, timed

AT_MOST = 3.0


def score(run: Run) -> Figure:
    """Everything a score is on this desk: roles, rules, operations, signature, rows, audit, the note outside."""
    pairs = Pairs("score", "one person's eight scores committed", "a bare transaction of the same rows", AT_MOST)
    written = 0
    with fresh_desk(run.folder / "desk") as opened, connected(opened) as desk:
        people = fill(opened.store, run.size(600, 20), Shape())
        conference = opened.desk.do(Schedule(opened.desk.ask(sites)[0].id, DAY))
        assert isinstance(conference, bytes)
        with bare.follower(desk, run.folder / "bare.db", opened.unlocked.file_key) as follower:
            for person in people[: run.size(60, 5)]:
                command = ScoreAtConference(conference, person, SCORES, priority=4)
                seconds, _ = run.ours(partial(opened.desk.do, command))
                statements = follower.written()
                pairs.ours.append(seconds)
                pairs.bare.append(timed(partial(bare.write, follower.bare, statements))[0])
                written = sum(len(rows) for _, rows in statements)
    return pairs.figure(f"median {median(pairs.ours) * 1000:.2f} ms; {written} rows written for each")
