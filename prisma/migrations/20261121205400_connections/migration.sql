-- CreateTable
CREATE TABLE "connection" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "venue_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "symbols" TEXT[],
    "credential_hint" TEXT,
    "credential_set_at" TIMESTAMPTZ(6),
    "fill_cursor" TEXT,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_credential" (
    "connection_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "sealed" JSONB NOT NULL,

    CONSTRAINT "connection_credential_pkey" PRIMARY KEY ("connection_id")
);

-- CreateTable
CREATE TABLE "organization_key" (
    "organization_id" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "organization_key_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "reconciliation_run" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "connection_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "orders_compared" INTEGER NOT NULL,
    "positions_compared" INTEGER NOT NULL,
    "balances_compared" INTEGER NOT NULL,
    "breaks_found" INTEGER NOT NULL,
    "fault" TEXT,

    CONSTRAINT "reconciliation_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_break" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "connection_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "expected" TEXT NOT NULL,
    "observed" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "proposed" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(6) NOT NULL,
    "decided_at" TIMESTAMPTZ(6),
    "decided_by" JSONB,
    "reason" TEXT,

    CONSTRAINT "reconciliation_break_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_policy" (
    "organization_id" TEXT NOT NULL,
    "policy" JSONB NOT NULL,
    "updated_by" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "reconciliation_policy_pkey" PRIMARY KEY ("organization_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "connection_organization_id_name_key" ON "connection"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "reconciliation_run_seq_key" ON "reconciliation_run"("seq");

-- CreateIndex
CREATE INDEX "reconciliation_run_organization_id_connection_id_seq_idx" ON "reconciliation_run"("organization_id", "connection_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "reconciliation_break_seq_key" ON "reconciliation_break"("seq");

-- CreateIndex
CREATE INDEX "reconciliation_break_organization_id_status_seq_idx" ON "reconciliation_break"("organization_id", "status", "seq");

-- CreateIndex
CREATE INDEX "reconciliation_break_connection_id_status_idx" ON "reconciliation_break"("connection_id", "status");
