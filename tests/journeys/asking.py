"""The form for asking, in a real browser."""

from playwright.sync_api import Page


def send_request(page: Page) -> None:
    """From the filled form past the review to the receipt."""
    page.click("form.ask button.btn-main")
    page.click("form.review button.btn-main")
    page.locator(".receipt").wait_for()
