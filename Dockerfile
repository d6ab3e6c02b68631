# The suite in a container: the very same bootstrap as on a machine, run by an ordinary user.
FROM debian:13-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git python3 \
    && useradd --create-home --uid 1000 dealer
COPY --chown=dealer:dealer . /home/dealer/suite
USER dealer
WORKDIR /home/dealer/suite
RUN scripts/bootstrap && rm -rf /home/dealer/.cache && mkdir -p .runtime/postgres .runtime/data

# the databases and the attachments
VOLUME ["/home/dealer/suite/.runtime/postgres", "/home/dealer/suite/.runtime/data"]
EXPOSE 8069
# the first start makes the database with its demo story
HEALTHCHECK --start-period=10m --interval=30s --timeout=10s \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8069/web/health')"]
CMD ["scripts/serve", "--interface", "0.0.0.0"]
