"""中文文案。"""

TEXTS: dict[str, str] = {
    # errors
    "error": "出错了。",
    "empty_question": '问题是空的。请写出要问的内容，例如：rag ask "城镇新增就业多少人？"',
    "question_too_long": "问题有 {characters} 个字，超过上限 {limit}。请缩短问题；整篇材料请用 rag ingest 入库后再提问。",
    "unknown_report": "没有找到报告“{report}”。用 rag reports 查看已入库的报告及其编号。",
    "ambiguous_report": "“{report}”对应多份报告：{candidates}。请改用报告编号。",
    "empty_library": "还没有可查的报告。请先用 rag ingest 文件或文件夹 入库，或放宽筛选条件。",
    "no_such_path": "找不到“{path}”。请检查路径是否写对。",
    "invalid_setting": "设置 {name} 的值“{value}”无效，应为：{expected}。",
    "empty_file": "文件里没有文字。请检查文件内容后重试。",
    "unsupported_format": "这是 {format} 文件，暂不支持。请另存为 .docx 后重试。",
    "damaged_file": "{format} 文件已损坏或不完整。请重新保存或重新获取文件后重试。",
    "file_too_large": "文件有 {megabytes} MB，超过上限 {limit} MB。请拆分后重试。",
    "file_not_readable": "无法读取文件：{reason}。请检查文件权限后重试。",
    "no_text_layer": "这是扫描版 PDF，没有文字层。请先做文字识别（OCR），或另存为 .docx 后重试。",
    "duplicate_name": "本次有两个文件同名（{file}）而内容不同，只收下了前一个。请改名，或直接入库它们共同的上级文件夹。",
    "folder_locked": "数据文件夹 {folder} 正被另一个进程（{holder}）使用。请等它结束后重试，或用 RAG_HOME 指定另一个文件夹。",
    "folder_not_writable": "无法写入数据文件夹 {folder}。请检查权限，或用 RAG_HOME 指定另一个文件夹。",
    "disk_full": "磁盘空间不足，写不进 {folder}。请腾出空间后重试；已入库的报告没有丢失。",
    "index_damaged": "{index}索引与台账不一致。请运行 rag rebuild 重建（不必重新计算向量）。",
    "embedding_changed": "库中的向量由“{stored}”生成，现在设置的是“{configured}”。请运行 rag rebuild --embed 重新计算向量，或把 RAG_EMBEDDING 改回去。",
    "ledger_too_new": "台账由更新的版本写成（{found}，本程序认得到 {known}）。请升级 report-rag。",
    "model_unavailable": "语言模型“{model}”用不了：{reason}。请检查 RAG_MODEL、RAG_MODEL_BASE_URL 和 RAG_MODEL_API_KEY，或改回 RAG_MODEL=extractive。",
    "prompt_invalid": "提示词“{prompt}”有误：{reason}。",
    "extra_missing": "{feature}需要附加组件。请运行：pip install 'report-rag[{extra}]'",
}
