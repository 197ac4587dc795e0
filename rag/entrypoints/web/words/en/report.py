"""Words beside the text of a report."""

TEXTS: dict[str, str] = {
    "report_pane": "Report",
    "report_outline": "Contents",
    "report_text": "Text",
    "report_citation": "Citation {number}",
    "report_citation_at": "Citation {number}: {place}",
    "report_previous": "Previous citation (←)",
    "report_next": "Next citation (→)",
    "report_close": "Close the report (Esc)",
    "report_back": "Back",
    "report_open": "Open the whole report",
    "report_loading": "Opening the report…",
    "report_page": "page {page}",
    "report_shown": "{title} is open at {section}",
    "report_whole": "the whole text",
}
