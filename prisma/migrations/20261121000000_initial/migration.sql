-- CreateTable
CREATE TABLE "partition" (
    "organization_id" TEXT NOT NULL,
    "base_currency" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "head_seq" BIGINT NOT NULL,
    "head_hash" BYTEA NOT NULL,
    "owner" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "partition_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "journal_event" (
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "payload" TEXT NOT NULL,
    "subject_id" TEXT,
    "command_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "occurred_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "journal_event_pkey" PRIMARY KEY ("organization_id","seq")
);

-- CreateTable
CREATE TABLE "book_snapshot" (
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "state_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "book_snapshot_pkey" PRIMARY KEY ("organization_id","seq")
);

-- CreateTable
CREATE TABLE "outbox_entry" (
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "venue_id" TEXT NOT NULL,
    "order_id" TEXT,
    "request" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "outbox_entry_pkey" PRIMARY KEY ("organization_id","seq","venue_id")
);

-- CreateTable
CREATE TABLE "instrument" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "venue_id" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "venue_symbol" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "asset_class" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "price_increment" DECIMAL NOT NULL,
    "quantity_increment" DECIMAL NOT NULL,
    "multiplier" DECIMAL NOT NULL,
    "min_quantity" DECIMAL NOT NULL,
    "max_quantity" DECIMAL NOT NULL,
    "expiry" TIMESTAMPTZ(6),
    "strike" DECIMAL,
    "right" TEXT,
    "underlying_id" TEXT,
    "initial_margin_rate" DECIMAL NOT NULL,
    "maintenance_margin_rate" DECIMAL NOT NULL,
    "maker_fee_rate" DECIMAL NOT NULL,
    "taker_fee_rate" DECIMAL NOT NULL,
    "calendar" TEXT NOT NULL,

    CONSTRAINT "instrument_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "trading_account" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "connection_id" TEXT,
    "live_enabled" BOOLEAN NOT NULL,
    "day" TEXT,
    "day_start_equity" DECIMAL,
    "day_high_equity" DECIMAL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "trading_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "balance" (
    "organization_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "cash" DECIMAL NOT NULL,
    "reserved" DECIMAL NOT NULL,
    "available" DECIMAL NOT NULL,
    "margin_used" DECIMAL NOT NULL,

    CONSTRAINT "balance_pkey" PRIMARY KEY ("account_id","currency")
);

-- CreateTable
CREATE TABLE "position" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "instrument_id" TEXT NOT NULL,
    "quantity" DECIMAL NOT NULL,
    "cost" DECIMAL NOT NULL,
    "average_price" DECIMAL,
    "realized_pnl" DECIMAL NOT NULL,
    "fees" DECIMAL NOT NULL,
    "margin_used" DECIMAL NOT NULL,
    "currency" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "position_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trade_order" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "account_id" TEXT NOT NULL,
    "instrument_id" TEXT NOT NULL,
    "client_order_id" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "time_in_force" TEXT NOT NULL,
    "quantity" DECIMAL NOT NULL,
    "limit_price" DECIMAL,
    "stop_price" DECIMAL,
    "filled_quantity" DECIMAL NOT NULL,
    "average_fill_price" DECIMAL,
    "status" TEXT NOT NULL,
    "open" BOOLEAN NOT NULL,
    "end_reason" TEXT,
    "requested_mode" TEXT NOT NULL,
    "effective_mode" TEXT NOT NULL,
    "venue_order_id" TEXT,
    "strategy_id" TEXT,
    "actor" JSONB NOT NULL,
    "decision" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "trade_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fill" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "order_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "instrument_id" TEXT NOT NULL,
    "exec_id" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "price" DECIMAL NOT NULL,
    "quantity" DECIMAL NOT NULL,
    "liquidity" TEXT NOT NULL,
    "fee" DECIMAL NOT NULL,
    "fee_currency" TEXT NOT NULL,
    "voided" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "fill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "line" INTEGER NOT NULL,
    "account_id" TEXT NOT NULL,
    "ledger_account" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "instrument_id" TEXT,
    "amount" DECIMAL NOT NULL,
    "event" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("organization_id","seq","line")
);

-- CreateTable
CREATE TABLE "risk_policy_version" (
    "organization_id" TEXT NOT NULL,
    "policy_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "scope" TEXT NOT NULL,
    "target_id" TEXT,
    "limits" JSONB NOT NULL,
    "current" BOOLEAN NOT NULL,
    "actor" JSONB NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "risk_policy_version_pkey" PRIMARY KEY ("policy_id","version")
);

