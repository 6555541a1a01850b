"""Words of the products that belong in some places, in the singular, by kind."""


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


DRINK = _words(
    """coffee espresso cappuccino latte tea matcha cocoa chai juice lemonade soda kombucha smoothie milk water wine
    beer cider gin whisky whiskey vodka rum roast bean"""
)

FOOD = _words(
    """food meal dinner lunch breakfast brunch snack chocolate honey jam marmalade vinegar sauce ketchup mustard spice
    salt pepper pasta noodle rice bread sourdough bagel cake cookie biscuit cracker crisp candy cheese butter yogurt
    yoghurt granola muesli cereal oat nut almond peanut soup ragù ragu pizza sushi burger curry stew fruit vegetable
    egg meat salmon olive pastry croissant bakery recipe"""
)

KITCHEN = _words(
    """kitchen cook cooking cup mug bowl plate pan pot kettle teapot toaster blender grinder knife cutlery jar board
    skillet tumbler dishwasher oven"""
)

SKIN = _words(
    """skin skincare serum cream lotion soap shampoo conditioner moisturizer moisturiser cleanser toner balm sunscreen
    deodorant cosmetic makeup mascara lipstick hair beard razor toothbrush toothpaste perfume fragrance cologne bath
    shower towel spa scrub ointment"""
)

CLOTHES = _words(
    """shirt polo tee hoodie sweater jumper cardigan jacket coat dress skirt jeans trouser legging sock scarf hat cap
    beanie glove belt tie suit blazer pajama lingerie underwear swimsuit bikini cotton wool cashmere denim garment
    clothing apparel fashion outfit bag handbag tote backpack wallet purse luggage suitcase"""
)

SHOES = _words("shoe sneaker trainer boot sandal loafer plimsoll slipper heel footwear runner insole")

JEWELRY = _words("watch ring necklace bracelet earring jewelry jewellery sunglasses glasses pendant diamond gold")

ELECTRONICS = _words(
    """phone smartphone laptop computer tablet headphone earbud speaker camera keyboard mouse monitor charger cable
    drone console controller router battery app software platform gadget lamp light microphone printer projector"""
)

WORK = _words(
    """book notebook planner journal pen pencil stationery course magazine bookkeeping freelancer invoice accounting
    office desk chair remote student study"""
)

VEHICLES = _words(
    """car suv truck van motorcycle motorbike scooter bike bicycle ebike wheel tire tyre helmet engine skateboard
    electric driver driving road commute rack"""
)

OUTDOOR = _words(
    """outdoor trail hike hiking hiker camp camping camper tent climb climbing mountain forest garden gardener plant
    seed bottle flask thermos binocular trek rope fishing waterproof wilderness dog"""
)

BEACH = _words("beach summer surf surfboard swim swimming sea ocean sand holiday desert travel island coconut salt")

SPORT = _words(
    "run running runner sport gym fitness training workout ball racket tennis football basketball yoga protein"
)

REST = _words(
    """sleep pillow cushion mattress duvet blanket bedding sheet linen candle baby bed bedroom nap pajama robe throw
    quilt nursery toy teddy"""
)
