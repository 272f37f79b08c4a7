// The run-time library of generated codecs: what their text refers to by name.

import { skipBinary } from "../../protocol/binary.ts";
import { putBytes, putUuid, readBytes, readUuid } from "../../protocol/bytes.ts";
import { skipCompact } from "../../protocol/compact.ts";
import {
  badElements,
  badLength,
  badVersion,
  inArgument,
  missingField,
  tooDeep,
  truncated,
} from "../../protocol/read_errors.ts";
import { putCountedText, putText, readText, textRoom } from "../../protocol/text.ts";
import { putVarint, putZigzag64, readVarint, readZigzag64 } from "../../protocol/varint.ts";
import { toEnum } from "../enum_value.ts";
import { givenFields } from "../given_fields.ts";
import * as misfits from "../misfit.ts";
import { lookAt, notOneField } from "../unknown_fields.ts";

/** The functions that generated text takes from its parameter `runtime`. */
export const runtime: Readonly<Record<string, unknown>> = {
  truncated,
  tooDeep,
  badLength,
  badVersion,
  badElements,
  missingField,
  inArgument,
  readText,
  putText,
  textRoom,
  putCountedText,
  readBytes,
  putBytes,
  readUuid,
  putUuid,
  readVarint,
  readZigzag64,
  putVarint,
  putZigzag64,
  skipBinary,
  skipCompact,
  givenFields,
  toEnum,
  lookAt,
  notOneField,
  ...misfits,
};
