/** What studies' pages are written with. Import from here. */
export { defineStudy, type Shown, type SimpleStudy } from "./defineStudy";
export { type AskedOf, type Fields, fieldsOf, labelOf } from "./fields";
export { Advanced, defineForm, Drawn, type FormSpec, type Part, requestOf, type Stands, useFields } from "./form";
export { IdentifierPanel } from "./IdentifierPanel";
export {
  FROM_NOTHING,
  type Operation,
  parallelPrompts,
  plainSentence,
  type PlaygroundAsk,
  playgroundAsk,
  playgroundHref,
  type PlaygroundSet,
} from "./playground";
export type { FormProps, ResultProps, StudyView, UnitProps } from "./register";
export {
  at,
  LADDER_CODECS,
  type LadderContext,
  LadderLine,
  Notes,
  OverTraining,
  PANEL_CODECS,
  ResultHead,
  ResultPage,
  RunFigure,
  wayToLadder,
} from "./result";
export { type AskedOfText, ModelGroup, TextGroup, type TextSetting, useText } from "./text";
