-- CreateTable
CREATE TABLE "strategy_version" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "strategy_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "source" JSONB NOT NULL,
    "digest" TEXT,
    "problems" JSONB NOT NULL,
    "log" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "progress" DOUBLE PRECISION NOT NULL,
    "manifest" JSONB,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "strategy_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "strategy_upload" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "strategy_upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "strategy_artifact" (
    "organization_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "bundle" TEXT NOT NULL,
    "source" BYTEA NOT NULL,
    "sbom" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "strategy_artifact_pkey" PRIMARY KEY ("organization_id","digest")
);

-- CreateTable
CREATE TABLE "deployment_run" (
    "organization_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "run" INTEGER NOT NULL,
    "version_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "opening" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "end_reason" TEXT,
    "final_state" JSONB,
    "inputs" BIGINT NOT NULL,
    "decisions" BIGINT NOT NULL,
    "decision_digest" TEXT,

    CONSTRAINT "deployment_run_pkey" PRIMARY KEY ("deployment_id","run")
);

-- CreateTable
CREATE TABLE "deployment_tape" (
    "organization_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "run" INTEGER NOT NULL,
    "first_input" BIGINT NOT NULL,
    "last_input" BIGINT NOT NULL,
    "decisions" INTEGER NOT NULL,
    "entries" BYTEA NOT NULL,

    CONSTRAINT "deployment_tape_pkey" PRIMARY KEY ("deployment_id","run","first_input")
);

-- CreateTable
CREATE TABLE "deployment_checkpoint" (
    "organization_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "run" INTEGER NOT NULL,
    "input" BIGINT NOT NULL,
    "content" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "deployment_checkpoint_pkey" PRIMARY KEY ("deployment_id","run")
);

-- CreateTable
CREATE TABLE "deployment_log" (
    "id" BIGSERIAL NOT NULL,
    "organization_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "run" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "level" TEXT NOT NULL,
    "message" TEXT NOT NULL,

    CONSTRAINT "deployment_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "parity_report" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "run" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "inputs" BIGINT NOT NULL,
    "decisions" BIGINT NOT NULL,
    "equal" BIGINT NOT NULL,
    "first_difference" JSONB,
    "failure" TEXT,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "parity_report_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "strategy_version_seq_key" ON "strategy_version"("seq");

-- CreateIndex
CREATE INDEX "strategy_version_organization_id_seq_idx" ON "strategy_version"("organization_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "strategy_version_strategy_id_number_key" ON "strategy_version"("strategy_id", "number");

-- CreateIndex
CREATE INDEX "strategy_upload_organization_id_idx" ON "strategy_upload"("organization_id");

-- CreateIndex
CREATE INDEX "deployment_run_organization_id_idx" ON "deployment_run"("organization_id");

-- CreateIndex
CREATE INDEX "deployment_tape_organization_id_idx" ON "deployment_tape"("organization_id");

-- CreateIndex
CREATE INDEX "deployment_checkpoint_organization_id_idx" ON "deployment_checkpoint"("organization_id");

-- CreateIndex
CREATE INDEX "deployment_log_deployment_id_id_idx" ON "deployment_log"("deployment_id", "id");

-- CreateIndex
CREATE INDEX "deployment_log_organization_id_idx" ON "deployment_log"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "parity_report_seq_key" ON "parity_report"("seq");

-- CreateIndex
CREATE INDEX "parity_report_organization_id_seq_idx" ON "parity_report"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "parity_report_deployment_id_seq_idx" ON "parity_report"("deployment_id", "seq");
