"use client";

export { type Unsaved as Draft, useUnsaved as useDraft } from "@/components/forms/use-unsaved";
