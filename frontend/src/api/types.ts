/**
 * The shapes that travel, under short names. All come from the back end's own description of itself (`schema.d.ts`,
 * written by `npm run api`); what an answer may leave out is here always there, since the server always writes it.
 */
import type { components } from "./schema";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

type Schemas = components["schemas"];
type Written = "value" | "low" | "high" | "null" | "null_low" | "null_high" | "n";
/** A number as it may be cited: with its interval, null and n (null where they are not known), and what else there is. */
export type Estimate = Required<Pick<Schemas["Estimate"], Written>> & Omit<Schemas["Estimate"], Written>;
/** Every field present, at every depth: answers are written whole. */
type Whole<T> = T extends Schemas["Estimate"]
  ? null extends T["value"]
    ? Estimate
    : Required<T>
  : T extends readonly [unknown, ...unknown[]]
    ? T
    : T extends readonly (infer Item)[]
      ? Whole<Item>[]
      : T extends object
        ? { [Name in keyof T]-?: Whole<T[Name]> }
        : T;
/** A shape that the server answers with, by its name in its description. */
export type Answer<Name extends keyof Schemas> = Whole<Schemas[Name]>;
/** A shape that it is asked with: what has a default may be left out. */
export type Asked<Name extends keyof Schemas> = Schemas[Name];

// ---- the installation -----------------------------------------------------------------------------------------------------
export type PublicError = Answer<"PublicError">;
export type Health = Answer<"Health">;
export type WorkerState = Answer<"WorkerState">;
export type Home = Answer<"Home">;
export type QuestionCard = Answer<"QuestionCard">;
export type NewestAnswer = Answer<"NewestAnswer">;
export type Demo = Answer<"Story">;
export type Chapter = Answer<"ChapterState">;
export type About = Answer<"About">;
export type HeadlineNumber = Answer<"HeadlineNumber">;

// ---- findings ------------------------------------------------------------------------------------------------------
export type FindingSummary = Answer<"FindingSummary">;
export type Finding = Answer<"Finding">;
export type KeptFigure = Answer<"KeptFigure">;
export type Source = Answer<"Source">;
export type Verified = Answer<"Verified">;
export type Revision = Answer<"Revision">;
export type NewFinding = Answer<"NewFinding">;
export type Keep = Schemas["Keep"];
export type Revise = Schemas["Revise"];
export type CollectionSummary = Answer<"CollectionSummary">;
export type Collection = Answer<"Collection">;
export type CollectionItem = Answer<"CollectionItem">;
export type Collect = Schemas["Collect"];
export type Recollect = Schemas["Recollect"];

// ---- studies and runs ----------------------------------------------------------------------------------------------
export type StudySummary = Answer<"StudySummary">;
export type StudyInfo = Answer<"StudyPage">;
export type StudyAsk = Schemas["AskForRuns"];
export type Cost = Answer<"CostEstimate">;
export type RunSummary = Answer<"RunSummary">;
export type RunChild = Answer<"ChildStatus">;
export type RunStatus = Answer<"RunStatus">;
export type RunList = Answer<"RunList">;
export type RunEvent = Answer<"RunEvent">;
export type RunFrames = Answer<"RunFrames">;
export type RunKind = RunSummary["kind"];
export type RunState = RunSummary["status"];
export type LogLine = Answer<"LogLine">;
/** What an intake brought in. */
export type TakenIn = Answer<"TakenIn">;

// ---- models --------------------------------------------------------------------------------------------------------
export type ModelSummary = Answer<"ModelSummary">;
export type Model = Answer<"ModelPage">;
export type Checkpoint = Answer<"CheckpointFacts">;
export type NewModel = Schemas["AddModel"];

// ---- corpora -------------------------------------------------------------------------------------------------------
export type CorpusSummary = Answer<"CorpusSummary">;
export type Corpus = Answer<"CorpusPage">;
export type ConceptSet = Answer<"ConceptSetFacts">;
export type IdSet = Answer<"IdSetFacts">;
export type Sentence = Answer<"AlignedSentence">;
export type SentencePage = Answer<"SentencePage">;
export type NewCorpus = Schemas["AddCorpus"];
export type NewConceptSet = Schemas["AddConceptSet"];
export type NewIdSet = Schemas["AddIdSet"];

// ---- concept neurons -----------------------------------------------------------------------------------------------
export type Params = Schemas["ConceptNeuronsParams"];
export type Pair = Answer<"ConceptNeuronsPair">;
export type Layer = Answer<"ConceptNeuronsLayer">;
export type SharedBy = Answer<"ConceptNeuronsSharedBy">;
export type Concept = Answer<"ConceptNeuronsConcept">;
export type Headline = Answer<"ConceptNeuronsHeadline">;
export type Result = Answer<"ConceptNeuronsResult">;
export type SeriesPoint = Answer<"ConceptNeuronsSeriesPoint">;
export type SeriesResult = Answer<"ConceptNeuronsSeriesResult">;

export type Expert = Answer<"ConceptNeuronsExpert">;
export type Experts = Answer<"ConceptNeuronsExperts">;
export type UnitPage = Answer<"ConceptNeuronsUnitPage">;

// ---- interventions -------------------------------------------------------------------------------------------------
export type Intervention = Answer<"InterventionsResult">;
export type InterventionSeries = Answer<"InterventionsSeriesResult">;
export type ChosenSet = Answer<"InterventionsChosenSet">;
export type Prompt = Answer<"InterventionsPrompt">;
export type WrittenText = Answer<"InterventionsOutput">;
export type NextToken = Answer<"InterventionsNextToken">;
export type Identifier = Answer<"Identifier">;

// ---- pretraining ---------------------------------------------------------------------------------------------------
export type Training = Answer<"PretrainingResult">;
export type LanguageLoss = Answer<"PretrainingLanguageLoss">;
