import { redirect } from "next/navigation";

/** Until the overview exists, the queue is what an operator opens first. */
export default function HomePage() {
  redirect("/review");
}
