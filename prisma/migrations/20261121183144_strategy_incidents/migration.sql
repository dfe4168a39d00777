-- CreateTable
CREATE TABLE "strategy_incident" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "steps" JSONB NOT NULL,
    "bundle" JSONB,
    "drill_id" TEXT,
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "end_reason" TEXT,
    "ended_by" JSONB,

    CONSTRAINT "strategy_incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_drill" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "steps" JSONB NOT NULL,
    "actor" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "incident_drill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_setting" (
    "organization_id" TEXT NOT NULL,
    "automation" TEXT NOT NULL,
    "updated_by" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "incident_setting_pkey" PRIMARY KEY ("organization_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "strategy_incident_seq_key" ON "strategy_incident"("seq");

-- CreateIndex
CREATE INDEX "strategy_incident_organization_id_seq_idx" ON "strategy_incident"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "strategy_incident_deployment_id_seq_idx" ON "strategy_incident"("deployment_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "incident_drill_seq_key" ON "incident_drill"("seq");

-- CreateIndex
CREATE INDEX "incident_drill_organization_id_seq_idx" ON "incident_drill"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "incident_drill_deployment_id_seq_idx" ON "incident_drill"("deployment_id", "seq");
