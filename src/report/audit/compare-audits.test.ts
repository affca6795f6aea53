import { describe, expect, it } from "vitest";
import { exampleAudit, exampleTarget } from "../../../fixtures/evaluation/example-audit.js";
import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { comparedAuditsHtml } from "./compared-audits-html.js";
import { matchVerdicts } from "./compare-audits.js";

const before = exampleAudit();
const target = exampleTarget();
const verdictOf = (name: string) => target.attributes.find((own) => own.name === name)?.verdict;

/** The example where these attributes have the verdict of another; undefined leaves one out. */
function withVerdicts(own: Readonly<Record<string, string | undefined>>): AuditResults {
  const attributes = target.attributes.flatMap((attribute) => {
    if (!(attribute.name in own)) return [attribute];
    const verdict = verdictOf(own[attribute.name] ?? "");
    return verdict === undefined ? [] : [{ ...attribute, verdict }];
  });
  return exampleAudit({ source: "retrained <b>", targets: [{ ...target, attributes }] });
}

const after = withVerdicts({
  ...{ view: "sex", sex: "site", site: "scanner", scanner: "laterality", laterality: undefined },
});
const changes = (own: AuditResults, other: AuditResults) =>
  Object.fromEntries(matchVerdicts(own, other).map(({ attribute, change }) => [attribute, change]));

describe("matchVerdicts", () => {
  it("says what changed, and calls nothing better that cannot be told", () => {
    expect(changes(before, after)).toEqual({
      view: "less severe",
      sex: "more severe",
      site: "open now",
      scanner: "open before",
      laterality: "only before",
    });
    expect(changes(after, before)).toMatchObject({
      view: "more severe",
      laterality: "only after",
    });
    expect(new Set(Object.values(changes(before, before)))).toEqual(new Set(["as before"]));
  });

  it("matches by the name of the target too", () => {
    const other = exampleAudit({ targets: [exampleTarget("mass")] });
    expect(matchVerdicts(before, other)).toHaveLength(10);
  });
});

describe("comparedAuditsHtml", () => {
  const page = comparedAuditsHtml(before, after);

  it("has both sides in a line each, and the change in a sentence", () => {
    expect(page).toContain("Less severe: view. More severe: sex.");
    expect(page).toContain("Open in one of them: site, scanner.");
    const [row = ""] = /<tr role="row"><th scope="row"[^>]*><bdi>view.*?<\/tr>/s.exec(page) ?? [];
    expect(row).toMatch(/less severe.*Used, strong.*effect 0\.310.*Encoded only.*effect 0\.880/s);
    expect(page).toContain("not audited");
  });

  it("warns of other doors, escapes, and is the same bytes again", () => {
    expect(comparedAuditsHtml(before, { ...after, door: "predictions" })).toContain(
      "The doors differ (model, predictions)",
    );
    expect(page).not.toContain("The doors differ");
    expect(page).toContain("retrained &lt;b&gt;");
    expect(page).not.toContain("retrained <b>");
    expect(comparedAuditsHtml(before, after)).toBe(page);
  });
});
