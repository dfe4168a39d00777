-- CreateTable
CREATE TABLE "shadow_score" (
    "order_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "instrument_id" TEXT NOT NULL,
    "strategy_id" TEXT,
    "side" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(6) NOT NULL,
    "quantity_lots" BIGINT NOT NULL,
    "simulated_lots" BIGINT NOT NULL,
    "simulated_tick_lots" DECIMAL NOT NULL,
    "simulated_at" TIMESTAMPTZ(6),
    "printed_lots" BIGINT NOT NULL,
    "printed_tick_lots" DECIMAL NOT NULL,
    "printed_at" TIMESTAMPTZ(6),
    "queue_at_join" BIGINT,
    "ends_at" TIMESTAMPTZ(6),
    "state" TEXT NOT NULL,
    "gap" BOOLEAN NOT NULL,
    "over" BOOLEAN NOT NULL,

    CONSTRAINT "shadow_score_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "promotion_policy" (
    "organization_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "set_by" JSONB NOT NULL,
    "set_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "promotion_policy_pkey" PRIMARY KEY ("organization_id","version")
);

-- CreateIndex
CREATE INDEX "shadow_score_organization_id_account_id_placed_at_idx" ON "shadow_score"("organization_id", "account_id", "placed_at");
