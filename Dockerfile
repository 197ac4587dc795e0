# The service with [transformers], torch as a CPU build. The package index of that build is an argument:
#   docker build --build-arg TORCH_INDEX_URL=<index of CPU builds> -t report-rag .
# An image that is reached from elsewhere does not start without a key. Before the first start, make one:
#   docker run --rm -v rag-data:/data report-rag rag keys create admin --scope admin
# More, and how to do without internet: docs/deploy.md
FROM python:3.12-slim AS build
ARG TORCH_INDEX_URL=""
WORKDIR /source
RUN python -m venv /opt/rag
COPY constraints.txt pyproject.toml README.md LICENSE NOTICE ./
COPY prompts ./prompts
COPY eval/suites ./eval/suites
COPY rag ./rag
RUN /opt/rag/bin/pip install --no-cache-dir -c constraints.txt ${TORCH_INDEX_URL:+--extra-index-url "$TORCH_INDEX_URL"} '.[transformers,openai]'

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 rag && install -d -o rag -g rag /data
COPY --from=build /opt/rag /opt/rag
ENV PATH=/opt/rag/bin:$PATH RAG_HOME=/data RAG_LOG_FORMAT=json PYTHONUNBUFFERED=1
USER rag
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# That it answers; whether it is able says /readyz, which is for a balancer: a restart mends no full disk.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["rag", "serve", "--host", "0.0.0.0", "--port", "8000"]
