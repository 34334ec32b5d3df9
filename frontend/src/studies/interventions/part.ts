/** What every part of the left column is given. */
import type { Intervention } from "../../api/types";
import type { FormPart } from "../../ui";
import type { Asked, Change } from "./asked";
import type { RefusedAt } from "./refusals";
import type { Setting } from "./setting";

export interface Part {
  asked: Asked;
  change: Change;
  refused: RefusedAt;
  usual: FormPart<Asked>["usual"];
  setting: Setting;
  /** The answer beside it, as long as it answers what is asked here. */
  answer: Intervention | undefined;
}
