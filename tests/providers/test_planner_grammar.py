"""The little English the local planner knows: what a benefit is, what a product is called, whom one addresses."""

import pytest

from adforge_core.model.brief import BrandKit, Brief
from adforge_core.providers.local.planner.address import Address, address_of, audience_of
from adforge_core.providers.local.planner.facts import facts_of, few_words
from adforge_core.providers.local.planner.grammar import Kind, is_plural, kind_of, lowered, plain_form, with_article
from adforge_core.providers.local.planner.names import names_of
from adforge_core.providers.local.planner.text import calmed, sentences, spoken, tidy
from tests.benefits import BENEFITS


@pytest.mark.parametrize(
    ("kind", "phrase"), [(kind, phrase) for kind, phrases in BENEFITS.items() for phrase in phrases]
)
def test_benefits_are_understood(kind: Kind, phrase: str) -> None:
    assert kind_of(phrase) is kind


@pytest.mark.parametrize(
    ("third", "plain"),
    [
        ("keeps drinks cold and stops leaks", "keep drinks cold and stop leaks"),
        ("never leaks", "never leak"),
        ("has three speeds", "have three speeds"),
        ("doesn't itch", "don't itch"),
        (
            "syncs with your bank, sends reminders and never sleeps",
            "sync with your bank, send reminders and never sleep",
        ),
    ],
)
def test_verbs_follow_a_plural_product(third: str, plain: str) -> None:
    assert plain_form(third) == plain


def test_small_grammar() -> None:
    assert (
        tidy("it is a hour , an shoe.. then a 8-hour day!. fine") == "It is an hour, a shoe. Then an 8-hour day! Fine"
    )
    assert [lowered(text) for text in ("Ethiopian beans", "USB-C charging", "Free returns", "iPhone case")] == [
        "Ethiopian beans",
        "USB-C charging",
        "free returns",
        "iPhone case",
    ]
    assert with_article("30-hour battery") == "a 30-hour battery"
    assert with_article("recycled upper with mesh") == "a recycled upper with mesh"
    assert [with_article(text) for text in ("two straps", "soy wax")] == ["two straps", "soy wax"]
    assert [
        is_plural(name, "") for name in ("Sneakers", "Nova Headphones", "Canvas", "Glow Serum", "Atlas", "Glass")
    ] == [True, True, False, False, False, False]
    assert sentences("Made by Dr. Lee, e.g. for you. It works! Really?") == [
        "Made by Dr. Lee, e.g. for you",
        "It works",
        "Really?",
    ]
    assert spoken("Fresh™ 🍋 lemon • juice!") == "Fresh lemon juice!"
    assert tidy("an USB port, a LED and a UV filter, an unit") == "A USB port, an LED and a UV filter, a unit"
    assert tidy("$29 incl. delivery. vitamin C. it keeps.") == "$29 incl. delivery. Vitamin C. It keeps."
    assert [calmed(text) for text in ("USB-C CHARGING", "WEIGHS 60 GRAMS", "Vitamin C", "LED")] == [
        "USB-C charging",
        "Weighs 60 grams",
        "Vitamin C",
        "LED",
    ]


def test_several_things_do_what_one_does() -> None:
    socks = Brief(product="Merino socks", benefits=("never smell", "dry overnight", "Save an hour a week"))
    facts = facts_of(socks, names_of(socks))
    assert [fact.kind for fact in facts] == [Kind.VERB, Kind.VERB, Kind.DO]
    assert facts[0].said(names_of(socks)) == "They never smell"


