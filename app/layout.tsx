import "@fontsource-variable/ibm-plex-sans/standard.css";
import "@fontsource/ibm-plex-mono/400.css";
import "@fontsource/ibm-plex-mono/500.css";
import "@fontsource/ibm-plex-serif/400.css";
import "@fontsource/ibm-plex-serif/400-italic.css";
import "@fontsource/ibm-plex-serif/500.css";
import "./globals.css";

import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import {
  CONTRAST_COOKIE,
  contrastAttribute,
  DENSITY_COOKIE,
  densityAttribute,
  KEYS_COOKIE,
  keysAttribute,
} from "@/components/layout/appearance";
import { ThemeProvider } from "@/components/layout/theme-provider";
import { TimeStyleProvider } from "@/components/ui/time-style-provider";
import { readerZone, TIME_COOKIE, timeStyle, ZONE_COOKIE } from "@/components/ui/time-styles";

export const metadata: Metadata = {
  title: { default: "Reverie", template: "%s · Reverie" },
  description: "Control plane and console for agents that get better between sessions.",
  applicationName: "Reverie",
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, date: false, address: false, email: false },
  icons: {
    icon: [
      { url: "/favicon.ico", sizes: "32x32" },
      { url: "/favicon.svg", type: "image/svg+xml" },
    ],
    apple: "/apple-touch-icon.png",
  },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f1efe8" },
    { media: "(prefers-color-scheme: dark)", color: "#0b1115" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [header, cookie] = await Promise.all([headers(), cookies()]);
  const time = timeStyle(cookie.get(TIME_COOKIE)?.value);
  return (
    // The theme's script sets data-theme before React looks.
    <html
      lang="en"
      data-contrast={contrastAttribute(cookie.get(CONTRAST_COOKIE)?.value)}
      data-density={densityAttribute(cookie.get(DENSITY_COOKIE)?.value)}
      data-time={time === "relative" ? undefined : time}
      data-keys={keysAttribute(cookie.get(KEYS_COOKIE)?.value)}
      suppressHydrationWarning
    >
      <body>
        <ThemeProvider nonce={header.get("x-nonce") ?? undefined}>
          <TimeStyleProvider initial={{ style: time, zone: readerZone(cookie.get(ZONE_COOKIE)?.value) }}>{children}</TimeStyleProvider>
        </ThemeProvider>
      </body>
    </html>
  );
}
