import { joinArrays } from "../../base/join-arrays.js";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { maskedCrc32c } from "./crc32c.js";

/** Numbers of one moment. */
export interface ScalarEvent {
  /** Seconds; TensorBoard shows them as a date since 1970 and, under "relative", as they are. */
  readonly wallTime: number;
  readonly step: number;
  /** By tag; a `/` in a tag makes groups. Stored as float32. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** Field numbers of event.proto and summary.proto, those that we write. */
const eventFields = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const summaryFields = { value: 1 } as const;
const valueFields = { tag: 1, simpleValue: 2 } as const;

/**
 * A TensorBoard event file: the version record, then an Event with a Summary of simple values for each moment.
 *
 * A record is: length as uint64, its masked CRC-32C, the message, its masked CRC-32C; all little-endian. The same
 * events give the same bytes.
 * @source TensorFlow, event.proto, summary.proto and the TFRecord format; `brain.Event:2` is their version.
 */
export function encodeEventFile(events: readonly ScalarEvent[]): Uint8Array {
  const version = new BinaryWriter()
    .tag(eventFields.wallTime, WireType.Bit64)
    .double(events[0]?.wallTime ?? 0)
    .tag(eventFields.fileVersion, WireType.LengthDelimited)
    .string("brain.Event:2")
    .finish();
  const records = [version, ...events.map(encodeEvent)].map(frame);
  return joinArrays(Uint8Array, records);
}

function encodeEvent({ wallTime, step, scalars }: ScalarEvent): Uint8Array {
  const writer = new BinaryWriter()
    .tag(eventFields.wallTime, WireType.Bit64)
    .double(wallTime)
    .tag(eventFields.step, WireType.Varint)
    .int64(step)
    .tag(eventFields.summary, WireType.LengthDelimited)
    .fork();
  for (const [tag, value] of Object.entries(scalars)) {
    writer
      .tag(summaryFields.value, WireType.LengthDelimited)
      .fork()
      .tag(valueFields.tag, WireType.LengthDelimited)
      .string(tag)
      .tag(valueFields.simpleValue, WireType.Bit32)
      .float(value)
      .join();
  }
  return writer.join().finish();
}

function frame(message: Uint8Array): Uint8Array {
  const head = 12;
  const record = new Uint8Array(head + message.length + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(message.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(message, head);
  view.setUint32(head + message.length, maskedCrc32c(message), true);
  return record;
}