-- CreateTable
CREATE TABLE "kill_switch" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "scope" TEXT NOT NULL,
    "target_id" TEXT,
    "phase" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "cancel_open_orders" BOOLEAN NOT NULL,
    "allow_reduce_only" BOOLEAN NOT NULL,
    "engaged_at" TIMESTAMPTZ(6) NOT NULL,
    "engaged_by" JSONB NOT NULL,
    "confirmed_at" TIMESTAMPTZ(6),
    "released_at" TIMESTAMPTZ(6),
    "released_by" JSONB,
    "release_reason" TEXT,

    CONSTRAINT "kill_switch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("organization_id","seq")
);

-- CreateTable
CREATE TABLE "alert" (
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "order_id" TEXT,
    "message" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("organization_id","seq")
);

-- CreateTable
CREATE TABLE "identity_user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "identity_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity_session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "active_organization_id" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "identity_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity_credential" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(6),
    "refresh_token_expires_at" TIMESTAMPTZ(6),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "identity_credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity_verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "identity_verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organization" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "logo" TEXT,
    "metadata" TEXT,
    "base_currency" TEXT NOT NULL DEFAULT 'USD',
    "platform" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "journal_event_organization_id_subject_id_seq_idx" ON "journal_event"("organization_id", "subject_id", "seq");

-- CreateIndex
CREATE INDEX "instrument_organization_id_asset_class_symbol_idx" ON "instrument"("organization_id", "asset_class", "symbol");

-- CreateIndex
CREATE UNIQUE INDEX "trading_account_organization_id_seq_key" ON "trading_account"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "balance_organization_id_idx" ON "balance"("organization_id");

-- CreateIndex
CREATE INDEX "position_organization_id_account_id_id_idx" ON "position"("organization_id", "account_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "position_account_id_instrument_id_key" ON "position"("account_id", "instrument_id");

-- CreateIndex
CREATE INDEX "trade_order_organization_id_open_seq_idx" ON "trade_order"("organization_id", "open", "seq");

-- CreateIndex
CREATE INDEX "trade_order_organization_id_status_seq_idx" ON "trade_order"("organization_id", "status", "seq");

-- CreateIndex
CREATE INDEX "trade_order_account_id_seq_idx" ON "trade_order"("account_id", "seq");

-- CreateIndex
CREATE INDEX "trade_order_organization_id_instrument_id_seq_idx" ON "trade_order"("organization_id", "instrument_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "trade_order_organization_id_seq_key" ON "trade_order"("organization_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "trade_order_account_id_client_order_id_key" ON "trade_order"("account_id", "client_order_id");

-- CreateIndex
CREATE INDEX "fill_order_id_seq_idx" ON "fill"("order_id", "seq");

-- CreateIndex
CREATE INDEX "fill_account_id_seq_idx" ON "fill"("account_id", "seq");

-- CreateIndex
CREATE INDEX "fill_organization_id_instrument_id_seq_idx" ON "fill"("organization_id", "instrument_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "fill_organization_id_seq_key" ON "fill"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "ledger_entry_account_id_seq_line_idx" ON "ledger_entry"("account_id", "seq", "line");

-- CreateIndex
CREATE INDEX "risk_policy_version_organization_id_current_idx" ON "risk_policy_version"("organization_id", "current");

-- CreateIndex
CREATE INDEX "kill_switch_organization_id_seq_idx" ON "kill_switch"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "audit_entry_organization_id_action_seq_idx" ON "audit_entry"("organization_id", "action", "seq");

-- CreateIndex
CREATE INDEX "audit_entry_organization_id_actor_id_seq_idx" ON "audit_entry"("organization_id", "actor_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "identity_user_email_key" ON "identity_user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "identity_session_token_key" ON "identity_session"("token");

-- CreateIndex
CREATE INDEX "identity_session_user_id_idx" ON "identity_session"("user_id");

-- CreateIndex
CREATE INDEX "identity_credential_user_id_idx" ON "identity_credential"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_credential_provider_id_account_id_key" ON "identity_credential"("provider_id", "account_id");

-- CreateIndex
CREATE INDEX "identity_verification_identifier_idx" ON "identity_verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "organization_slug_key" ON "organization"("slug");

-- CreateIndex
CREATE INDEX "member_user_id_idx" ON "member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "member_organization_id_user_id_key" ON "member"("organization_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_organization_id_created_at_idx" ON "api_key"("organization_id", "created_at");

-- AddForeignKey
ALTER TABLE "balance" ADD CONSTRAINT "balance_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "trading_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "position" ADD CONSTRAINT "position_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "trading_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade_order" ADD CONSTRAINT "trade_order_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "trading_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fill" ADD CONSTRAINT "fill_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "trade_order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fill" ADD CONSTRAINT "fill_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "trading_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity_session" ADD CONSTRAINT "identity_session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity_credential" ADD CONSTRAINT "identity_credential_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "identity_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
