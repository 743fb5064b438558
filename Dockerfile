# The bot in one image; docker-compose.yml adds PostgreSQL and Chroma.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    STATE_DIR=/state \
    MODEL_CACHE=/state/models \
    LOG_FORMAT=json \
    WEB_PORT=8080

WORKDIR /app

# Dependencies first: they change less often than the code.
COPY pyproject.toml constraints.txt README.md LICENSE ./
# The address of PyTorch's CPU builds saves several gigabytes: docker compose build --build-arg TORCH_INDEX=…
ARG TORCH_INDEX=
RUN pip install --no-cache-dir -c constraints.txt ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} torch==2.13.0 uv
COPY bot bot
COPY rag rag
COPY prompts prompts
RUN uv pip install --system --no-cache -c constraints.txt -e .
# Compiled now: in the image nobody may write, and each start, each file handed in, would compile all that it imports.
RUN python -c 'import bot.cli, bot.telegram.application, dbos, rag.answers, rag.index, \
    rag.calendars, rag.manuscripts, rag.pages, rag.webpages'
COPY data data

RUN useradd --create-home raccordo && mkdir /state && chown raccordo /state
USER raccordo
VOLUME /state

# Well is who heard of Telegram lately. The first start reads the whole corpus.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10m \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/health', timeout=4)"]

# `run` brings model, database and index up to date before it polls.
ENTRYPOINT ["raccordo"]
CMD ["run"]
