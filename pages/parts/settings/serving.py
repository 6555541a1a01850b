"""The service and model for each part of the ad, chosen for the whole studio."""

from collections.abc import Sequence

import streamlit as st
from pydantic import ValidationError

from adforge_core.errors import AdForgeError
from adforge_core.project.folder import studio_home
from adforge_core.providers.keys import Keys, read_keys
from adforge_core.providers.remote.models import Model, models
from adforge_core.providers.remote.prices import priced
from adforge_core.providers.settings import AUTO, LOCAL, MODEL_FIELDS, Settings, read_settings, write_settings
from adforge_core.providers.vendor import Vendor
from adforge_core.providers.vendors import vendors_for
from pages.parts.kit.studio import studio
from pages.parts.kit.words import dollars, invalid, maker, plain, sentence

_UNSAVED = "serving/unsaved"

_PARTS = {"planner": "Storyboard", "cutter": "Cut-out", "plates": "Backgrounds", "voice": "Voice", "bed": "Music"}
"""By capability: the part of the ad that it makes."""


def choose_serving() -> None:
    """The provider of each part, the reason, and the choice of another."""
    settings, keys = read_settings(studio_home()), read_keys()
    for served in studio().choice.served:
        vendors = vendors_for(served.capability)
        with st.container(gap="xxsmall"):
            what, who, model = st.columns([2.6, 4, 5], vertical_alignment="center", gap="small")
            what.markdown(f"**{_PARTS[served.capability]}**")
            with who:
                _choose_vendor(settings, served.capability, vendors, keys)
            with model:
                serving = next((vendor for vendor in vendors if vendor.name == served.provider), None)
                if serving is not None:
                    _choose_model(settings, served.capability, serving)
            st.caption(f"{plain(sentence(maker(served.provider)))}: {plain(served.why)}.")
    if wrong := st.session_state.pop(_UNSAVED, ""):
        st.error(plain(wrong), icon=":material/error:")


def _choose_vendor(settings: Settings, capability: str, vendors: Sequence[Vendor], keys: Keys) -> None:
    if not vendors:
        return
    lacking = {vendor.name: vendor.key for vendor in vendors if vendor.key not in keys}
    names = {AUTO: "Automatic", LOCAL: "This machine"}

    def said(name: str) -> str:
        lack = f", needs {lacking[name]}" if name in lacking else ""
        return f"{names.get(name) or maker(name)}{lack}"

    now = getattr(settings, capability)
    known = [AUTO, LOCAL, *(vendor.name for vendor in vendors)]
    key = f"serving/{capability}"
    st.session_state[key] = now
    offered = known if now in known else [now, *known]
    st.selectbox(
        f"{_PARTS[capability]}: service",
        offered,
        index=offered.index(now),
        format_func=said,
        key=key,
        label_visibility="collapsed",
        help="Automatic uses the first service whose key is set, otherwise this machine",
        on_change=_save,
        # Another service has other models.
        args=(capability, key, {MODEL_FIELDS[capability]: ""}),
    )


def _choose_model(settings: Settings, capability: str, vendor: Vendor) -> None:
    """Where a vendor's models are not listed, those with a known price are offered, and any other can be named."""
    field = MODEL_FIELDS[capability]
    key, now = f"serving/{field}", getattr(settings, field)
    listed = {model.id: model for model in models(vendor, capability)}
    known = {id: _model_said(listed, id) for id in ("", *listed)} if listed else _priced_models(vendor, capability)
    offered = [*known, *([now] if now not in known else [])]
    st.session_state[key] = now
    st.selectbox(
        f"{_PARTS[capability]}: model",
        offered,
        index=offered.index(now),
        format_func=lambda id: known.get(id) or (f"{id}, unknown" if listed else id),
        key=key,
        label_visibility="collapsed",
        help="The model, and what it charges" + ("" if listed else ". You can type another model's name."),
        accept_new_options=not listed,
        on_change=_save,
        args=(field, key),
    )


def _priced_models(vendor: Vendor, capability: str) -> dict[str, str]:
    """The labels of a service's default model and of those whose prices are known."""
    said = {"": "Default model"}
    for id, price in priced(vendor, capability).items():
        if "usd" in price:
            asks = f"{_cents(1000 * price['usd'])} per 1,000 {price['unit']}"
        else:
            asks = f"{_cents(price['input'])} in, {_cents(price['output'])} out, per {price['unit']}"
        said[id] = f"{id}: {asks}"
    return said


def _model_said(listed: dict[str, Model], id: str) -> str:
    model = listed[id] if id else next(iter(listed.values()))
    asks = f"{_cents(model.usd)} per {model.per}, {model.id}"
    return asks if id else f"Default: {asks}"


def _cents(usd: float) -> str:
    return dollars(usd) if round(usd, 2) == usd else f"${usd:g}"


def _save(name: str, key: str, besides: dict[str, str] | None = None) -> None:
    chosen = {name: str(st.session_state[key]).strip()} | (besides or {})
    try:
        settings = Settings.model_validate(read_settings(studio_home()).model_dump() | chosen)
        write_settings(studio_home(), settings)
    except ValidationError as error:
        st.session_state[_UNSAVED] = f"{invalid(error)} It is not saved."
    except AdForgeError as error:
        st.session_state[_UNSAVED] = str(error)
