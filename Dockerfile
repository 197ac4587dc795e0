# The service with [transformers], torch as a CPU build. The package index of that build is an argument:
#   docker build --build-arg TORCH_INDEX_URL=<index of CPU builds> -t report-rag .
FROM python:3.12-slim AS build
ARG TORCH_INDEX_URL=""
WORKDIR /source
RUN python -m venv /opt/rag
COPY constraints.txt pyproject.toml README.md LICENSE NOTICE ./
COPY prompts ./prompts
COPY rag ./rag
RUN /opt/rag/bin/pip install --no-cache-dir -c constraints.txt ${TORCH_INDEX_URL:+--extra-index-url "$TORCH_INDEX_URL"} '.[transformers]'

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 rag && install -d -o rag -g rag /data
COPY --from=build /opt/rag /opt/rag
ENV PATH=/opt/rag/bin:$PATH RAG_HOME=/data PYTHONUNBUFFERED=1
USER rag
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["rag", "serve", "--host", "0.0.0.0", "--port", "8000"]
