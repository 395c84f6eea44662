# Three images from one file: `sidecar` (production, the default), `stand-ins` (Magento and Xero for trying out), and what both build on.
FROM node:24-bookworm-slim AS workspace
# Only needed where no prebuilt better-sqlite3 exists for the platform.
RUN apt-get update \
  && apt-get install -y --no-install-recommends g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sidecar/package.json sidecar/
COPY test/package.json test/
RUN npm ci
COPY tsconfig.json ./
COPY sidecar sidecar
RUN npm run build

FROM workspace AS stand-ins
COPY test/tsconfig.json test/
COPY test/simulators test/simulators
COPY test/fixtures test/fixtures
USER node
ENTRYPOINT ["node", "node_modules/tsx/dist/cli.mjs"]

FROM workspace AS production
RUN npm prune --omit=dev --workspace sidecar --include-workspace-root

FROM node:24-bookworm-slim AS sidecar
ENV NODE_ENV=production
WORKDIR /app
COPY --from=production /app/node_modules node_modules
COPY --from=production /app/sidecar/package.json sidecar/
COPY --from=production /app/sidecar/bin sidecar/bin
COPY --from=production /app/sidecar/assets sidecar/assets
COPY --from=production /app/sidecar/dist sidecar/dist
COPY docker/forward-pages.mjs docker/
RUN mkdir data && chown node:node data
USER node
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "sidecar/dist/main.js"]
