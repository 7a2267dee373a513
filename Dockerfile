# syntax=docker/dockerfile:1
# The server with its console. It keeps nothing outside /data, and needs JWT_SECRET and ENCRYPTION_KEY: see compose.yaml.

FROM node:24.21.0-bookworm-slim AS base
ENV CI=true
RUN npm install --global pnpm@12.21.0
WORKDIR /app
# What is installed depends on these alone, so that a change of code does not install anew.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY server/package.json server/
COPY shared/package.json shared/
COPY web/package.json web/

FROM base AS console
RUN pnpm install --frozen-lockfile --filter erp-whatsapp...
COPY tsconfig.base.json ./
COPY shared shared/
COPY web web/
RUN pnpm --filter erp-whatsapp build

FROM base AS libraries
# The image brings a Node of its own.
RUN pnpm install --frozen-lockfile --prod --filter whatsapp-erp... && rm --recursive --force node_modules/node-linux-* node_modules/.pnpm/node-linux-*

FROM node:24.21.0-bookworm-slim
WORKDIR /app
COPY --from=libraries /app/package.json ./
COPY --from=libraries /app/node_modules node_modules/
COPY --from=libraries /app/server/node_modules server/node_modules/
COPY --from=libraries /app/shared/node_modules shared/node_modules/
COPY --from=console /app/web/dist web/dist/
COPY shared shared/
COPY server server/
# Beside the data only what was compiled is written, which the next start is quicker by.
RUN mkdir --parents /data .cache && chown node:node /data .cache
USER node
ENV NODE_ENV=production DATA_DIR=/data PORT=5000
VOLUME /data
EXPOSE 5000
# That the process lives. Whether the database answers too is for /readyz, which no restart would mend.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "server/src/main.ts"]
