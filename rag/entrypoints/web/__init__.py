"""The web pages: server-rendered templates and small ES modules over the HTTP API; no build step, no outside request.

pages        a page as a response: template, words, data, language, theme
assets       the files under `/static`: one stylesheet made of `static/css/*.css`, modules, compressed once
words        all text of the pages, one folder a language, one module a page
signing_in   `/sign-in`
routes       the router of all pages
chat         `/` and `/conversations/{id}`
summaries    `/summaries`, `/summaries/{job id}`, `/comparisons/{job id}`; what they show is made of the documents in
             summary_view and comparison_view, of places_shown, figures_shown, bars
library      `/reports`; reading: `/reports/{id}`
evaluations  `/evaluations`, `/evaluations/{id}`, `/evaluations/compare`; what they show is made in evaluation_view
templates    `base.html` (rail, skip link, live region) and one file a page
static/css   `base.css` (colours, type, grid, controls), `report.css` (the report pane), one a page
static/js    `shell.js` runs on every page; the others are imported by a page's own module

How a page is added
1. `web/NAME.py`: `router = APIRouter()` and routes that take `Reader` (as API routes do) and give
   `pages.render(request, caller, "NAME.html", words=("NAME",), data={…})`; add the router to `routes.py`.
2. `templates/NAME.html` extends `base.html`: blocks `title`, `content`, `scripts`. `{% set section = "library" %}` (or
   `chat`, `summaries`, `evaluation`) before `extends`, so that the rail shows where one is. `{{ say("NAME_key") }}`
   gives words, `{{ static("js/NAME.js") }}` addresses. No inline script and no inline style: the policy refuses both.
3. `words/zh/NAME.py` and `words/en/NAME.py`: `TEXTS`, keys beginning with `NAME_`, the same in both; named in each
   language's `__init__.py`. Words of `shell`, of `report` and of those in `words=` are what `say` of
   `static/js/words.js` knows; `data` is what `data()` beside it gives.
4. `static/css/NAME.css` (part of `/static/style.css` once its name stands in `assets.STYLES`) and `static/js/NAME.js`.

What modules offer: `api.js` (get, post, call, events, follow for jobs, Problem), `words.js` (say, data), `dom.js`
(element, announce, problemNotice), `report-pane.js` (`<report-pane>`: a report's text with a span marked),
`citations.js` (numbers with their quotes), `code-points.js` (spans count code points, JavaScript's strings do not).
"""
