"""Each action does what its line of the tables allows, and refuses everything else whole."""

from functools import partial

import pytest

from aid.actions.complaints import complain
from aid.models import Complaint, Match, Offer, Request
from aid.rules import (
    STANDING,
    ComplaintStatus,
    MatchStatus,
    OfferStatus,
    RequestStatus,
    Status,
    Verdict,
)
from matching.models import Round
from people.person import Person
from tests import factories, invariants
from tests.aid.acting import (
    ACTS,
    FOLLOWING,
    NEW_MATCHES,
    READ,
    REFUSALS,
    SYSTEM_ONLY,
    Scene,
    close,
    misbehaved,
    tried,
)
from tests.aid.expected import EXPECTED
from tests.aid.scenes import cast_of, everybody, match_scene, offer_scene, request_scene
from tests.factories import RW_901
from tests.trials import a_dry_run

pytestmark = pytest.mark.django_db

# In test_list_rules_hold and test_consignment_rules_hold.
TRIED_ELSEWHERE = {"list", "consignment", "handout"}
# Where a verb that keeps the status has others do something: a block ends a promise, and what is
# erased while it stands is withdrawn.
CONSEQUENCES: dict[tuple[str, Status], Status] = {
    ("block_donor", MatchStatus.ACCEPTED): MatchStatus.CANCELLED,
    **{("erase", status): RequestStatus.WITHDRAWN for status in STANDING},
}


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Person]:
    return cast_of(request)


def complaint_scene(cast: dict[str, Person], status: ComplaintStatus, kind: str) -> Scene:
    scene = match_scene(cast, MatchStatus.CONFIRMED)
    assert scene.match is not None
    complaint = complain(everybody(cast, scene)["H"], scene.match.reference, kind)
    scene = Scene(scene.request, scene.offer, scene.match, complaint)
    if status is ComplaintStatus.CLOSED:
        close(cast["C"], scene)
    return scene


def test_every_verb_has_its_action() -> None:
    verbs = {
        (table, verb)
        for table, lines in EXPECTED.items()
        for verb in lines
        if table not in TRIED_ELSEWHERE
    }
    assert verbs == ACTS.keys() | READ | FOLLOWING | NEW_MATCHES.keys()


def check(table: str, status: Status, scene: Scene, cast: dict[str, Person]) -> None:
    """Try every verb by everybody; each trial is undone before the next.

    Whoever never may is tried where others may: nothing but the person is in the way there.
    """
    for verb in acts_on(table):
        line = EXPECTED[table][verb]
        for letter, person in everybody(cast, scene).items():
            never = letter not in line.who and status.value not in line.come_from
            if never or ((table, verb) in SYSTEM_ONLY and letter != "G"):
                continue
            act = partial(ACTS[table, verb], person, scene)
            trial = tried(act, partial(landed, table, scene))
            problem = misbehaved(line, status, letter, trial, CONSEQUENCES.get((verb, status)))
            assert not problem, f"{letter} {verb} at {status}: {problem}"
    invariants.check_everything()


def landed(table: str, scene: Scene) -> str | None:
    if table == "match":
        assert scene.match is not None
        return Match.private.get(pk=scene.match.pk).status
    if table == "request":
        return Request.private.get(pk=scene.request.pk).status
    if table == "offer":
        return Offer.private.get(pk=scene.offer.pk).status
    if table in ("complaint", "sensitive_complaint"):
        assert scene.complaint is not None
        return Complaint.private.get(pk=scene.complaint.pk).status
    return None


def acts_on(table: str) -> list[str]:
    """The verbs that change something made already."""
    return [
        verb for verb, line in EXPECTED[table].items()
        if (table, verb) in ACTS and line.come_from != {"new"}
    ]  # fmt: skip


@pytest.mark.parametrize("status", RequestStatus)
def test_requests(cast: dict[str, Person], status: RequestStatus) -> None:
    scene = request_scene(cast, status)
    # Which looks as if it were of the same household.
    factories.submitted(region=scene.request.region_code, category=scene.request.category)
    check("request", status, scene, cast)


@pytest.mark.parametrize("status", OfferStatus)
def test_offers(cast: dict[str, Person], status: OfferStatus) -> None:
    check("offer", status, offer_scene(cast, status), cast)


@pytest.mark.parametrize("status", MatchStatus)
def test_matches(cast: dict[str, Person], status: MatchStatus) -> None:
    check("match", status, match_scene(cast, status), cast)


@pytest.mark.parametrize("status", ComplaintStatus)
@pytest.mark.parametrize(
    ("table", "kind"), [("complaint", "not_as_described"), ("sensitive_complaint", "asked_to_pay")]
)
def test_complaints(
    cast: dict[str, Person], status: ComplaintStatus, table: str, kind: str
) -> None:
    check(table, status, complaint_scene(cast, status, kind), cast)


@pytest.mark.parametrize("table", ["request", "offer", "region"])
def test_beginnings(cast: dict[str, Person], table: str) -> None:
    """Verbs from which something new comes, and those of a region."""
    scene = Scene(factories.submitted().request, factories.published())
    factories.rw_901()
    factories.posko()
    round_at = {"cancel_round": "running", "send_proposals": "done"}
    for verb, line in EXPECTED[table].items():
        if (table, verb) not in ACTS or line.come_from != {"new"}:
            continue
        Round.objects.all().delete()
        if verb in round_at:
            a_dry_run(status=round_at[verb], region_code=RW_901)
        for letter, person in everybody(cast, scene).items():
            trial = tried(partial(ACTS[table, verb], person, scene), lambda: None)
            if line.verdict(None, letter) is Verdict.ALLOWED:
                assert trial.refusal is None and trial.wrote, (verb, letter)
            else:
                assert isinstance(trial.refusal, REFUSALS) and not trial.wrote, (verb, letter)


def test_new_matches_are_made_by_whom_their_table_names() -> None:
    """Making a match is tried as "match" and "pledge" on requests, above, by everybody."""
    for (table, verb), (other, other_verb) in NEW_MATCHES.items():
        assert EXPECTED[table][verb].who == EXPECTED[other][other_verb].who
