const publicUrl = process.env.REVERIE_PUBLIC_URL;

/** @type {import("next").NextConfig} */
const config = {
  // `npm run dev` under a name of its own: without this its live connection is refused, and the page tries and reloads for ever.
  allowedDevOrigins: publicUrl ? [new URL(publicUrl).hostname] : [],
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  reactStrictMode: true,
  // Native or dynamically loading packages stay outside the bundle.
  serverExternalPackages: ["@dbos-inc/dbos-sdk", "pg", "postgres", "@node-rs/argon2"],
  experimental: {
    // A refused action or page answers 403 by forbidden().
    authInterrupts: true,
    serverActions: { bodySizeLimit: "1mb" },
  },
  async headers() {
    return [
      {
        source: "/:path*",
        headers: [
          { key: "x-content-type-options", value: "nosniff" },
          { key: "referrer-policy", value: "same-origin" },
          { key: "x-frame-options", value: "DENY" },
          { key: "permissions-policy", value: "camera=(), microphone=(), geolocation=()" },
          { key: "cross-origin-opener-policy", value: "same-origin" },
        ],
      },
    ];
  },
};

export default config;
