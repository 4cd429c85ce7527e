// Builds the editor into one file, and lays out the fonts and the licences of what is bundled.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [scripts, fonts] = process.argv.slice(2);
const FONTS = {
  "fonts-latin": ["NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf"],
  "fonts-arabic": ["NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf"],
  "fonts-sc": ["NotoSansHans-Regular.otf"],
};

async function licences(packages) {
  const texts = [];
  for (const name of packages.toSorted()) {
    const folder = join("node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    const text = file ? await readFile(join(folder, file), "utf8") : "";
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${"-".repeat(72)}\n\n`);
}

await mkdir(scripts, { recursive: true });
const { metafile } = await build({
  entryPoints: ["editor.js"],
  outfile: join(scripts, "editor.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  metafile: true,
  legalComments: "none",
});
const bundled = Object.keys(metafile.inputs)
  .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
  .filter(Boolean);
await writeFile(join(scripts, "licences.txt"), await licences([...new Set(bundled)]));

await mkdir(fonts, { recursive: true });
for (const [name, files] of Object.entries(FONTS)) {
  const folder = join("node_modules", "@embedpdf", name, "fonts");
  for (const file of files) await copyFile(join(folder, file), join(fonts, file));
}
const packages = Object.keys(FONTS).map((name) => `@embedpdf/${name}`);
await writeFile(join(fonts, "licences.txt"), await licences(packages));
