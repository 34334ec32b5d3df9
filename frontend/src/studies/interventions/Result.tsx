/** A run in any state, or a ladder: the playground with its params on the left and its texts on the right. */
import type { ResultProps } from "../../kit";
import { Playground } from "./Playground";

export const Result = ({ run, status }: ResultProps) => <Playground initial={run.params} run={run} status={status} />;
