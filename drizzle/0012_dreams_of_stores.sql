ALTER TABLE "dreams" DROP CONSTRAINT "dreams_workspace_id_store_id_memory_stores_workspace_id_id_fk";
--> statement-breakpoint
ALTER TABLE "dreams" ALTER COLUMN "agent_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "dreams" ADD COLUMN "output_behavior" text;--> statement-breakpoint
ALTER TABLE "dreams" ADD COLUMN "output_store_id" text collate "C";--> statement-breakpoint
ALTER TABLE "dreams" ADD CONSTRAINT "dreams_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dreams_one_writer" ON "dreams" USING btree ("workspace_id","store_id") WHERE "dreams"."status" in ('pending', 'running') and "dreams"."output_behavior" = 'update_existing';