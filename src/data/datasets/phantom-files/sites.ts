/** A hospital and its scanners: facts that tags and sidecars tell, and that go with a look of the pictures. */
export interface PhantomSite {
  readonly name: "north" | "south";
  readonly institution: string;
  readonly manufacturer: string;
  readonly chest: { readonly model: string; readonly station: string; readonly serial: string };
  readonly brain: {
    readonly model: string;
    readonly station: string;
    readonly serial: string;
    readonly fieldStrength: number;
    readonly echoTimeMs: number;
    readonly repetitionTimeMs: number;
    readonly flipAngle: number;
  };
}

/** By value of the attribute `site`. None of them exists. */
export const phantomSites: readonly [PhantomSite, PhantomSite] = [
  {
    name: "north",
    institution: "Phantom Hospital North",
    manufacturer: "Borealis Imaging",
    chest: { model: "Borealis CR-10", station: "NORTH-CR1", serial: "B10-0417" },
    brain: {
      ...{ model: "Borealis M15", station: "NORTH-MR1", serial: "B15-2203" },
      ...{ fieldStrength: 1.5, echoTimeMs: 3.5, repetitionTimeMs: 2300, flipAngle: 9 },
    },
  },
  {
    name: "south",
    institution: "Phantom Hospital South",
    manufacturer: "Australis Medical",
    chest: { model: "Australis DX-7", station: "SOUTH-DX2", serial: "A07-9960" },
    brain: {
      ...{ model: "Australis M30", station: "SOUTH-MR3", serial: "A30-1188" },
      ...{ fieldStrength: 3, echoTimeMs: 2.5, repetitionTimeMs: 2000, flipAngle: 8 },
    },
  },
];
