"""登录页的文案。"""

TEXTS: dict[str, str] = {
    "signing_title": "登录",
    "signing_lead": "这里的报告需要密钥才能查看。密钥只用来登录，不会留在浏览器里。",
    "signing_key": "密钥",
    "signing_in": "登录",
    "signing_wrong": "密钥不对，或者已经停用、过期。请核对后再试。",
    "signing_where": "没有密钥？请向管理员索取（rag keys create）。",
}
