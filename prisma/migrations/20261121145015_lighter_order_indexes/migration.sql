-- DropIndex
DROP INDEX "trade_order_organization_id_open_seq_idx";

-- DropIndex
DROP INDEX "trade_order_organization_id_status_seq_idx";

-- CreateIndex
CREATE INDEX "trade_order_open_idx" ON "trade_order"("organization_id", "seq") WHERE ("open" = true);

-- CreateIndex
CREATE INDEX "trade_order_rare_status_idx" ON "trade_order"("organization_id", "status", "seq") WHERE (status <> 'FILLED' AND status <> 'CANCELED');
