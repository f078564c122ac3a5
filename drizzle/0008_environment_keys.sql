CREATE TABLE "environment_keys" (
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"environment_id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"key_hash" text collate "C" NOT NULL,
	"hint" text NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text,
	CONSTRAINT "environment_keys_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "environment_keys" ADD CONSTRAINT "environment_keys_workspace_id_environment_id_environments_workspace_id_id_fk" FOREIGN KEY ("workspace_id","environment_id") REFERENCES "public"."environments"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "environment_keys_environment" ON "environment_keys" USING btree ("workspace_id","environment_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "environment_keys_hash" ON "environment_keys" USING btree ("key_hash");