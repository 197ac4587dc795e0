"""报告原文旁的文案。"""

TEXTS: dict[str, str] = {
    "report_pane": "报告原文",
    "report_outline": "目录",
    "report_text": "正文",
    "report_citation": "引用 {number}",
    "report_citation_at": "引用 {number}：{place}",
    "report_previous": "上一处引用（←）",
    "report_next": "下一处引用（→）",
    "report_close": "收起报告（Esc）",
    "report_back": "返回",
    "report_open": "打开整份报告",
    "report_loading": "正在打开报告…",
    "report_page": "第 {page} 页",
    "report_shown": "已打开《{title}》，定位到{section}",
    "report_whole": "全文",
}
