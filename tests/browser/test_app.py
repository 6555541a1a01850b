"""The whole way, once: a person opens the studio, presses the button and takes the ad home."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from adforge_core.stages.check import check_master

MAKING_MS = 600_000


@pytest.mark.browser
def test_the_sample_ad_is_made_played_and_downloaded(studio: str, page: Page, tmp_path: Path) -> None:
    strays: list[str] = []
    page.on(
        "request",
        lambda asked: (
            strays.append(asked.url)
            if not asked.url.startswith((studio, "data:", "blob:", studio.replace("http", "ws")))
            else None
        ),
    )
    page.goto(studio)
    page.get_by_role("radio", name="6 seconds").click()
    page.get_by_role("button", name="Make the sample ad").click()
    expect(page.get_by_role("progressbar").first).to_be_visible(timeout=10_000)

    page.reload()
    expect(page.get_by_role("progressbar").first).to_be_visible(timeout=10_000)
    expect(page.get_by_role("button", name="Make the sample ad")).to_have_count(0)

    expect(page.get_by_text("Your ad is ready")).to_be_visible(timeout=MAKING_MS)
    page.wait_for_function("document.querySelector('video')?.readyState >= 1")
    length, width, height = page.evaluate(
        "(video => [video.duration, video.videoWidth, video.videoHeight])(document.querySelector('video'))"
    )
    assert length == pytest.approx(6, abs=0.05)
    assert (width, height) == (1080, 1920)

    with page.expect_download() as mp4:
        page.get_by_role("button", name="Download the MP4").click()
    mp4.value.save_as(tmp_path / "ad.mp4")
    facts = check_master(tmp_path / "ad.mp4")
    assert not facts.problems
    with page.expect_download() as srt:
        page.get_by_role("button", name="Download the captions").click()
    srt.value.save_as(tmp_path / "ad.srt")
    assert "-->" in (tmp_path / "ad.srt").read_text("utf-8")
    assert strays == []
