ALTER TABLE "dreams" ADD COLUMN "run" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "dreams" ADD COLUMN "queued_at" timestamp (3) with time zone;