-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "venue_account_id" TEXT;
