-- CreateTable
CREATE TABLE "workflow" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "actor" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "workflow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_run" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "workflow_version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "workflow_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_step_run" (
    "run_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "begun" TEXT,
    "output" JSONB,
    "failure" TEXT,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "workflow_step_run_pkey" PRIMARY KEY ("run_id","step_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "workflow_seq_key" ON "workflow"("seq");

-- CreateIndex
CREATE INDEX "workflow_organization_id_seq_idx" ON "workflow"("organization_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_organization_id_name_key" ON "workflow"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_run_seq_key" ON "workflow_run"("seq");

-- CreateIndex
CREATE INDEX "workflow_run_organization_id_seq_idx" ON "workflow_run"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "workflow_run_workflow_id_seq_idx" ON "workflow_run"("workflow_id", "seq");

-- CreateIndex
CREATE INDEX "workflow_step_run_organization_id_idx" ON "workflow_step_run"("organization_id");

-- AddForeignKey
ALTER TABLE "workflow_run" ADD CONSTRAINT "workflow_run_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_step_run" ADD CONSTRAINT "workflow_step_run_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "workflow_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
