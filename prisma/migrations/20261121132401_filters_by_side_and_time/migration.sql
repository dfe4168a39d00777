-- The direction of an order, and the time of a fill, which is the venue's and need not follow seq. Bounds of our own time are
-- found in the journal and need none.
-- CreateIndex
CREATE INDEX "fill_organization_id_at_idx" ON "fill"("organization_id", "at");

-- CreateIndex
CREATE INDEX "trade_order_organization_id_side_seq_idx" ON "trade_order"("organization_id", "side", "seq");
