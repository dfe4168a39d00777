-- CreateTable
CREATE TABLE "dataset" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "instrument_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "timeframe" TEXT NOT NULL,
    "asset_class" TEXT,
    "rows" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(6),
    "last_at" TIMESTAMPTZ(6),
    "content_sha256" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "verdict" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "update_source" TEXT,
    "update_cron" TEXT,
    "update_zone" TEXT,
    "update_after_id" TEXT,
    "updates_paused" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "research_job" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "dataset_id" TEXT,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "progress" DOUBLE PRECISION NOT NULL,
    "attempts" INTEGER NOT NULL,
    "failure" TEXT,
    "outcome" JSONB,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "research_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backtest" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "done" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "events_per_second" DOUBLE PRECISION,
    "failure" TEXT,
    "plan" TEXT[],
    "figures" JSONB,
    "best_trial" INTEGER,
    "decisions" TEXT,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "started_at" TIMESTAMPTZ(6),
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "backtest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backtest_trial" (
    "backtest_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "organization_id" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "figures" JSONB,
    "failure" TEXT,

    CONSTRAINT "backtest_trial_pkey" PRIMARY KEY ("backtest_id","number")
);

-- CreateTable
CREATE TABLE "backtest_artifact" (
    "backtest_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "backtest_artifact_pkey" PRIMARY KEY ("backtest_id","name")
);

-- CreateTable
CREATE TABLE "backtest_dataset" (
    "backtest_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "organization_id" TEXT NOT NULL,
    "dataset_id" TEXT,
    "instrument_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "timeframe" TEXT NOT NULL,
    "content_sha256" TEXT,

    CONSTRAINT "backtest_dataset_pkey" PRIMARY KEY ("backtest_id","place")
);

-- CreateIndex
CREATE UNIQUE INDEX "dataset_seq_key" ON "dataset"("seq");

-- CreateIndex
CREATE INDEX "dataset_organization_id_seq_idx" ON "dataset"("organization_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_organization_id_instrument_id_kind_timeframe_key" ON "dataset"("organization_id", "instrument_id", "kind", "timeframe");

-- CreateIndex
CREATE UNIQUE INDEX "research_job_seq_key" ON "research_job"("seq");

-- CreateIndex
CREATE INDEX "research_job_organization_id_seq_idx" ON "research_job"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "research_job_dataset_id_seq_idx" ON "research_job"("dataset_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "backtest_seq_key" ON "backtest"("seq");

-- CreateIndex
CREATE INDEX "backtest_organization_id_seq_idx" ON "backtest"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "backtest_trial_organization_id_idx" ON "backtest_trial"("organization_id");

-- CreateIndex
CREATE INDEX "backtest_dataset_dataset_id_idx" ON "backtest_dataset"("dataset_id");

-- AddForeignKey
ALTER TABLE "backtest_trial" ADD CONSTRAINT "backtest_trial_backtest_id_fkey" FOREIGN KEY ("backtest_id") REFERENCES "backtest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backtest_artifact" ADD CONSTRAINT "backtest_artifact_backtest_id_fkey" FOREIGN KEY ("backtest_id") REFERENCES "backtest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backtest_dataset" ADD CONSTRAINT "backtest_dataset_backtest_id_fkey" FOREIGN KEY ("backtest_id") REFERENCES "backtest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backtest_dataset" ADD CONSTRAINT "backtest_dataset_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE SET NULL ON UPDATE CASCADE;
