const endings = /\.(csv|tsv|parquet|json|txt|md|ya?ml|xml|html?|pdf|log|bval|bvec|sha256|md5)$/i;
const names = /^(dicomdir|readme|licen[cs]e|changes|changelog|thumbs\.db|desktop\.ini)$/i;

/** By its name alone: a file that lies beside images and is none. What else is no image is found when it is decoded. */
export function isNoImage(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.startsWith(".") || endings.test(name) || names.test(name);
}
