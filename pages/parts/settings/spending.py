"""What a project may cost and has cost: its budget and its ledger."""

from collections.abc import Mapping

import streamlit as st

from adforge_core.model.edits import with_budget
from adforge_core.model.stages import thing_made
from adforge_core.project.ledger import Entry, OrderState
from pages.parts.kit.fields import complaint, field, saves
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.words import amount, dollars, maker, plain, sentence

_STANDS = {
    OrderState.ASKED: "sent, not confirmed",
    OrderState.SUBMITTED: "in progress",
    OrderState.ANSWERED: "done",
    OrderState.REFUSED: "refused, not charged",
    OrderState.CHARGED_UNUSABLE: "charged, not usable",
}


def show_budget(page: ProjectPage) -> None:
    """The project's budget, and what is left of it."""
    st.markdown("##### Project budget")
    spent, most = page.folder.ledger.total_usd(), page.project.budget_usd
    limit, said = st.columns([2, 5], vertical_alignment="bottom")
    limit.number_input(
        "Budget ($)",
        min_value=0.0,
        max_value=10_000.0,
        step=1.0,
        format="%.2f",
        **field(page, "budget", float(most)),
        help="Nothing is started that would cost more than what is left",
        **saves(page, "budget", "Change the budget", with_budget, stays=True),
    )
    left = f"{dollars(max(0.0, most - spent))} left. What is made on this machine costs nothing."
    said.markdown(f"**{plain(dollars(spent))} spent**, {plain(left)}")
    complaint(page, "budget")


def show_ledger(page: ProjectPage) -> None:
    """Everything that was made, newest first: by whom, and at what cost."""
    entries = sorted(page.folder.ledger.current(), key=lambda entry: entry.at)
    with st.expander(f"History and costs ({len(entries)})", icon=":material/receipt_long:"):
        if not entries:
            st.caption("Nothing yet.")
            return
        numbers = {scene.id: number for number, scene in enumerate(page.project.scenes, 1)}
        st.dataframe(
            [_row(entry, numbers) for entry in reversed(entries)],
            hide_index=True,
            height=280,
            column_config={
                "When": st.column_config.DatetimeColumn(format="D MMM, HH:mm"),
                "Status": st.column_config.TextColumn(width="medium"),
                "$": st.column_config.NumberColumn(format="%.4f"),
            },
            key=page.key("ledger"),
        )
        st.download_button(
            "Download as JSON Lines",
            "".join(f"{entry.model_dump_json()}\n" for entry in entries),
            f"{page.name}-ledger.jsonl",
            "application/jsonl",
            key=page.key("save ledger"),
            icon=":material/download:",
            help="One line per entry, as the project saves them",
        )


def _row(entry: Entry, numbers: Mapping[str, int]) -> dict[str, object]:
    scene = numbers.get(entry.scene)
    stands = _STANDS[entry.state]
    return {
        "When": entry.at,
        "What": sentence(thing_made(entry.stage)),
        "Scene": str(scene) if scene else entry.scene,
        "Made by": sentence(maker(entry.provider)),
        "$": entry.cost_usd,
        "Status": f"{stands}: {entry.why}" if entry.why else stands,
        "Model": entry.model,
        "Amount": amount(entry.units, entry.unit) if entry.unit else "",
        "Request": entry.request_id,
    }
