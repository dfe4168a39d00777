-- A decision is by far the largest value of a commit. The journal holds it, in the event with the order's seq; a second copy
-- cost a third of each commit.
ALTER TABLE "trade_order" DROP COLUMN "decision";
