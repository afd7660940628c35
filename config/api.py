"""Settings of the API: the framework, and its description."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.bearer.Bearer", "api.sessions.Sessions"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.JSON"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "api.pages.Pages",
    "DEFAULT_SCHEMA_CLASS": "api.headers.Described",
    "EXCEPTION_HANDLER": "api.errors.problem",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Gandeng",
    "DESCRIPTION": "Requests for food and cash in Jakarta, the offers near them, and what arrived.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Without a validator, which would be somebody else's server.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "RequestStatus": "aid.rules.RequestStatus",
        "OfferStatus": "aid.rules.OfferStatus",
        "MatchStatus": "aid.rules.MatchStatus",
        "ConsignmentStatus": "aid.rules.ConsignmentStatus",
        "HandoutStatus": "aid.rules.HandoutStatus",
        "ListStatus": "api.lists.STATUSES",
        "PostKind": "aid.models.post.POST_KINDS",
        "ComplaintStatus": "aid.rules.ComplaintStatus",
        "RoundStatus": "matching.models.STATUSES",
        "RoundKind": "matching.models.KINDS",
        "PlannedFate": "matching.models.FATES",
        "GapCause": "matching.reasons.CAUSES",
        "ComplaintKind": "aid.models.match.COMPLAINTS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.add_problems",
    ],
}
