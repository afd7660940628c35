// Fills in the digits of a scanned coupon. They stand in the address's fragment, which no server
// sees, and are taken out of it at once, so that no history keeps them.

const form = document.querySelector<HTMLFormElement>("form[data-coupon]");
const field = form?.querySelector<HTMLInputElement>("input[name=code]");
const digits = location.hash.slice(1).replace(/[^0-9]/g, "");

if (digits) history.replaceState(null, "", location.pathname);
if (field && digits) field.value = digits.replace(/(\d{4})(?=\d)/g, "$1 ");
