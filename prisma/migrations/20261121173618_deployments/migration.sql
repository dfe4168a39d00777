-- AlterTable
ALTER TABLE "trade_order" ADD COLUMN     "cause" JSONB,
ADD COLUMN     "deployment_id" TEXT;

-- CreateTable
CREATE TABLE "strategy" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "strategy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "strategy_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "version_number" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "instrument_ids" TEXT[],
    "seed" BIGINT NOT NULL,
    "isolation" TEXT NOT NULL,
    "orders_per_minute_max" INTEGER NOT NULL,
    "desired" TEXT NOT NULL,
    "quarantine_reason" TEXT,
    "revision" INTEGER NOT NULL,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "deployment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "strategy_organization_id_seq_key" ON "strategy"("organization_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "strategy_organization_id_name_key" ON "strategy"("organization_id", "name");

-- CreateIndex
CREATE INDEX "deployment_account_id_idx" ON "deployment"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "deployment_organization_id_seq_key" ON "deployment"("organization_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "deployment_strategy_id_name_key" ON "deployment"("strategy_id", "name");

-- CreateIndex
CREATE INDEX "trade_order_deployment_idx" ON "trade_order"("deployment_id", "seq") WHERE (deployment_id IS NOT NULL);

-- AddForeignKey
ALTER TABLE "trade_order" ADD CONSTRAINT "trade_order_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_strategy_id_fkey" FOREIGN KEY ("strategy_id") REFERENCES "strategy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "trading_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