@pytest.mark.parametrize(
    ("product", "brand", "full", "short"),
    [
        ("The Daily Cup", "", "The Daily Cup", "The Daily Cup"),
        ("scented candle", "Wick", "the scented candle from Wick", "the scented candle"),
        ("Sneakers", "", "the sneakers", "the sneakers"),
        ("Pasta machine", "", "the pasta machine", "the pasta machine"),
        ("Yoga with Maya", "", "Yoga with Maya", "Yoga with Maya"),
        (
            "Stainless Steel Insulated Commuter Travel Mug XL",
            "",
            "Stainless Steel Insulated Commuter Travel Mug XL",
            "the mug",
        ),
        ("NIGHT OWL 2", "", "NIGHT OWL 2", "NIGHT OWL 2"),
        (
            "UltraComfort Pro Max Wireless Noise Cancelling Headphones",
            "",
            "UltraComfort Pro Max Wireless Noise Cancelling Headphones",
            "UltraComfort Pro Max",
        ),
        (
            "Professional Stainless Steel Insulated Commuter Travel Mug",
            "",
            "Professional Stainless Steel Insulated Commuter Travel Mug",
            "the mug",
        ),
        (
            "Alpine Hydration Pack with Twelve Pockets and a Whistle",
            "Peak",
            "Alpine Hydration Pack with Twelve Pockets and a Whistle",
            "Peak",
        ),
        ("🔥🔥", "Ember", "Ember", "Ember"),
    ],
)
def test_names(product: str, brand: str, full: str, short: str) -> None:
    names = names_of(Brief(product=product, brand=BrandKit(name=brand)))
    assert (names.full, names.short) == (full, short)


@pytest.mark.parametrize(
    ("written", "addressed"),
    [
        ("Busy parents", "busy parents"),
        ("for people who run", "people who run"),
        ("Women 25-40", ""),
        ("modern professional", ""),
        ("", ""),
    ],
)
def test_only_an_audience_one_would_address_is_addressed(written: str, addressed: str) -> None:
    assert audience_of(Brief(product="x", audience=written)) == addressed


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("runners who hate blisters", Address("runners who hate blisters", "you hate blisters", "hate blisters")),
        (
            "people on their way to work",
            Address("people on their way to work", "you're on your way to work", "on your way to work"),
        ),
        (
            "freelancers tired of spreadsheets",
            Address("freelancers tired of spreadsheets", "you're tired of spreadsheets", "tired of spreadsheets"),
        ),
        (
            "people who fix things themselves",
            Address("people who fix things themselves", "you fix things yourself", "fix things yourself"),
        ),
        ("dog owners", Address("dog owners")),
        # Nobody is told to their face what ails them.
        ("women 25-40 with dry skin", Address("women with dry skin")),
        ("modern professional", None),
    ],
)
def test_an_audience_is_spoken_to(written: str, address: Address | None) -> None:
    assert address_of(Brief(product="x", audience=written)) == address


@pytest.mark.parametrize(
    ("fact", "few"),
    [
        ("10 days of battery life", "10-day battery life"),
        ("12 hours of light", "12 hours of light"),
        ("Turns off after 30 minutes", "off after 30 minutes"),
        ("Real orange peel and vanilla", "orange peel and vanilla"),
        ("It never leaks", "never leaks"),
        # What cannot be cut without becoming another fact stays whole.
        ("Free shipping on orders over $50", "Free shipping on orders over $50"),
        ("Set up in a day", "Set up in a day"),
    ],
)
def test_a_fact_at_a_glance_is_the_same_fact(fact: str, few: str) -> None:
    assert few_words(fact) == few


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("pre-shrunk", "It's pre-shrunk"),
        ("award-winning", "It's award-winning"),
        ("under $40", "It's under $40"),
        ("with two straps", "Two straps"),
        ("in four colors", "It comes in four colors"),
        ("Rises in 12 seconds", "It rises in 12 seconds"),
        ("Only 23 kg", "It weighs only 23 kg"),
        ("Cover washes at 40 degrees", "Cover washes at 40 degrees"),
        ("Solid oak top", "A solid oak top"),
        ("Open from 6:30", "Open from 6:30"),
    ],
)
def test_a_fact_is_said_as_its_grammar_asks(fact: str, said: str) -> None:
    brief = Brief(product="Oakline Desk", benefits=(fact,))
    assert facts_of(brief, names_of(brief))[0].said(names_of(brief)) == said


def test_a_or_an_goes_by_ear() -> None:
    assert tidy("a X4, an uniform, a uninterrupted view, a hour, a 18-carat ring, an one-off") == (
        "An X4, a uniform, an uninterrupted view, an hour, an 18-carat ring, a one-off"
    )
