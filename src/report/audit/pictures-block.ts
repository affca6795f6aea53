import type { AuditedAttribute, AuditedTarget } from "../../evaluation/audit/audit-results.js";
import { foreign } from "../html/elements.js";
import { pictureElement } from "../html/picture-element.js";
import type { AuditPictures } from "./audit-pictures.js";

/** Thumbnails of an attribute's groups, on demand; "" where there are none. */
export function picturesBlock(
  attribute: AuditedAttribute,
  target: AuditedTarget,
  pictures: readonly AuditPictures[],
): string {
  const figures = pictures
    .filter((own) => own.target === target.name && own.attribute === attribute.name)
    .map(({ group, title, images }) => {
      const shown = images.map((image, index) =>
        pictureElement(image, `${group}, ${title}: ${index + 1} of ${images.length}`),
      );
      return `<figure class="examples"><figcaption>${foreign(group)} <span class="quiet">${foreign(title)}</span></figcaption><div>${shown.join("")}</div></figure>`;
    });
  if (figures.length === 0) return "";
  return `<details><summary>Images behind the groups</summary><div class="figures">${figures.join("\n")}</div></details>`;
}
