# A base for the toolbox where no registry answers: a shell, curl and a few
# tools with their libraries, copied out of the node image.
ARG NODE_IMAGE
FROM ${NODE_IMAGE} AS node
LABEL labs.local/stage=toolbox
COPY collect.sh nslookup.sh /
RUN ["bash", "/collect.sh", "/rootfs"]
FROM scratch
COPY --from=node /rootfs /
