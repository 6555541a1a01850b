"""AdForge Studio as a library: a brief and one product photo in, a finished video ad out.

The names listed here are public. Each is imported from its own module when it is first used, so `import adforge_core`
loads nothing heavy. The provider interfaces are in `adforge_core.providers.base`, the errors in `adforge_core.errors`.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# ONNX Runtime since 1.29 sends usage reports from the moment it is loaded. This switches them off.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from adforge_core.errors import AdForgeError as AdForgeError
    from adforge_core.errors import BadInput as BadInput
    from adforge_core.errors import Cancelled as Cancelled
    from adforge_core.media.moviepy_clips import record_clip as record_clip
    from adforge_core.model import edits as edits
    from adforge_core.model import shot_edits as shot_edits
    from adforge_core.model.brief import BrandKit as BrandKit
    from adforge_core.model.brief import Brief as Brief
    from adforge_core.model.brief import Pose as Pose
    from adforge_core.model.brief import SceneRequest as SceneRequest
    from adforge_core.model.brief import Style as Style
    from adforge_core.model.clip_edit import AtItsEnd as AtItsEnd
    from adforge_core.model.clip_edit import ClipEdit as ClipEdit
    from adforge_core.model.formats import Format as Format
    from adforge_core.model.look import Look as Look
    from adforge_core.model.placement import CameraMove as CameraMove
    from adforge_core.model.placement import Motion as Motion
    from adforge_core.model.placement import Placement as Placement
    from adforge_core.model.project import Product as Product
    from adforge_core.model.project import Project as Project
    from adforge_core.model.sound import BedTake as BedTake
    from adforge_core.model.sound import Sound as Sound
    from adforge_core.model.sound import VoiceTake as VoiceTake
    from adforge_core.model.stages import Stage as Stage
    from adforge_core.model.storyboard import Fallback as Fallback
    from adforge_core.model.storyboard import Role as Role
    from adforge_core.model.storyboard import Scene as Scene
    from adforge_core.model.storyboard import Take as Take
    from adforge_core.model.storyboard import Transition as Transition
    from adforge_core.model.storyboard import TransitionKind as TransitionKind
    from adforge_core.model.variant import VariantCopy as VariantCopy
    from adforge_core.pipeline import MadeAd as MadeAd
    from adforge_core.pipeline import make_ad as make_ad
    from adforge_core.pipeline import render_ad as render_ad
    from adforge_core.pipeline.backgrounds import use_background as use_background
    from adforge_core.pipeline.estimate import Estimate as Estimate
    from adforge_core.pipeline.estimate import PendingRequest as PendingRequest
    from adforge_core.pipeline.estimate import estimate_ad as estimate_ad
    from adforge_core.pipeline.estimate import estimate_render as estimate_render
    from adforge_core.pipeline.overlaps import Problem as Problem
    from adforge_core.pipeline.piecework import at_work as at_work
    from adforge_core.pipeline.previews.preview import Preview as Preview
    from adforge_core.pipeline.previews.preview import Shown as Shown
    from adforge_core.pipeline.run import studio_cache as studio_cache
    from adforge_core.pipeline.variants import estimate_variants as estimate_variants
    from adforge_core.pipeline.variants import make_variants as make_variants
    from adforge_core.project.briefs import read_brief as read_brief
    from adforge_core.project.folder import ProjectFolder as ProjectFolder
    from adforge_core.project.folder import studio_home as studio_home
    from adforge_core.project.media_folder import MediaFolder as MediaFolder
    from adforge_core.project.memory import MemoryProject as MemoryProject
    from adforge_core.project.revisions import Revisions as Revisions
    from adforge_core.providers.base import Providers as Providers
    from adforge_core.providers.registry import Choice as Choice
    from adforge_core.providers.registry import choose_providers as choose_providers
    from adforge_core.providers.settings import Settings as Settings
    from adforge_core.stages.check import MasterFacts as MasterFacts
    from adforge_core.stages.check import check_master as check_master
    from adforge_core.work.cache import Cache as Cache
    from adforge_core.work.memory_cache import MemoryCache as MemoryCache
    from adforge_core.work.monitor import Event as Event
    from adforge_core.work.monitor import RunMonitor as RunMonitor
    from adforge_core.work.monitor import StageRecord as StageRecord

_PUBLIC = {
    "errors": ("AdForgeError", "BadInput", "Cancelled"),
    "media.moviepy_clips": ("record_clip",),
    "model": ("edits", "shot_edits"),
    "model.brief": ("BrandKit", "Brief", "Pose", "SceneRequest", "Style"),
    "model.clip_edit": ("AtItsEnd", "ClipEdit"),
    "model.formats": ("Format",),
    "model.look": ("Look",),
    "model.placement": ("CameraMove", "Motion", "Placement"),
    "model.project": ("Product", "Project"),
    "model.sound": ("BedTake", "Sound", "VoiceTake"),
    "model.stages": ("Stage",),
    "model.storyboard": ("Fallback", "Role", "Scene", "Take", "Transition", "TransitionKind"),
    "model.variant": ("VariantCopy",),
    "pipeline": ("MadeAd", "make_ad", "render_ad"),
    "pipeline.backgrounds": ("use_background",),
    "pipeline.estimate": ("Estimate", "PendingRequest", "estimate_ad", "estimate_render"),
    "pipeline.overlaps": ("Problem",),
    "pipeline.piecework": ("at_work",),
    "pipeline.previews.preview": ("Preview", "Shown"),
    "pipeline.run": ("studio_cache",),
    "pipeline.variants": ("estimate_variants", "make_variants"),
    "project.briefs": ("read_brief",),
    "project.folder": ("ProjectFolder", "studio_home"),
    "project.media_folder": ("MediaFolder",),
    "project.memory": ("MemoryProject",),
    "project.revisions": ("Revisions",),
    "providers.base": ("Providers",),
    "providers.registry": ("Choice", "choose_providers"),
    "providers.settings": ("Settings",),
    "stages.check": ("MasterFacts", "check_master"),
    "work.cache": ("Cache",),
    "work.memory_cache": ("MemoryCache",),
    "work.monitor": ("Event", "RunMonitor", "StageRecord"),
}
"""Where each public name is defined: what the imports above tell a type checker."""

_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULE_OF[name]}")
    # `edits` is a module: it need not be an attribute of its package yet.
    value = getattr(module, name, None) or import_module(f"{module.__name__}.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE_OF})
