/** `npm start`. This file must load in any Node.js, however old, to say which one is needed; the work is in lib/starter.mjs. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(
    `Reverie needs Node.js 20.9 or later; this is ${process.versions.node}. Install a current one from https://nodejs.org and start again.`,
  );
  process.exit(1);
} else {
  import("./lib/starter.mjs").then(({ main }) => main(process.argv.slice(2)));
}
