"""Words of the page where one signs in."""

TEXTS: dict[str, str] = {
    "signing_title": "Sign in",
    "signing_lead": "The reports here need a key. It is used to sign in and is not kept in the browser.",
    "signing_key": "Key",
    "signing_in": "Sign in",
    "signing_wrong": "The key is wrong, revoked or expired. Check it and try again.",
    "signing_where": "No key? Ask the administrator for one (rag keys create).",
}
