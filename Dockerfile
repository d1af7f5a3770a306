FROM node:26-slim

ENV NODE_ENV=production HOST=0.0.0.0 CRACHA_DATA_DIR=/data
WORKDIR /app

# The embedded PostgreSQL comes along as a production dependency; with DATABASE_URL it is never started.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force && install -d -o node -g node /data

COPY src src
COPY migrations migrations
COPY docs/samples docs/samples

USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# As `npm start` does: a small heap that is collected early, instead of a large one.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=50", "src/main.ts"]
