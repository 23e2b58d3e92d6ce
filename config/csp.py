"""The Content-Security-Policy, behind one module so that Django's own can replace it later."""

from csp.constants import NONCE, NONE, SELF

# Tiptap, inside django-prose-editor, injects exactly one fixed <style>. This is its hash;
# a browser test fails when the package changes it.
TIPTAP_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, TIPTAP_STYLE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
