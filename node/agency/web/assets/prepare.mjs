// prepare.mjs NODE-MODULES SOURCE-FOLDER OUTPUT.c: the pages' files as C, named by their content.
// Removes what is licensed for gov.uk alone, and refuses to go on when a trace of it is left.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";

const [modules, source, output] = process.argv.slice(2);

function withoutLicensedParts(css) {
  return css
    .replace(/\/\*![^*]*Margaret Calvert[^*]*\*\//g, "")
    .replace(/@font-face\{[^}]*\}/g, "")
    .replace(/@supports[^{]*mask-position[^{]*\{(?:[^{}]*\{[^{}]*\})*\}/g, (rule) => (rule.includes("crest") ? "" : rule))
    .replace(/[^{}]*\{[^{}]*crest[^{}]*\}/g, "")
    .replace(/"?GDS Transport"?,\s*/g, "")
    .replace(/\/\*# sourceMappingURL=[^*]*\*\//g, "");
}

function refuseTraces(stylesheet) {
  const css = stylesheet.replace(/url\("data:image\/svg\+xml[^"]*"\)/g, "");
  for (const trace of [/gds/i, /transport/i, /crest/i, /@font-face/i, /url\(/i, /@import/i, /sourceMapping/])
    if (trace.test(css)) {
      console.error(`assets: the stylesheet still matches ${trace}`);
      process.exit(1);
    }
}

function balanced(css) {
  const bare = css.replace(/\/\*[^]*?\*\//g, "").replace(/"(?:[^"\\]|\\.)*"/g, "");
  return (bare.match(/\{/g) ?? []).length === (bare.match(/\}/g) ?? []).length;
}

function smaller(css) {
  return css
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/\s*([{};,>])\s*/g, "$1")
    .replace(/:\s+/g, ":")
    .replace(/;\}/g, "}")
    .trim();
}

function bytes(name, content) {
  return `static const uint8_t ${name}[] = {${Array.from(content).join(",")}};\n`;
}

const govuk = withoutLicensedParts(readFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.css"), "utf8"));
const version = JSON.parse(readFileSync(join(modules, "govuk-frontend/package.json"), "utf8")).version;
const own = smaller(readFileSync(join(source, "site.css"), "utf8"));
const stylesheet = `${govuk.trim()}\n/*! govuk-frontend ${version}, Crown copyright, MIT licence */\n${own}\n`;
refuseTraces(stylesheet);
if (!balanced(govuk) || !balanced(own)) {
  console.error("assets: braces in the stylesheet do not match after removing parts");
  process.exit(1);
}

const files = [
  ["site", "css", "text/css; charset=utf-8", Buffer.from(stylesheet)],
  ["idle", "js", "text/javascript; charset=utf-8", readFileSync(join(source, "idle.js"))],
  ["icon", "svg", "image/svg+xml", readFileSync(join(source, "icon.svg"))],
];

let text = '/* Made by node/agency/web/assets/prepare.mjs. */\n#include "node/agency/web/assets.h"\n\n';
const rows = [];
files.forEach(([name, extension, type, content]) => {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const packed = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
  text += bytes(`${name}_plain`, content) + bytes(`${name}_gzip`, packed);
  rows.push(
    `    {"${name}", "/assets/${name}.${hash}.${extension}", "${type}", {${name}_plain, sizeof ${name}_plain},\n` +
      `     {${name}_gzip, sizeof ${name}_gzip}},\n`,
  );
});
text += `\nconst dolen_asset dolen_assets_all[] = {\n${rows.join("")}};\nconst size_t dolen_assets_count = ${rows.length};\n`;
writeFileSync(output, text);
