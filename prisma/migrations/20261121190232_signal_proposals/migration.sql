-- CreateTable
CREATE TABLE "signal_proposal" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "account_id" TEXT NOT NULL,
    "instrument_id" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "quantity" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "signal" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "actor" JSONB NOT NULL,
    "proposed_at" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "decided_by" JSONB,
    "decided_at" TIMESTAMPTZ(6),
    "reason" TEXT,
    "order_id" TEXT,

    CONSTRAINT "signal_proposal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signal_policy" (
    "organization_id" TEXT NOT NULL,
    "limits" JSONB NOT NULL,
    "updated_by" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "signal_policy_pkey" PRIMARY KEY ("organization_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "signal_proposal_seq_key" ON "signal_proposal"("seq");

-- CreateIndex
CREATE INDEX "signal_proposal_organization_id_seq_idx" ON "signal_proposal"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "signal_proposal_organization_id_status_decided_at_idx" ON "signal_proposal"("organization_id", "status", "decided_at");
