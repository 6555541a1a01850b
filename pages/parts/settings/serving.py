"""The service and model for each part of the ad, chosen for the whole studio."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from pydantic import ValidationError

from adforge_core.errors import AdForgeError
from adforge_core.project.folder import studio_home
from adforge_core.providers.keys import Keys, read_keys
from adforge_core.providers.registry import VENDORS, Vendor
from adforge_core.providers.remote.models import Model, models
from adforge_core.providers.remote.prices import priced
from adforge_core.providers.settings import AUTO, LOCAL, MODEL_FIELDS, Settings, read_settings, write_settings
from pages.parts.kit.studio import studio
from pages.parts.kit.words import dollars, invalid, maker, plain, sentence

_UNSAVED = "serving/unsaved"


@dataclass(frozen=True)
class _Part:
    """A part of the ad: the file that lists all its models, or the unit in which models with a known price charge.

    Where only prices are known, any other model can be typed as well.
    """

    title: str
    listed: str = ""
    unit: str = ""


_PARTS = {
    "planner": _Part("Storyboard", unit="million tokens"),
    "cutter": _Part("Cut-out"),
    "plates": _Part("Backgrounds", "plates.toml"),
    "voice": _Part("Voice", unit="characters"),
    "bed": _Part("Music", "beds.toml"),
}


def choose_serving() -> None:
    """The provider of each part, the reason, and the choice of another."""
    settings, keys = read_settings(studio_home()), read_keys()
    for served in studio().choice.served:
        part, vendors = _PARTS[served.capability], VENDORS.get(served.capability, ())
        with st.container(gap="xxsmall"):
            what, who, model = st.columns([2.6, 4, 5], vertical_alignment="center", gap="small")
            what.markdown(f"**{part.title}**")
            with who:
                _choose_vendor(settings, served.capability, part, vendors, keys)
            with model:
                _choose_model(settings, served.capability, part, served.provider, vendors)
            st.caption(f"{plain(sentence(maker(served.provider)))}: {plain(served.why)}.")
    if wrong := st.session_state.pop(_UNSAVED, ""):
        st.error(plain(wrong), icon=":material/error:")


def _choose_vendor(settings: Settings, capability: str, part: _Part, vendors: Sequence[Vendor], keys: Keys) -> None:
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
        f"{part.title}: service",
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


def _choose_model(settings: Settings, capability: str, part: _Part, vendor: str, vendors: Sequence[Vendor]) -> None:
    if vendor not in {one.name for one in vendors}:
        return
    field = MODEL_FIELDS[capability]
    key, now = f"serving/{field}", getattr(settings, field)
    listed = {model.id: model for model in models(part.listed, vendor)} if part.listed else {}
    known = {id: _model_said(listed, id) for id in ("", *listed)} if listed else _priced_models(vendor, part.unit)
    offered = [*known, *([now] if now not in known else [])]
    st.session_state[key] = now
    st.selectbox(
        f"{part.title}: model",
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


def _priced_models(vendor: str, unit: str) -> dict[str, str]:
    """The labels of a service's default model and of those whose prices are known."""
    said = {"": "Default model"}
    for id, price in priced(vendor, unit).items():
        if "usd" in price:
            asks = f"{_cents(1000 * price['usd'])} per 1,000 {unit}"
        else:
            asks = f"{_cents(price['input'])} in, {_cents(price['output'])} out, per {unit}"
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
