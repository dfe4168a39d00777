-- CreateTable
CREATE TABLE "signal_opinion" (
    "organization_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "instrument_id" TEXT NOT NULL,
    "bar" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(6) NOT NULL,
    "signal" JSONB,
    "silence" TEXT,
    "proposal_id" TEXT,

    CONSTRAINT "signal_opinion_pkey" PRIMARY KEY ("organization_id","source","instrument_id","bar","closed_at")
);

-- CreateIndex
CREATE INDEX "signal_opinion_organization_id_closed_at_idx" ON "signal_opinion"("organization_id", "closed_at");
