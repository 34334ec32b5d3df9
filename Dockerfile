# One image for `isogloss serve`, `isogloss worker` and `isogloss migrate` (docker-compose.yml).
# PIP_ARGS chooses another torch, as in the Makefile: docker compose build --build-arg PIP_ARGS=...

FROM node:22-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY backend/TERMS.md /src/backend/TERMS.md
COPY frontend ./
RUN npm run build

FROM python:3.11-slim
ARG PIP_ARGS=""
WORKDIR /src
COPY constraints.txt pyproject.toml hatch_build.py README.md CHANGELOG.md LICENSE NOTICE ./
COPY backend backend
COPY migrations migrations
COPY --from=frontend /src/frontend/dist frontend/dist
RUN pip install --no-cache-dir -c constraints.txt $PIP_ARGS . \
    && useradd --create-home isogloss \
    && mkdir /data && chown isogloss /data
USER isogloss
WORKDIR /data
ENV ISOGLOSS_HOME=/data
VOLUME /data
EXPOSE 8321
CMD ["isogloss", "serve"]
