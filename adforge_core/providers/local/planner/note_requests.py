"""What a note asks for, as far as it was understood, and the minutes that are kept while it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from adforge_core.model.brief import Brief
from adforge_core.providers.local.planner.facts import Fact


@dataclass(frozen=True)
class NoteRequests:
    """What a note asks for, as far as it was understood. Scenes go by their place from 0.

    `brief` is the brief as the note changes it. `first` names facts to be told before the others, `without` facts not
    to be told, `about` the fact a scene must tell. `warmth`, `light`, `softness` and `pace` are -1, 0 or 1. `another`
    asks for other choices than before. `heard` says to a person what was understood and what was not.
    """

    brief: Brief
    first: tuple[Fact, ...] = ()
    without: frozenset[str] = frozenset()
    about: Mapping[int, Fact] = field(default_factory=dict)
    short: frozenset[int] = frozenset()
    questions: frozenset[int] = frozenset()
    sets: tuple[str, ...] = ()
    scene_sets: Mapping[int, str] = field(default_factory=dict)
    warmth: int = 0
    light: int = 0
    softness: int = 0
    pace: int = 0
    mood: str = ""
    another: bool = False
    understood: str = ""


@dataclass
class NoteLog:
    """What was understood of a note so far: the requests, what to say was `heard`, and what else to tell its writer."""

    requests: NoteRequests
    understood: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def scenes(self) -> int:
        """How many scenes the ad has."""
        return len(self.requests.brief.scene_requests)

    def add(self, requests: NoteRequests, heard: str) -> None:
        """Takes down what is wished for now, and what to say was heard."""
        self.requests = requests
        self.understood.append(heard)

    def change_brief(self, heard: str, **fields: object) -> None:
        """Takes down a wish that changes the brief itself."""
        self.add(replace(self.requests, brief=self.requests.brief.model_copy(update=fields)), heard)
