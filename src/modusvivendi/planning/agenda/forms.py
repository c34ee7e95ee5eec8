"""The same offers in other forms: one big package, every issue alone, or no talks at all."""

from __future__ import annotations

from collections import Counter

from modusvivendi.planning.agenda.plan import Plan, PlanTrack

# Names of forms and what they are.
FORMS = {
    "package-whole": "one big package, all or nothing", "package-parts": "one big package, issue by issue",
    "each-alone": "every issue alone", "no-talks": "no talks, all else equal",
}  # fmt: skip


def forms_of(plan: Plan) -> dict[str, Plan]:
    """The same offers in every other form, by what the form is."""
    forms = (one_package(plan, True), one_package(plan, False), each_alone(plan), no_talks(plan))
    return dict(zip(FORMS.values(), forms, strict=True))


def one_package(plan: Plan, whole: bool) -> Plan:
    """All issues of a plan in one track: the same asks, the sum of the rewards, on offer as long as the longest.

    whole: all or nothing, or issue by issue. It opens when the first track would; the bloc that leads most
    issues leads; publicity is the mean over issues.
    """
    if not plan.tracks:
        return plan
    leads = Counter(track.bloc for track in plan.tracks for _ in track.issues)
    count = len(plan.issues)
    track = PlanTrack(
        issues=plan.issues,
        steps={i: t.steps.get(i, t.step) for t in plan.tracks for i in t.issues},
        bloc=leads.most_common(1)[0][0],
        start=min(t.start for t in plan.tracks),
        reward=plan.reward,
        standing=plan.standing,
        publicity=sum(t.publicity * len(t.issues) for t in plan.tracks) / count,
        all_or_nothing=whole,
        intensity=max(t.intensity for t in plan.tracks),
        patience=max(t.patience for t in plan.tracks),
        renewals=max(t.renewals for t in plan.tracks),
        pause=max(t.pause for t in plan.tracks),
        snub=max(t.snub for t in plan.tracks),
    )
    return plan.model_copy(update={"name": "package-whole" if whole else "package-parts", "tracks": (track,)})


def each_alone(plan: Plan) -> Plan:
    """Every issue in a track of its own, with an equal share of its track's reward."""
    tracks = [alone(track, issue) for track in plan.tracks for issue in track.issues]
    return plan.model_copy(update={"name": "each-alone", "tracks": tuple(tracks)})


def alone(track: PlanTrack, issue: str) -> PlanTrack:
    """One issue of a track on its own, with its share of the reward."""
    share = 1 / len(track.issues)
    return track.model_copy(
        update={
            "issues": (issue,),
            "step": track.steps.get(issue, track.step),
            "steps": {},
            "reward": track.reward * share,
            "standing": track.standing * share,
        }
    )


def merged(first: PlanTrack, second: PlanTrack) -> PlanTrack:
    """Two tracks as one on the first one's terms, with the sum of the rewards and each issue's own ask."""
    steps = {i: t.steps.get(i, t.step) for t in (first, second) for i in t.issues}
    return first.model_copy(
        update={
            "issues": first.issues + second.issues,
            "steps": steps,
            "reward": first.reward + second.reward,
            "standing": first.standing + second.standing,
        }
    )


def no_talks(plan: Plan) -> Plan:
    """The plan's posture and public demands without any track."""
    return plan.model_copy(update={"name": "no-talks", "tracks": ()})
