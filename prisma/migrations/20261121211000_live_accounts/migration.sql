-- AlterTable
ALTER TABLE "trading_account" ADD COLUMN     "foreign_orders" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "live_enabled_at" TIMESTAMPTZ(6),
ADD COLUMN     "live_stage_percent" INTEGER,
ADD COLUMN     "live_stage_since" TIMESTAMPTZ(6),
ADD COLUMN     "live_user_ids" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "position" ADD COLUMN     "dispute_reason" TEXT,
ADD COLUMN     "disputed_at" TIMESTAMPTZ(6);
