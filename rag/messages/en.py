"""English texts."""

TEXTS: dict[str, str] = {
    # errors
    "error": "Something went wrong.",
    "empty_question": 'The question is empty. Say what you want to know, for example: rag ask "城镇新增就业多少人？"',
    "question_too_long": "The question has {characters} characters, the limit is {limit}. Shorten it; whole documents go in with rag ingest.",
    "unknown_report": "No report “{report}”. List the reports and their ids with: rag reports",
    "ambiguous_report": "“{report}” fits several reports: {candidates}. Use the report's id.",
    "empty_library": "There is no report to search. Add some with: rag ingest FILE_OR_FOLDER, or widen the filter.",
    "no_such_path": "There is no “{path}”. Check the path.",
    "invalid_setting": "Setting {name} cannot be “{value}”; expected: {expected}.",
    "empty_file": "The file has no text. Check its content and try again.",
    "unsupported_format": "This is a {format} file, which is not supported. Save it as .docx (另存为 .docx) and try again.",
    "damaged_file": "The {format} file is damaged or incomplete. Save or fetch it again and retry.",
    "file_too_large": "The file has {megabytes} MB, the limit is {limit} MB. Split it and try again.",
    "file_not_readable": "The file cannot be read: {reason}. Check its permissions and try again.",
    "no_text_layer": "This PDF is a scan without a text layer. Run OCR first, or save it as .docx and try again.",
    "duplicate_name": "Two files of this run have the same name ({file}) and different content; only the first was taken. Rename one, or ingest their common parent folder.",
    "folder_locked": "The data folder {folder} is in use by another process ({holder}). Wait for it to finish, or name another folder with RAG_HOME.",
    "folder_not_writable": "The data folder {folder} cannot be written. Check its permissions, or name another folder with RAG_HOME.",
    "disk_full": "The disk is full, {folder} cannot be written. Free some space and try again; nothing already in is lost.",
    "index_damaged": "The {index} index disagrees with the ledger. Run: rag rebuild (no re-embedding needed).",
    "embedding_changed": "The stored vectors were made by “{stored}”, the setting is now “{configured}”. Run: rag rebuild --embed, or set RAG_EMBEDDING back.",
    "ledger_too_new": "The ledger was written by a newer version ({found}; this program knows up to {known}). Upgrade report-rag.",
    "model_unavailable": "The language model “{model}” is not usable: {reason}. Check RAG_MODEL, RAG_MODEL_BASE_URL and RAG_MODEL_API_KEY, or set RAG_MODEL=extractive.",
    "prompt_invalid": "Prompt “{prompt}” is invalid: {reason}.",
    "extra_missing": "{feature} needs an extra. Run: pip install 'report-rag[{extra}]'",
}
