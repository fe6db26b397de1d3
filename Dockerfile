# The front end.
FROM node:22-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web/ ./
RUN npm run build

# The binary, with pages, styles, laws and migrations inside.
FROM golang:1.26-bookworm AS go
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/web/dist ./web/dist
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="-s -w" -o /qhana ./cmd/qhana && mkdir -p /data/blobs

# What runs: no tools beyond busybox's and those that back PostgreSQL up, a normal user, one directory to write to.
FROM alpine:3.22
RUN apk add --no-cache ca-certificates postgresql16-client && adduser -D -u 10001 qhana
COPY --from=go /qhana /usr/local/bin/qhana
COPY --from=go --chown=qhana /data /data
USER qhana
ENV QHANA_DATA_DIR=/data QHANA_ADDR=:8080 QHANA_LOG=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD wget -q -O /dev/null http://127.0.0.1:8080/healthz || exit 1
ENTRYPOINT ["qhana"]
CMD ["serve"]
