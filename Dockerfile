# emovox in a container:
#   docker build -t emovox .
#   docker run --rm -v "$PWD:/data:ro" emovox predict /data/recording.wav
#   docker run --rm -p 8080:8080 emovox serve --host 0.0.0.0
FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
      cmake dpkg-dev file g++ libboost-dev libcli11-dev libhwy-dev libmpg123-dev libpng-dev libsndfile1-dev \
      libsoxr-dev libtomlplusplus-dev libxxhash-dev ninja-build nlohmann-json3-dev pkg-config portaudio19-dev \
      zlib1g-dev
COPY . /emovox
WORKDIR /emovox
RUN cmake --preset package -DEMOVOX_TRAINING=OFF \
    && cmake --build build/package \
    && cd build/package && cpack -G DEB -B /packages

FROM debian:12-slim
COPY --from=build /packages/emovox_*.deb /tmp/
RUN apt-get update \
    && apt-get install -y --no-install-recommends /tmp/emovox_*.deb \
    && rm -rf /tmp/emovox_*.deb /var/lib/apt/lists/* \
    && useradd --system --no-create-home emovox
USER emovox
EXPOSE 8080
ENTRYPOINT ["emovox"]
CMD ["--help"]
