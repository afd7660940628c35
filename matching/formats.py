"""Numbers as pages write them: 1.648 and 1,2 km in Indonesian, 1,648 and 1.2 km in English."""

from aid.categories import CATEGORIES


def is_english(language: str) -> bool:
    return language.startswith("en")


def number(value: int, language: str) -> str:
    text = f"{value:,}"
    return text if is_english(language) else text.replace(",", ".")


def decimal(value: float, language: str, places: int | None = None) -> str:
    """With so many decimal places, or as few as it takes."""
    text = f"{value:g}" if places is None else f"{value:,.{places}f}"
    if is_english(language):
        return text
    return text.translate(str.maketrans(",.", ".,"))


def rupiah(value: int, language: str) -> str:
    return f"Rp{number(value, language)}"


def millions(value: int, language: str) -> str:
    """A sum of money in millions of rupiah, with one decimal below 100 million."""
    million = "million" if is_english(language) else "juta"
    return f"Rp{decimal(value / 1e6, language, int(value < 1e8))} {million}"


def quantity(code: str, value: int, language: str, unit: bool = True) -> str:
    """A quantity of a category, with its unit unless the sentence has it already."""
    category = CATEGORIES.get(code)
    if category is None:
        return number(value, language)
    if category.value == 1:
        return rupiah(value, language)
    if not unit:
        return number(value, language)
    return f"{number(value, language)} {category.unit_of(value).in_language(language)}"


def category_name(code: str, language: str) -> str:
    category = CATEGORIES.get(code)
    return code if category is None else category.name.in_language(language)
