-- The journal only grows: what was recorded is never changed, not even by a mistake in our own code.
CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'journal_event is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER journal_event_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON "journal_event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();

-- Fires on a replica too: only a superuser who disables it by name gets past, and the hash chain shows that afterwards.
ALTER TABLE "journal_event" ENABLE ALWAYS TRIGGER journal_event_append_only;

-- A head never goes back: a partition row that would forget events is refused.
CREATE FUNCTION refuse_partition_rewind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.head_seq < OLD.head_seq OR NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'partition %: head_seq and epoch only grow', OLD.organization_id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER partition_only_grows
  BEFORE UPDATE ON "partition"
  FOR EACH ROW EXECUTE FUNCTION refuse_partition_rewind();
