// Written by `npm run api` from openapi.json. Do not edit.
export interface paths {
    "/api/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get About
         * @description Version, questions, studies, and the order languages stand in everywhere.
         */
        get: operations["get_about"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Collections
         * @description Collections, newest first; private ones are in no list.
         */
        get: operations["list_collections"];
        put?: never;
        /**
         * Collect
         * @description A new collection.
         */
        post: operations["collect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collections/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Collection
         * @description A collection with its findings.
         */
        get: operations["get_collection"];
        /**
         * Recollect
         * @description Change what it holds and says.
         */
        put: operations["recollect"];
        post?: never;
        /**
         * Withdraw Collection
         * @description Take it away; its findings stay.
         */
        delete: operations["withdraw_collection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/collections/{slug}/page.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Collection File
         * @description The collection as one HTML file that opens without a server.
         */
        get: operations["get_collection_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/corpora": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Corpora
         * @description All corpora, newest first.
         */
        get: operations["list_corpora"];
        put?: never;
        /**
         * Add Corpus
         * @description Import a corpus.
         */
        post: operations["add_corpus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/corpora/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Corpus
         * @description One corpus, with the concepts, id sets and splits that lie on it.
         */
        get: operations["get_corpus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/corpora/{id}/concepts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Concepts
         * @description Import concepts of a corpus that is here.
         */
        post: operations["add_concepts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/corpora/{id}/ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Ids
         * @description Name a choice of the ids of a corpus that is here.
         */
        post: operations["add_ids"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/corpora/{id}/sentences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Sentences
         * @description Sentences side by side, in the order of their ids; with a concept, only its positives.
         */
        get: operations["get_sentences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Demo
         * @description The demo's chapters and how far each has come.
         */
        get: operations["get_demo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/demo/{chapter}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask
         * @description Ask for a chapter; asking again goes on with what is missing.
         */
        post: operations["ask_chapter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Findings
         * @description Findings, newest first, each with the runs it is about; private ones are in no list.
         */
        get: operations["list_findings"];
        put?: never;
        /**
         * Keep
         * @description Keep what a page shows: words, figures, and the digests of all they stand on.
         */
        post: operations["keep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/findings/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Finding
         * @description One finding, its sources, and whether what is stored still has the digests it was kept with.
         */
        get: operations["get_finding"];
        /**
         * Revise
         * @description New words; the old ones stay among its revisions.
         */
        put: operations["revise"];
        post?: never;
        /**
         * Withdraw Finding
         * @description Take it out of every list. Its address says that it was withdrawn; its runs stay.
         */
        delete: operations["withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/findings/{slug}/bundle.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Bundle
         * @description Everything it stands on as one file, which another installation imports.
         */
        get: operations["get_bundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/findings/{slug}/figures/{number}.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Kept Figure
         * @description A figure as it was when the finding was kept.
         */
        get: operations["get_kept_figure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/findings/{slug}/page.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Finding File
         * @description The finding as one HTML file that opens without a server.
         */
        get: operations["get_finding_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/findings/{slug}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Revisions
         * @description Everything it ever said, newest first.
         */
        get: operations["list_revisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Health
         * @description Whether the database answers, and who is there to compute.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Home
         * @description Everything on the front page, from stored rows only.
         */
        get: operations["get_home"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Models
         * @description All models, newest first.
         */
        get: operations["list_models"];
        put?: never;
        /**
         * Add Model
         * @description Bring a model in, as a run whose progress can be watched; nothing is kept of one that fails.
         */
        post: operations["add_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get One
         * @description One model, its ladder in training order, and every place a unit can be addressed at.
         */
        get: operations["get_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oembed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Oembed
         * @description How another site shows a finding of this server (oEmbed 1.0).
         */
        get: operations["get_oembed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/published": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Published
         * @description What runs published, newest first: a form that asks for one of a kind offers these.
         */
        get: operations["list_published"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Runs
         * @description Runs, newest first; those inside a series only with ``children``.
         */
        get: operations["list_runs"];
        put?: never;
        post?: never;
        /**
         * Cancel Runs
         * @description Take back one's wish for everything that has not ended: all that one has queued stops at once.
         */
        delete: operations["cancel_runs"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Run
         * @description Everything about a run but its result: progress, cost, warnings, children, the end of its log.
         */
        get: operations["get_run"];
        put?: never;
        post?: never;
        /**
         * Cancel Run
         * @description Take back one's wish for a run; it stops when nobody who asked for it wants it any more.
         */
        delete: operations["cancel_run"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}/confusion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Confusion
         * @description What a layer's probe takes for what, over all splits; with ``truth`` and ``predicted``, that cell's examples,
         *     the surest first.
         */
        get: operations["get_confusion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch Run
         * @description What happens to a run and to the runs in it, from ``after`` on (or from where a broken stream stopped).
         */
        get: operations["watch_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}/experts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Experts
         * @description Expert units of a concept: of both of two languages, or of at least so many, best first.
         */
        get: operations["get_experts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}/figures/{name}.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Figure Table
         * @description The same figure as a table, one row a mark.
         */
        get: operations["get_figure_table"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}/figures/{name}.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Figure
         * @description A figure as plotly draws it, as it was stored when the run finished.
         */
        get: operations["get_figure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}/frames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Frames
         * @description What a run has said live so far; what comes is in its events.
         */
        get: operations["get_frames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Run Log
         * @description The run's log, its last lines.
         */
        get: operations["get_run_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Result
         * @description The result, as it was stored. A series' result grows while its runs finish, unless ``set`` says which.
         */
        get: operations["get_result"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{key}/units/{unit}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Unit
         * @description Everything about one unit of a checkpoint, and its average precision at the ladder's other checkpoints.
         */
        get: operations["get_unit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Studies
         * @description The register.
         */
        get: operations["list_studies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studies/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Study
         * @description One study, with the JSON Schema of its params.
         */
        get: operations["get_study"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studies/{slug}/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Estimate
         * @description What asking would cost; refuses what asking would refuse.
         */
        post: operations["estimate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/studies/{slug}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask
         * @description Ask for a run, or for a series with ``checkpoints``. Asking again is the same run: 200 once it is done.
         */
        post: operations["ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * About
         * @description What this server is.
         */
        About: {
            /**
             * Access
             * @description Who may start and change things here.
             * @enum {string}
             */
            access: "open" | "token" | "read-only";
            /** Languages */
            languages: components["schemas"]["Language"][];
            /** Questions */
            questions: components["schemas"]["Question"][];
            /** Studies */
            studies: components["schemas"]["StudySummary"][];
            /** Version */
            version: string;
        };
        /**
         * AddConceptSet
         * @description Concepts to import for a corpus: a JSON file on the worker's machine, ``{concept: [ids]}``.
         */
        AddConceptSet: {
            /** Id */
            id?: string | null;
            /** Licence */
            licence?: string | null;
            /** Name */
            name?: string | null;
            /** Source */
            source: string;
        };
        /**
         * AddCorpus
         * @description Sentences aligned by id, from files on the worker's machine or from a hub.
         */
        AddCorpus: {
            /**
             * Format
             * @description conllu, tsv, csv, jsonl, flores, or auto.
             * @default auto
             */
            format: string;
            /**
             * Id
             * @description Its name here; made from the source if absent.
             */
            id?: string | null;
            /**
             * Languages
             * @description Keep only these; file=language tells one.
             */
            languages?: string[] | null;
            /**
             * Licence
             * @description Its licence, where the files do not say.
             */
            licence?: string | null;
            /**
             * Name
             * @description Its name as shown.
             */
            name?: string | null;
            /**
             * Source
             * @description A file, a folder, or a hub id of a data set.
             */
            source: string;
        };
        /**
         * AddIdSet
         * @description A named choice of a corpus's ids: a JSON list on the worker's machine (at ``pointer``, in a larger file).
         */
        AddIdSet: {
            /** Name */
            name: string;
            /** Pointer */
            pointer?: string | null;
            /** Source */
            source: string;
        };
        /**
         * AddModel
         * @description A model from a folder on the worker's machine (of checkpoints, or one itself) or from a hub.
         */
        AddModel: {
            /**
             * Id
             * @description Its name here; made from the source if absent.
             */
            id?: string | null;
            /**
             * Licence
             * @description Its licence, where the source does not say.
             */
            licence?: string | null;
            /**
             * Revisions
             * @description Checkpoints; all known ones if absent.
             */
            revisions?: string[] | null;
            /**
             * Source
             * @description A folder, or a hub id such as owner/name.
             */
            source: string;
            /**
             * Steps
             * @description The training steps of checkpoints whose names do not tell them, by name.
             */
            steps?: {
                [key: string]: number;
            } | null;
            /**
             * Tokenizer
             * @description A folder or hub id to take the tokenizer from.
             */
            tokenizer?: string | null;
            /**
             * Trained On
             * @description What text it was trained on, where known.
             */
            trained_on?: string | null;
        };
        /**
         * AlignedSentence
         * @description One id in the languages asked for; a language that lacks it is absent from ``texts``.
         */
        AlignedSentence: {
            /** Concepts */
            concepts: string[];
            /** Document */
            document: string;
            /** Id */
            id: string;
            /** Split */
            split: string | null;
            /** Texts */
            texts: {
                [key: string]: string;
            };
        };
        /** AnyParams */
        AnyParams: components["schemas"]["ConceptNeuronsParams"] | components["schemas"]["LanguageProbesParams"] | components["schemas"]["InterventionsParams"] | components["schemas"]["ConceptEffectsParams"] | components["schemas"]["PretrainingParams"];
        /**
         * AskForRuns
         * @description A request for runs of a study: one checkpoint, some, or the whole ladder.
         *
         *     ``checkpoints`` makes a series of one run each; where it is given, ``params.checkpoint`` may be left out.
         */
        AskForRuns: {
            /** Checkpoints */
            checkpoints?: "all" | string[] | null;
            /**
             * Params
             * @description The study's params; those of other studies are refused.
             */
            params: {
                [key: string]: unknown;
            };
        };
        /**
         * AskedFigure
         * @description A figure to keep. ``set`` names the state of a growing series; its newest if absent.
         */
        AskedFigure: {
            /** Name */
            name: string;
            /** Run */
            run: string;
            /** Set */
            set?: string | null;
            /** Title */
            title: string;
        };
        /**
         * Cancelled
         * @description How much of what the asker wanted is not wanted any more.
         */
        Cancelled: {
            /**
             * Cancelled
             * @description Runs, series and recipes; what others asked for, too, goes on.
             */
            cancelled: number;
        };
        /**
         * ChapterState
         * @description A chapter as its panel shows it. Keys are None for what was not asked for, or has not begun.
         */
        ChapterState: {
            /**
             * Key
             * @description Key of its recipe, asked for or not.
             */
            key: string;
            /**
             * Live
             * @description It runs by itself; the others wait for a click.
             */
            live: boolean;
            /** Name */
            name: string;
            /** Says */
            says: string;
            /** @description The newest series over the checkpoints published so far. */
            series: components["schemas"]["ChildStatus"] | null;
            /**
             * Status
             * @description not asked, queued, running, done, failed or cancelled.
             */
            status: string;
            /** Title */
            title: string;
            /** @description The run that trains the model. */
            training: components["schemas"]["ChildStatus"] | null;
        };
        /**
         * CheckpointFacts
         * @description One checkpoint of a ladder. ``duplicate_of`` is an earlier one with the same fingerprint.
         */
        CheckpointFacts: {
            /** Duplicate Of */
            duplicate_of: string | null;
            /** Fingerprint */
            fingerprint: string | null;
            /**
             * Here
             * @description Its weights are in this installation; those of a checkpoint from a bundle are not.
             */
            here: boolean;
            /** N Bytes */
            n_bytes: number | null;
            /** Position */
            position: number;
            /** Revision */
            revision: string;
            /**
             * Stage
             * @description Whose steps it counts, as in “2” or “2.1”; None where all count as one.
             */
            stage: string | null;
            /** Step */
            step: number | null;
            /** Tokens Seen */
            tokens_seen: number | null;
        };
        /**
         * ChildStatus
         * @description A run within a series or recipe; ``name`` is the checkpoint, or the recipe's entry.
         */
        ChildStatus: {
            /** Checkpoint */
            checkpoint: string | null;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            error: components["schemas"]["PublicError"] | null;
            /**
             * Failed
             * @description Of a series: how many of its checkpoints failed.
             * @default 0
             */
            failed: number;
            /** Finished */
            finished: string | null;
            /**
             * Fraction
             * @description Share of the work done.
             */
            fraction: number;
            /**
             * Growing
             * @description It follows a run that has more checkpoints to come: a series over more will replace it.
             * @default false
             */
            growing: boolean;
            /**
             * Imported
             * @description It was computed in another installation, and came here with a bundle.
             * @default false
             */
            imported: boolean;
            /** Key */
            key: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "run" | "series" | "intake" | "recipe";
            /**
             * Label
             * @description What it is doing, in a few words.
             */
            label: string;
            /** Model */
            model: string | null;
            /** Name */
            name: string;
            /** Seconds Left */
            seconds_left: number | null;
            /** Started */
            started: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "running" | "done" | "failed" | "cancelled";
            /** Steps Done */
            steps_done: number;
            /** Steps Total */
            steps_total: number | null;
            /** Study */
            study: string;
        };
        /**
         * Citation
         * @description How to cite it, and how to show it in another page. ``url`` is absolute.
         */
        Citation: {
            /** Bibtex */
            bibtex: string;
            /**
             * Embed
             * @description The iframe that shows it in another page.
             */
            embed: string;
            /** Sentence */
            sentence: string;
            /** Url */
            url: string;
        };
        /**
         * Collect
         * @description A new collection.
         */
        Collect: {
            /**
             * Items
             * @default []
             */
            items: (components["schemas"]["TextItem"] | components["schemas"]["FindingItem"])[];
            /**
             * Kept By
             * @default
             */
            kept_by: string;
            /**
             * Private
             * @default false
             */
            private: boolean;
            /** Title */
            title: string;
        };
        /**
         * Collection
         * @description A collection as its page shows it.
         */
        Collection: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Findings */
            findings: number;
            /** Items */
            items: components["schemas"]["CollectionItem"][];
            /** Kept By */
            kept_by: string;
            /** Private */
            private: boolean;
            /** Revision */
            revision: number;
            /** Slug */
            slug: string;
            /** Title */
            title: string;
            /** Url */
            url: string;
        };
        /**
         * CollectionItem
         * @description Text, or a finding; a finding that is not here any more says why.
         */
        CollectionItem: {
            finding?: components["schemas"]["FindingSummary"] | null;
            /** Gone */
            gone?: string | null;
            /** Slug */
            slug?: string | null;
            /** Text */
            text?: string | null;
        };
        /**
         * CollectionSummary
         * @description One collection in a list.
         */
        CollectionSummary: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Findings */
            findings: number;
            /** Kept By */
            kept_by: string;
            /** Private */
            private: boolean;
            /** Revision */
            revision: number;
            /** Slug */
            slug: string;
            /** Title */
            title: string;
        };
        /**
         * Ablation
         * @description Switching off a concept's shared experts, in one language: loss added on the concept's sentences minus that on
         *     other concepts' sentences, nats a token. ``effect`` is the mean over concepts, minus that of random units.
         */
        ConceptEffectsAblation: {
            effect: components["schemas"]["Estimate"];
            /** Language */
            language: string;
            /**
             * Loss
             * @description Plain loss, nats a token.
             */
            loss: number;
            /**
             * Others
             * @description Loss added on other concepts' sentences, mean over concepts.
             */
            others: number;
            /**
             * Own
             * @description Loss added on the concept's own sentences, mean over concepts.
             */
            own: number;
        };
        /**
         * ConceptAblation
         * @description One concept: its difference of differences in each language, and what was switched off.
         */
        ConceptEffectsConceptAblation: {
            /** Concept */
            concept: string;
            /** Effects */
            effects: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /** Sentences */
            sentences: number;
            /** Units */
            units: number;
        };
        /**
         * ConceptForcing
         * @description One concept: of the concept words in its texts, the share that are its own, by pane.
         */
        ConceptEffectsConceptForcing: {
            /** Concept */
            concept: string;
            /** On Concept */
            on_concept: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /** Units */
            units: number;
        };
        /**
         * ForcedText
         * @description One of the texts behind the shares.
         */
        ConceptEffectsForcedText: {
            /** Concept */
            concept: string;
            /** Language */
            language: string | null;
            /**
             * On
             * @description Words of the concept in it.
             */
            on: number;
            /**
             * Pane
             * @enum {string}
             */
            pane: "plain" | "forced" | "random" | "other";
            /** Seed */
            seed: number;
            /** Text */
            text: string;
            /**
             * Words
             * @description Words of any concept in it.
             */
            words: number;
        };
        /**
         * Headline
         * @description The numbers a checkpoint is known by: the effect of switching off, and the forced texts' share of own words.
         */
        ConceptEffectsHeadline: {
            forced: components["schemas"]["Estimate"] | null;
            switched_off: components["schemas"]["Estimate"];
        };
        /**
         * Params
         * @description One checkpoint, every concept of its concept run. Everything here enters the run key.
         */
        ConceptEffectsParams: {
            /**
             * Ablation
             * @description Switched-off units are set to 0, or to their mean over all tokens.
             * @default zero
             * @enum {string}
             */
            ablation: "zero" | "mean";
            /**
             * Attention
             * @description Attention implementation.
             * @default sdpa
             * @enum {string}
             */
            attention: "eager" | "sdpa";
            /**
             * Checkpoint
             * @description The checkpoint: a revision of the model's ladder.
             */
            checkpoint: string;
            /**
             * Concept Run
             * @description The concept neurons of this checkpoint (or a series that has it).
             */
            concept_run: string;
            /**
             * Draws
             * @description Sets of matched random units switched off; fewer of them write.
             * @default 20
             */
            draws: number;
            /**
             * Dtype
             * @description Number type of the weights.
             * @default float32
             * @enum {string}
             */
            dtype: "float32" | "bfloat16" | "float16" | "float64";
            /**
             * Held Out
             * @description Ids to test on (id set or splits, joined by +); of them, those of documents that the concept run did not read. All such ids if absent.
             * @default null
             */
            held_out: string | null;
            /**
             * K
             * @description Units switched off, and units forced, for each concept.
             * @default 20
             */
            k: number;
            /**
             * Keywords
             * @description Words of each concept, per language, told by its sentences.
             * @default 12
             */
            keywords: number;
            /**
             * Language
             * @description The language whose experts are forced.
             */
            language: string;
            /**
             * Length
             * @description Tokens of each text.
             * @default 24
             */
            length: number;
            /**
             * Max Tokens
             * @description Longer sentences are cut here.
             * @default 128
             */
            max_tokens: number;
            /**
             * Model
             * @description The model, by its id in this installation.
             */
            model: string;
            /**
             * Only Concepts
             * @description Concepts to test; all if absent.
             * @default null
             */
            only_concepts: string[] | null;
            /**
             * Seed
             * @description Seed of everything random in the run.
             * @default 0
             */
            seed: number;
            /**
             * Sentences
             * @description Held-out sentences of a concept and language, at most.
             * @default 40
             */
            sentences: number;
            /**
             * Shared By
             * @description Switched off are the k units that are experts in most languages, and in so many at least.
             * @default 2
             */
            shared_by: number;
            /**
             * Strength
             * @description Forced values, times each unit's own median.
             * @default 1
             */
            strength: number;
            /**
             * Temperature
             * @description Divides the logits.
             * @default 0.8
             */
            temperature: number;
            /**
             * Texts
             * @description Texts written from nothing for each concept and pane.
             * @default 60
             */
            texts: number;
            /**
             * Top P
             * @description The smallest set of tokens with this probability.
             * @default 0.9
             */
            top_p: number;
        };
        /**
         * Result
         * @description The answer for one checkpoint.
         */
        ConceptEffectsResult: {
            /** Ablation */
            ablation: components["schemas"]["ConceptEffectsAblation"][];
            /** Checkpoint */
            checkpoint: string;
            /** Concept Run */
            concept_run: string;
            /** Concepts */
            concepts: components["schemas"]["ConceptEffectsConceptAblation"][];
            /**
             * Contaminated
             * @description What of the text the model was trained on, in one sentence; or None.
             */
            contaminated?: string | null;
            /** Draws */
            draws: number;
            /** Fingerprint */
            fingerprint: string;
            /** Forced */
            forced: components["schemas"]["ConceptEffectsConceptForcing"][];
            headline: components["schemas"]["ConceptEffectsHeadline"];
            identifier: components["schemas"]["Identifier"];
            /** K */
            k: number;
            /** Language */
            language: string;
            /** Languages */
            languages: string[];
            /** Model */
            model: string;
            /** N Documents */
            n_documents: number;
            /** N Ids */
            n_ids: number;
            /**
             * Notes
             * @description Things a reader must know, in full sentences.
             */
            notes: string[];
            /** On Concept */
            on_concept: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /** @description The effect of switching off, mean over languages and concepts. */
            overall: components["schemas"]["Estimate"];
            /** Shared By */
            shared_by: number;
            /** Step */
            step: number | null;
            /**
             * Texts
             * @description The first texts of each concept and pane.
             */
            texts: components["schemas"]["ConceptEffectsForcedText"][];
            /**
             * Words
             * @description By concept and language, the words looked for.
             */
            words: {
                [key: string]: {
                    [key: string]: string[];
                };
            };
            /** Written */
            written: components["schemas"]["LanguageShare"][];
        };
        /**
         * SeriesPoint
         * @description One finished checkpoint of a ladder.
         */
        ConceptEffectsSeriesPoint: {
            /** Ablation */
            ablation: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /** Checkpoint */
            checkpoint: string;
            /**
             * Duplicate Of
             * @description An earlier checkpoint with the same weights.
             */
            duplicate_of: string | null;
            /** Fingerprint */
            fingerprint: string;
            headline: components["schemas"]["ConceptEffectsHeadline"];
            /** Key */
            key: string;
            /** On Concept */
            on_concept: {
                [key: string]: components["schemas"]["Estimate"];
            };
            overall: components["schemas"]["Estimate"];
            /** Step */
            step: number | null;
            /** Written */
            written: components["schemas"]["LanguageShare"][];
        };
        /**
         * SeriesResult
         * @description The answer for a ladder.
         */
        ConceptEffectsSeriesResult: {
            /**
             * Contaminated
             * @description What its checkpoints say of the text; or None.
             */
            contaminated?: string | null;
            /** Language */
            language: string;
            /** Languages */
            languages: string[];
            /**
             * Missing
             * @description Checkpoints asked for and not finished.
             */
            missing: string[];
            /** Model */
            model: string;
            /** Notes */
            notes: string[];
            /** Points */
            points: components["schemas"]["ConceptEffectsSeriesPoint"][];
        };
        /**
         * ConceptFacts
         * @description A concept and how many sentences, or words of all languages, are positive for it.
         */
        ConceptFacts: {
            /** Name */
            name: string;
            /**
             * Of
             * @default sentences
             * @enum {string}
             */
            of: "sentences" | "words";
            /** Positives */
            positives: number;
        };
        /**
         * Beside
         * @description The pooled numbers on the second id set.
         */
        ConceptNeuronsBeside: {
            aligned: components["schemas"]["Estimate"];
            /** Ids */
            ids: string;
            /** N Ids */
            n_ids: number;
            overlap: components["schemas"]["Estimate"];
            transfer: components["schemas"]["Estimate"];
        };
        /**
         * Concept
         * @description One concept. ``shown`` is False below 25 positives: then it counts in means only.
         */
        ConceptNeuronsConcept: {
            /** Chance */
            chance: number;
            /** Documents */
            documents: number;
            /** Name */
            name: string;
            /** Negatives */
            negatives: number;
            overlap: components["schemas"]["Estimate"];
            /** Per Language */
            per_language: components["schemas"]["ConceptNeuronsConceptLanguage"][];
            /** Positives */
            positives: number;
            /** Shown */
            shown: boolean;
        };
        /**
         * ConceptLanguage
         * @description A concept in a language. ``held_out`` is the headline (folds); ``selected`` is on the ids the experts were chosen
         *     on, and flatters them.
         */
        ConceptNeuronsConceptLanguage: {
            held_out: components["schemas"]["Estimate"];
            /** Language */
            language: string;
            /** Selected */
            selected: number;
        };
        /**
         * Example
         * @description One sentence that fires the unit.
         */
        ConceptNeuronsExample: {
            /** Id */
            id: string;
            /** Spans */
            spans: components["schemas"]["ConceptNeuronsSpan"][];
            /** Text */
            text: string;
            /** Value */
            value: number;
        };
        /**
         * Expert
         * @description One expert unit of a concept in up to two languages.
         */
        ConceptNeuronsExpert: {
            /**
             * Ap
             * @description Held-out AP by language; absent where the unit was in no fold's choice.
             */
            ap: {
                [key: string]: number;
            };
            /** Ap Selected */
            ap_selected: {
                [key: string]: number;
            };
            /** Expert In */
            expert_in: string[];
            /** Rank */
            rank: number | null;
            /** Unit */
            unit: string;
        };
        /**
         * Experts
         * @description Units that are experts of one concept: in both of two languages, or in at least n.
         */
        ConceptNeuronsExperts: {
            /**
             * Chance
             * @description AP of a random order on all ids: the floor of ap_selected.
             */
            chance: number;
            /** Concept */
            concept: string;
            /** Experts */
            experts: components["schemas"]["ConceptNeuronsExpert"][];
            /**
             * Held Out Chance
             * @description The same on the smaller folds: the floor of ap.
             */
            held_out_chance: number;
            /** K */
            k: number;
            /** Languages */
            languages: string[];
            /** Layers */
            layers: {
                [key: string]: number;
            };
            /** Total */
            total: number;
        };
        /**
         * Headline
         * @description The numbers a checkpoint is known by, each a mean over pairs or languages and concepts.
         */
        ConceptNeuronsHeadline: {
            aligned: components["schemas"]["Estimate"];
            /** @description Union of all languages' experts over L times k. */
            compression: components["schemas"]["Estimate"];
            effective_rank: components["schemas"]["Estimate"];
            held_out: components["schemas"]["Estimate"];
            overlap: components["schemas"]["Estimate"];
            reliability: components["schemas"]["Estimate"];
            /** @description Of a language's k experts, those that are experts in at least `shared_by` languages, itself counted; the others read other documents. Mean over languages and concepts. */
            shared: components["schemas"]["Estimate"];
            /** @description Aligned overlap on sentences free of shared surface forms. */
            surface_free: components["schemas"]["Estimate"] | null;
            /** @description Experts of A scored on B. */
            transfer: components["schemas"]["Estimate"];
        };
        /**
         * Histogram
         * @description Sentences by highest activation: bin edges, and counts of the concept's positives and of its negatives, all
         *     languages together.
         */
        ConceptNeuronsHistogram: {
            /** Edges */
            edges: number[];
            /** Off */
            off: number[];
            /** On */
            on: number[];
            /** On P50 */
            on_p50: number | null;
        };
        /**
         * KPoint
         * @description One point of the curve over k.
         */
        ConceptNeuronsKPoint: {
            /** K */
            k: number;
            overlap: components["schemas"]["Estimate"];
            /** Share */
            share: number;
        };
        /**
         * LanguageFacts
         * @description What was read in one language, its overlap with the others, and the held-out AP of its experts.
         */
        ConceptNeuronsLanguageFacts: {
            held_out: components["schemas"]["Estimate"];
            /** Language */
            language: string;
            overlap: components["schemas"]["Estimate"];
            /** Sentences */
            sentences: number;
            /** Tokens */
            tokens: number;
            /** Truncated */
            truncated: number;
        };
        /**
         * Layer
         * @description One layer: overlap within it, its shared and single-language experts (mean per concept), its effective rank.
         */
        ConceptNeuronsLayer: {
            effective_rank: components["schemas"]["Estimate"];
            /** Layer */
            layer: number;
            overlap: components["schemas"]["Estimate"];
            shared: components["schemas"]["Estimate"];
            single: components["schemas"]["Estimate"];
            /** Units */
            units: number;
        };
        /**
         * Pair
         * @description Two languages. ``overlap`` is cross-fitted on disjoint documents, ``aligned`` shares ids (methods.md 0.1).
         *
         *     ``a_on_b`` is the held-out AP in language b of experts chosen in a on other documents; ``b_on_a`` the reverse.
         */
        ConceptNeuronsPair: {
            /** A */
            a: string;
            a_on_b: components["schemas"]["Estimate"];
            aligned: components["schemas"]["Estimate"];
            /** B */
            b: string;
            b_on_a: components["schemas"]["Estimate"];
            /** Jaccard */
            jaccard: number | null;
            overlap: components["schemas"]["Estimate"];
        };
        /**
         * Params
         * @description One checkpoint, one corpus, one concept set. Everything here enters the run key.
         */
        ConceptNeuronsParams: {
            /**
             * Attention
             * @description Attention implementation.
             * @default sdpa
             * @enum {string}
             */
            attention: "eager" | "sdpa";
            /**
             * Beside
             * @description A second id set, on which pooled overlap is shown beside the first.
             * @default null
             */
            beside: string | null;
            /**
             * Checkpoint
             * @description The checkpoint: a revision of the model's ladder.
             */
            checkpoint: string;
            /**
             * Concepts
             * @description The concept set: which sentences are positive for which concept.
             */
            concepts: string;
            /**
             * Corpus
             * @description The corpus the sentences come from.
             */
            corpus: string;
            /**
             * Dtype
             * @description Number type of the weights.
             * @default float32
             * @enum {string}
             */
            dtype: "float32" | "bfloat16" | "float16" | "float64";
            /**
             * Folds
             * @description Document folds behind the held-out average precision.
             * @default 5
             */
            folds: number;
            /**
             * Halvings
             * @description Splits of the documents in two behind the overlap.
             * @default 20
             */
            halvings: number;
            /**
             * Ids
             * @description Ids to read: an id set or splits, joined by +; all complete ids if absent.
             * @default null
             */
            ids: string | null;
            /**
             * K
             * @description Experts per concept and language; k_share of D if absent.
             * @default null
             */
            k: number | null;
            /**
             * K Share
             * @description Experts as a share of all units, where k is absent.
             * @default 0.04
             */
            k_share: number;
            /**
             * Languages
             * @description Languages to read.
             */
            languages: string[];
            /**
             * Max Tokens
             * @description Longer sentences are cut here, and counted.
             * @default 128
             */
            max_tokens: number;
            /**
             * Model
             * @description The model, by its id in this installation.
             */
            model: string;
            /**
             * Negatives Jaccard
             * @description Positives of concepts at least this similar are not used as negatives.
             * @default 0.1
             */
            negatives_jaccard: number;
            /**
             * Only Concepts
             * @description Concepts to score; all of the set if absent.
             * @default null
             */
            only_concepts: string[] | null;
            /**
             * Pooling
             * @description Max over the sentence's tokens; with padding as the published code did it.
             * @default max
             * @enum {string}
             */
            pooling: "max" | "max_with_padding";
            /**
             * Pseudo Concepts
             * @description Random id sets per set size behind the aligned null.
             * @default 200
             */
            pseudo_concepts: number;
            /**
             * Seed
             * @description Seed of everything random in the run.
             * @default 0
             */
            seed: number;
            /**
             * Sentences
             * @description Read at most so many ids: whole documents, chosen by the seed.
             * @default null
             */
            sentences: number | null;
            /**
             * Set Sizes
             * @description Log-spaced set sizes of the pseudo-concepts.
             * @default 8
             */
            set_sizes: number;
            /**
             * Shared By
             * @description Languages that make an expert shared; half of them if absent.
             * @default null
             */
            shared_by: number | null;
            /**
             * Traces
             * @description Top sentences kept with token values per unit and language.
             * @default 2
             */
            traces: number;
            /**
             * Units
             * @description MLP neurons, or every linear output.
             * @default mlp_act
             * @enum {string}
             */
            units: "mlp_act" | "all_linear";
        };
        /**
         * Result
         * @description The answer for one checkpoint.
         */
        ConceptNeuronsResult: {
            beside: components["schemas"]["ConceptNeuronsBeside"] | null;
            /**
             * Chance Overlap
             * @description k / D: a footnote, not the null.
             */
            chance_overlap: number;
            /** Checkpoint */
            checkpoint: string;
            /** Concepts */
            concepts: components["schemas"]["ConceptNeuronsConcept"][];
            /**
             * Contaminated
             * @description What of the text the model was trained on, in one sentence; or None.
             */
            contaminated?: string | null;
            /** Fingerprint */
            fingerprint: string;
            headline: components["schemas"]["ConceptNeuronsHeadline"];
            /** K */
            k: number;
            /** K Curve */
            k_curve: components["schemas"]["ConceptNeuronsKPoint"][];
            /** Languages */
            languages: components["schemas"]["ConceptNeuronsLanguageFacts"][];
            /** Layers */
            layers: components["schemas"]["ConceptNeuronsLayer"][];
            /** Model */
            model: string;
            /** N Documents */
            n_documents: number;
            /** N Ids */
            n_ids: number;
            /**
             * Notes
             * @description Things a reader must know, in full sentences.
             */
            notes: string[];
            /** Pairs */
            pairs: components["schemas"]["ConceptNeuronsPair"][];
            /** Shared By */
            shared_by: number;
            /** Sharing */
            sharing: components["schemas"]["ConceptNeuronsSharedBy"][];
            /** Step */
            step: number | null;
            /**
             * Units
             * @description D, the number of units ranked.
             */
            units: number;
        };
        /**
         * SeriesPoint
         * @description One finished checkpoint of a ladder.
         */
        ConceptNeuronsSeriesPoint: {
            /** Checkpoint */
            checkpoint: string;
            /**
             * Duplicate Of
             * @description An earlier checkpoint with the same weights.
             */
            duplicate_of: string | null;
            /** Fingerprint */
            fingerprint: string;
            headline: components["schemas"]["ConceptNeuronsHeadline"];
            /** Key */
            key: string;
            /** Per Language Held Out */
            per_language_held_out: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /** Per Language Overlap */
            per_language_overlap: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /** Step */
            step: number | null;
        };
        /**
         * SeriesResult
         * @description The answer for a ladder.
         */
        ConceptNeuronsSeriesResult: {
            /**
             * Contaminated
             * @description What its checkpoints say of the text; or None.
             */
            contaminated?: string | null;
            /** Languages */
            languages: string[];
            /**
             * Missing
             * @description Checkpoints asked for and not finished.
             */
            missing: string[];
            /** Model */
            model: string;
            /** Notes */
            notes: string[];
            /** Points */
            points: components["schemas"]["ConceptNeuronsSeriesPoint"][];
        };
        /**
         * SharedBy
         * @description Units that are experts in exactly ``languages`` and in at least that many, mean per concept.
         */
        ConceptNeuronsSharedBy: {
            at_least: components["schemas"]["Estimate"];
            exactly: components["schemas"]["Estimate"];
            /** Languages */
            languages: number;
        };
        /**
         * Span
         * @description A stretch of text, in UTF-16 code units as the browser counts, and the unit's value on it.
         */
        ConceptNeuronsSpan: {
            /** End */
            end: number;
            /** Start */
            start: number;
            /** Value */
            value: number;
        };
        /**
         * TokenEffect
         * @description A token and the weight of the direct path to it: it ranks tokens, and is no logit (``effect_note``).
         */
        ConceptNeuronsTokenEffect: {
            /** Token */
            token: string;
            /** Weight */
            weight: number;
        };
        /**
         * UnitConcept
         * @description The unit for one concept, by language.
         *
         *     ``ap`` is on all ids, by which experts were chosen; ``held_out`` on the folds an expert was chosen without, where
         *     there are any. ``low``, ``high`` and ``null_high`` (what 97.5 % of units stay below for pseudo-concepts) belong to
         *     ``held_out`` where it is there, else to ``ap``; an expert without ``held_out`` has none: it was chosen by ``ap``.
         */
        ConceptNeuronsUnitConcept: {
            /** Ap */
            ap: {
                [key: string]: number;
            };
            /** Chance */
            chance: number;
            /** Concept */
            concept: string;
            /** Expert In */
            expert_in: string[];
            /** Held Out */
            held_out: {
                [key: string]: number;
            };
            /** Held Out Chance */
            held_out_chance: number;
            /** High */
            high: {
                [key: string]: number;
            };
            /** Low */
            low: {
                [key: string]: number;
            };
            /** Null High */
            null_high: {
                [key: string]: number;
            };
            /** Off Mean */
            off_mean: {
                [key: string]: number;
            };
            /** On P50 */
            on_p50: {
                [key: string]: number;
            };
            /** On P90 */
            on_p90: {
                [key: string]: number;
            };
            /** Positives */
            positives: number;
        };
        /**
         * UnitLanguage
         * @description The unit in one language: how often a token fires it (value above 0), its mean, its strongest sentences.
         */
        ConceptNeuronsUnitLanguage: {
            /** Examples */
            examples: components["schemas"]["ConceptNeuronsExample"][];
            /** Firing Rate */
            firing_rate: number;
            /** Language */
            language: string;
            /** Mean */
            mean: number;
        };
        /**
         * UnitPage
         * @description Everything the unit page shows, in one answer.
         */
        ConceptNeuronsUnitPage: {
            /**
             * Absent
             * @description Why sentences, effects and histogram are missing, in one sentence; None where the unit has all that it can have.
             */
            absent: string | null;
            /** Checkpoint */
            checkpoint: string;
            /**
             * Clamp
             * @description The value at which token heat is full: the most this unit fires in any language.
             */
            clamp: number;
            /** Concept */
            concept: string;
            /** Concepts */
            concepts: components["schemas"]["ConceptNeuronsUnitConcept"][];
            /**
             * Contaminated
             * @description What of the text the model was trained on, in one sentence; or None.
             */
            contaminated: string | null;
            /** Effect Note */
            effect_note: string;
            histogram: components["schemas"]["ConceptNeuronsHistogram"] | null;
            /**
             * Histogram Absent
             * @description Why there is no histogram, in one sentence.
             */
            histogram_absent: string | null;
            /** Languages */
            languages: components["schemas"]["ConceptNeuronsUnitLanguage"][];
            /** Layer */
            layer: number;
            /** Layers */
            layers: number;
            /** Model */
            model: string;
            /** Next */
            next: string | null;
            /** Of */
            of: number | null;
            /** Position */
            position: number | null;
            /** Previous */
            previous: string | null;
            /** Promoted */
            promoted: components["schemas"]["ConceptNeuronsTokenEffect"][];
            /** Run */
            run: string;
            /** Suppressed */
            suppressed: components["schemas"]["ConceptNeuronsTokenEffect"][];
            /** Trajectory */
            trajectory: components["schemas"]["ConceptNeuronsUnitStep"][];
            /**
             * Trajectory Absent
             * @description Finished checkpoints whose scores a bundle did not bring.
             */
            trajectory_absent: string[];
            /** Unit */
            unit: string;
        };
        /**
         * UnitStep
         * @description AP of the page's concept at one checkpoint.
         */
        ConceptNeuronsUnitStep: {
            /** Ap */
            ap: {
                [key: string]: number;
            };
            /** Checkpoint */
            checkpoint: string;
            /** Expert In */
            expert_in: string[];
            /** Key */
            key: string;
            /** Step */
            step: number | null;
        };
        /**
         * ConceptSetFacts
         * @description A concept set of a corpus.
         */
        ConceptSetFacts: {
            /** Concepts */
            concepts: components["schemas"]["ConceptFacts"][];
            /** Digest */
            digest: string;
            /** Id */
            id: string;
            /** Licence */
            licence: string;
            /** Name */
            name: string;
            /** Source */
            source: string;
        };
        /**
         * CorpusPage
         * @description A corpus with everything that was labelled on it.
         */
        CorpusPage: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /** Concept Page */
            concept_page: components["schemas"]["ConceptSetFacts"][];
            /** Concept Sets */
            concept_sets: string[];
            /**
             * Counts
             * @description Sentences by language.
             */
            counts: {
                [key: string]: number;
            };
            /** Digest */
            digest: string;
            /** Document Rule */
            document_rule: string;
            /** Has Documents */
            has_documents: boolean;
            /** Id */
            id: string;
            /** Id Sets */
            id_sets: components["schemas"]["IdSetFacts"][];
            /** Kind */
            kind: string;
            /** Languages */
            languages: string[];
            /** Licence */
            licence: string;
            /**
             * N Complete
             * @description Ids that every language has.
             */
            n_complete: number;
            /** N Documents */
            n_documents: number;
            /** N Ids */
            n_ids: number;
            /** Name */
            name: string;
            /** Note */
            note: string;
            /** Source */
            source: string;
            /** Splits */
            splits: components["schemas"]["SplitFacts"][];
        };
        /**
         * CorpusSummary
         * @description One line in the list of corpora.
         */
        CorpusSummary: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /** Concept Sets */
            concept_sets: string[];
            /** Digest */
            digest: string;
            /** Document Rule */
            document_rule: string;
            /** Has Documents */
            has_documents: boolean;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Languages */
            languages: string[];
            /** Licence */
            licence: string;
            /**
             * N Complete
             * @description Ids that every language has.
             */
            n_complete: number;
            /** N Documents */
            n_documents: number;
            /** N Ids */
            n_ids: number;
            /** Name */
            name: string;
            /** Note */
            note: string;
            /** Source */
            source: string;
        };
        /**
         * CostEstimate
         * @description What a run or a series would take: seconds of work not yet done, bytes kept, and a smaller offer.
         */
        CostEstimate: {
            /** Bytes */
            bytes: number;
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Known
             * @description How many of them are already computed.
             * @default 0
             */
            known: number;
            /**
             * Runs
             * @description How many checkpoints it covers.
             * @default 1
             */
            runs: number;
            /** Seconds */
            seconds: number;
            /**
             * Smaller
             * @description Params that would make it cheaper.
             */
            smaller?: {
                [key: string]: unknown;
            } | null;
            /** Smaller Seconds */
            smaller_seconds?: number | null;
        };
        /**
         * Counted
         * @description So many of something.
         */
        Counted: {
            /** Count */
            count: number;
            /** Of */
            of: string;
        };
        /**
         * Counts
         * @description How much is here.
         */
        Counts: {
            /** Corpora */
            corpora: number;
            /** Models */
            models: number;
            /** Queued */
            queued: number;
            /** Running */
            running: number;
            /** Runs */
            runs: number;
        };
        /**
         * ErrorAnswer
         * @description The body of every answer that is not a success.
         */
        ErrorAnswer: {
            error: components["schemas"]["ErrorBody"];
        };
        /**
         * ErrorBody
         * @description What went wrong, in words a person may read.
         */
        ErrorBody: {
            /**
             * Code
             * @description Stable and machine-readable.
             */
            code: string;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /**
             * Field
             * @description Dotted path of the parameter at fault.
             */
            field: string | null;
            /**
             * Hint
             * @description What to do about it; may be empty.
             */
            hint: string;
            /**
             * Message
             * @description What happened, and what was kept.
             */
            message: string;
        };
        /**
         * Estimate
         * @description A number with its 95 % interval, its null with the band that holds 95 % of it, and what is left above the null.
         *
         *     ``value`` is None where there was nothing to measure. ``low`` and ``high`` are absent where there is too little to
         *     draw from again; ``excess_low`` and ``excess_high`` are the interval of ``value - null`` where the null was drawn
         *     together with the value. ``random`` and ``other`` are further nulls (random sets, another concept), where there are
         *     any. ``p`` is against the null, over ``draws`` of it, ``p_holm`` adjusted after Holm: these three are written only
         *     where they are there.
         */
        Estimate: {
            /**
             * Draws
             * @description Draws behind the null, where it was drawn.
             */
            draws?: number;
            /** Excess */
            excess?: number | null;
            /** Excess High */
            excess_high?: number | null;
            /** Excess Low */
            excess_low?: number | null;
            /** High */
            high?: number | null;
            /** Low */
            low?: number | null;
            /**
             * N
             * @description What the number stands on: concepts, sentences, documents, texts, pairs.
             */
            n: number;
            /** Null */
            null?: number | null;
            /** Null High */
            null_high?: number | null;
            /** Null Low */
            null_low?: number | null;
            /** Other */
            other?: number | null;
            /** P */
            p?: number | null;
            /** P Holm */
            p_holm?: number | null;
            /** Random */
            random?: number | null;
            /** Value */
            value: number | null;
        };
        /**
         * FigureMeta
         * @description What caption, legend, table and export stand on.
         */
        FigureMeta: {
            /**
             * Cancelled
             * @default null
             */
            cancelled: string[] | null;
            /**
             * Caption
             * @description What is measured, of what, and what is thick, thin, dashed.
             */
            caption: string;
            /**
             * Duplicates
             * @description Checkpoints with the same weights.
             * @default null
             */
            duplicates: string[][] | null;
            /**
             * Failed
             * @default null
             */
            failed: string[] | null;
            /**
             * Format
             * @description How y (or z) is written: .31, 0.31, or 1,024.
             * @default share
             * @enum {string}
             */
            format: "share" | "value" | "count";
            /**
             * Interval
             * @description What the band or whisker is.
             */
            interval: string;
            /**
             * N
             * @description What the caption counts.
             */
            n: components["schemas"]["Counted"][];
            null: components["schemas"]["NamedNull"];
            /**
             * Positions
             * @description Of a step axis, x by checkpoint.
             * @default null
             */
            positions: {
                [key: string]: number;
            } | null;
            /**
             * Range
             * @description The clamp of a heat map.
             * @default null
             */
            range: [
                number,
                number
            ] | null;
            /**
             * Steps
             * @description Of a step axis, the step by checkpoint.
             * @default null
             */
            steps: {
                [key: string]: number | null;
            } | null;
            /**
             * To Come
             * @description Checkpoints that wait or are being computed.
             * @default null
             */
            to_come: string[] | null;
        };
        /**
         * Finding
         * @description A finding as its page shows it.
         */
        Finding: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /**
             * Bundle Bytes
             * @description What a bundle holds at most, before it is packed.
             */
            bundle_bytes: number;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            cite: components["schemas"]["Citation"];
            /**
             * Collections
             * @description Collections that show it.
             */
            collections: string[];
            /** Figures */
            figures: components["schemas"]["KeptFigure"][];
            /** Kept By */
            kept_by: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /**
             * Made By
             * @description The version of Isogloss that made it.
             */
            made_by: string;
            /** Note */
            note: string;
            /**
             * Origin
             * @enum {string}
             */
            origin: "imported" | "kept";
            /** Path */
            path: string;
            /** Picture */
            picture: boolean;
            /** Private */
            private: boolean;
            /**
             * Question
             * @description Which of the five questions it answers.
             */
            question: string | null;
            /**
             * Rests On
             * @description What its numbers stand on, in sentences.
             */
            rests_on: string[];
            /** Revision */
            revision: number;
            /** Runs */
            runs: components["schemas"]["FindingRun"][];
            /** Slug */
            slug: string;
            /** Sources */
            sources: components["schemas"]["Source"][];
            /** Tags */
            tags: string[];
            /** Title */
            title: string;
            verified: components["schemas"]["Verified"];
        };
        /**
         * FindingItem
         * @description A finding at this place.
         */
        FindingItem: {
            /** Finding */
            finding: string;
        };
        /**
         * FindingRun
         * @description A run that a finding is about; the runs it is made of, or builds on, are found from it.
         */
        FindingRun: {
            /** Key */
            key: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "run" | "series" | "intake" | "recipe";
            /** Model */
            model: string | null;
            /** Study */
            study: string;
        };
        /**
         * FindingSummary
         * @description One finding in a list. ``origin`` says how it came here.
         */
        FindingSummary: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Figures */
            figures: components["schemas"]["KeptFigure"][];
            /** Kept By */
            kept_by: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /**
             * Made By
             * @description The version of Isogloss that made it.
             */
            made_by: string;
            /** Note */
            note: string;
            /**
             * Origin
             * @enum {string}
             */
            origin: "imported" | "kept";
            /** Picture */
            picture: boolean;
            /** Private */
            private: boolean;
            /**
             * Rests On
             * @description What its numbers stand on, in sentences.
             */
            rests_on: string[];
            /** Revision */
            revision: number;
            /** Runs */
            runs: components["schemas"]["FindingRun"][];
            /** Slug */
            slug: string;
            /** Tags */
            tags: string[];
            /** Title */
            title: string;
        };
        /**
         * HeadlineNumber
         * @description A number with its interval, its null and n, as a study's result states it first.
         */
        HeadlineNumber: {
            /** Excess */
            excess?: number | null;
            /** Excess High */
            excess_high?: number | null;
            /** Excess Low */
            excess_low?: number | null;
            /** High */
            high?: number | null;
            /** Low */
            low?: number | null;
            /** N */
            n: number;
            /** Null */
            null?: number | null;
            /** Value */
            value: number;
        };
        /**
         * Health
         * @description Whether the server can do its work: the database answers, and somebody is there to compute.
         */
        Health: {
            /**
             * Status
             * @constant
             */
            status: "ok";
            /** Version */
            version: string;
            /** Workers */
            workers: components["schemas"]["WorkerState"][];
        };
        /**
         * Home
         * @description Everything the home page shows: stored rows only.
         */
        Home: {
            /** Corpora */
            corpora: components["schemas"]["CorpusSummary"][];
            counts: components["schemas"]["Counts"];
            /** Models */
            models: components["schemas"]["ModelSummary"][];
            /** Questions */
            questions: components["schemas"]["QuestionCard"][];
            /** Running */
            running: components["schemas"]["RunSummary"][];
        };
        /**
         * IdSetFacts
         * @description A named choice of ids of a corpus.
         */
        IdSetFacts: {
            /** Digest */
            digest: string;
            /** N Ids */
            n_ids: number;
            /** Name */
            name: string;
            /** Source */
            source: string;
        };
        /**
         * Identifier
         * @description How languages were told: the package, its candidates, those it does not know, and its measured accuracy on the
         *     corpus's text cut to the texts' lengths in each language (empty where nothing is told, or there is no corpus).
         */
        Identifier: {
            /** Accuracy */
            accuracy: {
                [key: string]: number;
            };
            /**
             * Alike
             * @description Candidates it has one name for: undetermined between them.
             * @default []
             */
            alike: string[];
            /** Candidates */
            candidates: string[];
            /**
             * Characters
             * @description Half of the texts have at most so many: for the accuracy, corpus text was cut to their lengths.
             */
            characters: number | null;
            /** Lacks */
            lacks: string[];
            /** N */
            n: {
                [key: string]: number;
            };
            /** Name */
            name: string;
            /**
             * Threshold
             * @description Below this probability a text is undetermined.
             */
            threshold: number;
            /** Version */
            version: string;
            /**
             * Why
             * @description Why no text's language is told, where none is.
             */
            why?: string | null;
        };
        /**
         * ChosenSet
         * @description A unit set as it was resolved.
         */
        InterventionsChosenSet: {
            /** Label */
            label: string;
            /**
             * Layers
             * @description Units by layer.
             */
            layers: {
                [key: string]: number;
            };
            /**
             * Operation
             * @enum {string}
             */
            operation: "zero" | "mean" | "resample" | "force" | "scale" | "add";
            /**
             * Shared
             * @description Of them, experts of the concept in at least half the run's languages; 0 if none.
             */
            shared: number;
            /** Units */
            units: components["schemas"]["InterventionsUnit"][];
        };
        /**
         * Dose
         * @description Mean KL over the prompts at one multiple of the strength.
         */
        InterventionsDose: {
            kl: components["schemas"]["Estimate"];
            /** Strength */
            strength: number;
        };
        /**
         * Frame
         * @description Live output. The first frame of an attempt has ``sets`` and ``prompts``, and voids what was told before; every
         *     other has what texts ``gained``, and that ``written`` tokens ``of`` so many are there.
         */
        InterventionsFrame: {
            /**
             * Gained
             * @default null
             */
            gained: components["schemas"]["InterventionsGained"][] | null;
            /**
             * Of
             * @default null
             */
            of: number | null;
            /**
             * Prompts
             * @default null
             */
            prompts: components["schemas"]["InterventionsToldPrompt"][] | null;
            /**
             * Sets
             * @default null
             */
            sets: components["schemas"]["InterventionsToldSet"][] | null;
            /**
             * Written
             * @default null
             */
            written: number | null;
        };
        /**
         * Gained
         * @description What one text gained.
         */
        InterventionsGained: {
            /**
             * Pane
             * @enum {string}
             */
            pane: "plain" | "changed" | "random";
            /** Prompt */
            prompt: number;
            /** Seed */
            seed: number;
            /** Text */
            text: string;
        };
        /**
         * Headline
         * @description The numbers an intervention is known by: changed texts with a word of the concept (None without one), then KL.
         */
        InterventionsHeadline: {
            kl: components["schemas"]["Estimate"];
            on_concept: components["schemas"]["Estimate"] | null;
        };
        /**
         * HeldOut
         * @description Loss on held-out sentences of one language, nats per token: plain, and what the intervention adds.
         */
        InterventionsHeldOut: {
            change: components["schemas"]["Estimate"];
            /** Language */
            language: string;
            /**
             * Perplexity Changed
             * @description None where it is too large to be a number.
             */
            perplexity_changed: number | null;
            /** Perplexity Plain */
            perplexity_plain: number | null;
            /** Plain */
            plain: number;
        };
        /**
         * Hit
         * @description A word of the concept in an output, in UTF-16 code units as the browser counts.
         */
        InterventionsHit: {
            /** End */
            end: number;
            /** Start */
            start: number;
        };
        /**
         * Mover
         * @description A token whose probability changed: its natural logarithm before and after.
         */
        InterventionsMover: {
            /** Changed */
            changed: number;
            /** Plain */
            plain: number;
            /** Token */
            token: string;
        };
        /**
         * NextToken
         * @description The distribution of the first token that is written, against the plain one: KL(plain || changed) in nats.
         */
        InterventionsNextToken: {
            /** Down */
            down: components["schemas"]["InterventionsMover"][];
            kl: components["schemas"]["Estimate"];
            /** Prompt */
            prompt: number;
            /** Up */
            up: components["schemas"]["InterventionsMover"][];
        };
        /**
         * Output
         * @description One text. ``pane``: plain, changed, or random (the first draw). ``language`` is None where it is undetermined;
         *     ``share`` is the identifier's probability of the likeliest one, None where it was not asked.
         */
        InterventionsOutput: {
            /**
             * Ended
             * @description Whether the model ended it before `length` tokens.
             */
            ended: boolean;
            /** Hits */
            hits: components["schemas"]["InterventionsHit"][];
            /** Language */
            language: string | null;
            /**
             * Pane
             * @enum {string}
             */
            pane: "plain" | "changed" | "random";
            /** Prompt */
            prompt: number;
            /** Seed */
            seed: number;
            /** Share */
            share: number | null;
            /** Text */
            text: string;
            /** Tokens */
            tokens: number;
        };
        /**
         * Params
         * @description One checkpoint, one intervention, some prompts. Everything here enters the run key.
         */
        InterventionsParams: {
            /**
             * Attention
             * @description Attention implementation.
             * @default sdpa
             * @enum {string}
             */
            attention: "eager" | "sdpa";
            /**
             * Checkpoint
             * @description The checkpoint: a revision of the model's ladder.
             */
            checkpoint: string;
            /**
             * Concept Run
             * @description The concept neurons of this checkpoint (or a series that has it): where experts, medians, means and firing rates come from.
             * @default null
             */
            concept_run: string | null;
            /**
             * Doses
             * @description Multiples of the strength whose effect on the next token is measured.
             * @default []
             */
            doses: number[];
            /**
             * Draws
             * @description Sets of matched random units; the first one's texts are written.
             * @default 5
             */
            draws: number;
            /**
             * Dtype
             * @description Number type of the weights.
             * @default float32
             * @enum {string}
             */
            dtype: "float32" | "bfloat16" | "float16" | "float64";
            /**
             * From Position
             * @description With from: the first position, from 0.
             * @default null
             */
            from_position: number | null;
            /**
             * Held Out
             * @description Sentences per language whose loss is measured with and without; 0 for none.
             * @default 0
             */
            held_out: number;
            /**
             * Keywords
             * @description Words of the concept looked for in the texts, per language.
             * @default 12
             */
            keywords: number;
            /**
             * Length
             * @description Tokens to write.
             * @default 24
             */
            length: number;
            /**
             * Model
             * @description The model, by its id in this installation.
             */
            model: string;
            /**
             * Prompts
             * @description How the texts begin.
             */
            prompts: components["schemas"]["InterventionsPrompt"][];
            /**
             * Sampling
             * @description The likeliest token, or a drawn one.
             * @default greedy
             * @enum {string}
             */
            sampling: "greedy" | "sample";
            /**
             * Seed
             * @description Seed of everything random in the run.
             * @default 0
             */
            seed: number;
            /**
             * Temperature
             * @description With sample: divides the logits.
             * @default 0.8
             */
            temperature: number;
            /**
             * Texts
             * @description Texts written for each prompt, with seeds from `seed` on.
             * @default 1
             */
            texts: number;
            /**
             * Top P
             * @description With sample: the smallest set of tokens with this probability.
             * @default 0.9
             */
            top_p: number;
            /**
             * Units
             * @description What is changed.
             */
            units: components["schemas"]["InterventionsUnitSet"][];
            /**
             * Where
             * @description Every position, the last of each pass, or from a position on.
             * @default all
             * @enum {string}
             */
            where: "all" | "last" | "from";
        };
        /**
         * Prompt
         * @description How a text begins. Without ``text`` it begins from nothing: the beginning-of-sequence token alone.
         */
        InterventionsPrompt: {
            /**
             * Item
             * @description The corpus's id it was taken from, where it was.
             */
            item?: string | null;
            /**
             * Language
             * @description The language it is in; None where none is meant.
             */
            language?: string | null;
            /**
             * Text
             * @description Its text; None for nothing at all.
             */
            text?: string | null;
        };
        /**
         * Result
         * @description The answer for one checkpoint.
         */
        InterventionsResult: {
            /** Checkpoint */
            checkpoint: string;
            /**
             * Concept Run
             * @description The concept run of this very checkpoint.
             */
            concept_run: string | null;
            /**
             * Contaminated
             * @description What of the text the model was trained on, in one sentence; or None.
             */
            contaminated?: string | null;
            /** Doses */
            doses: components["schemas"]["InterventionsDose"][];
            /** Fingerprint */
            fingerprint: string;
            headline: components["schemas"]["InterventionsHeadline"];
            /** Held Out */
            held_out: components["schemas"]["InterventionsHeldOut"][];
            identifier: components["schemas"]["Identifier"];
            kl: components["schemas"]["Estimate"];
            /** Model */
            model: string;
            /** Next Token */
            next_token: components["schemas"]["InterventionsNextToken"][];
            /**
             * Notes
             * @description Things a reader must know, in full sentences.
             */
            notes: string[];
            /**
             * On Concept
             * @description By pane: share of texts with a word of the concept. Empty without keywords.
             */
            on_concept: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /** Outputs */
            outputs: components["schemas"]["InterventionsOutput"][];
            /** Prompts */
            prompts: components["schemas"]["InterventionsPrompt"][];
            /** Sets */
            sets: components["schemas"]["InterventionsChosenSet"][];
            /** Step */
            step: number | null;
            touched: components["schemas"]["InterventionsTouched"];
            /**
             * Words
             * @description The words looked for, by language.
             */
            words: {
                [key: string]: string[];
            };
            /** Written */
            written: components["schemas"]["LanguageShare"][];
        };
        /**
         * SeriesPoint
         * @description One finished checkpoint of a ladder.
         */
        InterventionsSeriesPoint: {
            /** Checkpoint */
            checkpoint: string;
            /**
             * Duplicate Of
             * @description An earlier checkpoint with the same weights.
             */
            duplicate_of: string | null;
            /** Fingerprint */
            fingerprint: string;
            headline: components["schemas"]["InterventionsHeadline"];
            /** Key */
            key: string;
            kl: components["schemas"]["Estimate"];
            /** On Concept */
            on_concept: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /** Step */
            step: number | null;
            /** Written */
            written: components["schemas"]["LanguageShare"][];
        };
        /**
         * SeriesResult
         * @description The same intervention along a ladder.
         */
        InterventionsSeriesResult: {
            /**
             * Contaminated
             * @description What its checkpoints say of the text; or None.
             */
            contaminated?: string | null;
            /** Languages */
            languages: string[];
            /**
             * Missing
             * @description Checkpoints asked for and not finished.
             */
            missing: string[];
            /** Model */
            model: string;
            /** Notes */
            notes: string[];
            /** Points */
            points: components["schemas"]["InterventionsSeriesPoint"][];
        };
        /**
         * ToldPrompt
         * @description A prompt, as live output repeats it.
         */
        InterventionsToldPrompt: {
            /** Language */
            language: string | null;
            /** Text */
            text: string | null;
        };
        /**
         * ToldSet
         * @description A unit set, as live output names it.
         */
        InterventionsToldSet: {
            /** Label */
            label: string;
            /**
             * Operation
             * @enum {string}
             */
            operation: "zero" | "mean" | "resample" | "force" | "scale" | "add";
            /** Units */
            units: number;
        };
        /**
         * Touched
         * @description What the intervention did: positions and values it reached, and how many of those it changed.
         */
        InterventionsTouched: {
            /** Changed */
            changed: number;
            /** Positions */
            positions: number;
            /** Units */
            units: number;
            /** Values */
            values: number;
        };
        /**
         * Unit
         * @description One unit that is changed, and the number it is set to, multiplied by or given.
         */
        InterventionsUnit: {
            /** Unit */
            unit: string;
            /** Value */
            value: number | null;
        };
        /**
         * UnitSet
         * @description Units and what is done to them.
         *
         *     From a concept: the k best experts of ``concept`` that were found in ``language``; with ``shared_by``, experts in
         *     at least so many languages; with ``only``, experts in ``language`` and in no other. From a list: ``addresses``.
         */
        InterventionsUnitSet: {
            /**
             * Addresses
             * @description Units by address, where no concept is named.
             * @default []
             */
            addresses: string[];
            /**
             * Concept
             * @description A concept of the concept run.
             * @default null
             */
            concept: string | null;
            /**
             * K
             * @description At most so many, best first; all if absent.
             * @default null
             */
            k: number | null;
            /**
             * Language
             * @description The language its experts were found in.
             * @default null
             */
            language: string | null;
            /**
             * Only
             * @description Experts in `language` and in no other.
             * @default false
             */
            only: boolean;
            /**
             * Operation
             * @description What is done to them.
             * @default zero
             * @enum {string}
             */
            operation: "zero" | "mean" | "resample" | "force" | "scale" | "add";
            /**
             * Shared By
             * @description Experts in at least so many languages.
             * @default null
             */
            shared_by: number | null;
            /**
             * Strength
             * @description force: times the median over the concept's positives; scale: the factor; add: times the same median. Takes no part in the others.
             * @default 1
             */
            strength: number;
            /**
             * Value
             * @description force and add: this number, in place of the median over positives.
             * @default null
             */
            value: number | null;
        };
        /**
         * Keep
         * @description A finding to be kept from a page: its words, the view, and the figures in it.
         */
        Keep: {
            /**
             * Figures
             * @default []
             */
            figures: components["schemas"]["AskedFigure"][];
            /**
             * Kept By
             * @description Names of those who keep it, with commas, as a citation will have them.
             * @default
             */
            kept_by: string;
            /**
             * Note
             * @default
             */
            note: string;
            /** Path */
            path: string;
            /**
             * Picture
             * @description PNG of the first figure as the browser drew it, in base64.
             */
            picture?: string | null;
            /**
             * Private
             * @description In no list; only who has its address has it.
             * @default false
             */
            private: boolean;
            /** Runs */
            runs: string[];
            /**
             * Tags
             * @default []
             */
            tags: string[];
            /** Title */
            title: string;
        };
        /**
         * KeptFigure
         * @description A figure as it was when the finding was kept. ``sha256`` is the digest of its bytes then.
         */
        KeptFigure: {
            /** Name */
            name: string;
            /** Run */
            run: string;
            /** Set */
            set: string | null;
            /** Sha256 */
            sha256: string;
            /** Title */
            title: string;
        };
        /**
         * Language
         * @description A language; every list, axis and stack follows this order.
         */
        Language: {
            /** Code */
            code: string;
            /**
             * Direction
             * @enum {string}
             */
            direction: "ltr" | "rtl";
        };
        /**
         * Alignment
         * @description A layer's states of parallel sentences, over pairs of languages. Nulls pair other documents' sentences.
         */
        LanguageProbesAlignment: {
            /**
             * By Pair
             * @description By two languages, the earlier of the run's first. Empty in a ladder's points: see their own runs.
             */
            by_pair: {
                [key: string]: {
                    [key: string]: components["schemas"]["LanguageProbesPair"];
                };
            };
            cka: components["schemas"]["Estimate"];
            /** Layer */
            layer: number;
            retrieval: components["schemas"]["Estimate"];
            retrieval_centred: components["schemas"]["Estimate"];
        };
        /**
         * Baseline
         * @description What the surface alone gives, on the same splits.
         */
        LanguageProbesBaseline: {
            accuracy: components["schemas"]["Estimate"];
            /** By Split */
            by_split: number[];
            /**
             * Control
             * @enum {string}
             */
            control: "majority" | "bytes" | "length";
        };
        /**
         * Confusion
         * @description A layer's confusion over all splits' held-out examples: ``counts[truth][predicted]``.
         */
        LanguageProbesConfusion: {
            /** Classes */
            classes: string[];
            /** Counts */
            counts: number[][];
            /**
             * Examples
             * @description Of the asked cell, the surest first.
             */
            examples: components["schemas"]["LanguageProbesMistake"][];
            /** Layer */
            layer: number;
        };
        /**
         * ExpertNeurons
         * @description Of so many language-specific neurons, the share that are experts of any concept in any language of the concept
         *     run; of one concept in at least ``shared_by`` languages; and of no concept in more than one language. The null are
         *     random units matched on layer, firing rate and mean; intervals are Wilson's, over neurons.
         */
        LanguageProbesExpertNeurons: {
            experts: components["schemas"]["Estimate"];
            /** Neurons */
            neurons: number;
            shared: components["schemas"]["Estimate"];
            single: components["schemas"]["Estimate"];
        };
        /**
         * Headline
         * @description The numbers a checkpoint is known by: accuracy, mean over layers, beside the best that the surface gives.
         */
        LanguageProbesHeadline: {
            accuracy: components["schemas"]["Estimate"];
            /** @description Accuracy less the best baseline's, example by example. */
            over_surface: components["schemas"]["Estimate"];
            /**
             * Spread
             * @description Accuracy of the best layer less that of the worst.
             */
            spread: number;
            /**
             * Surface
             * @description The best baseline's accuracy.
             */
            surface: number;
        };
        /**
         * LanguageNeuron
         * @description One language-specific neuron.
         */
        LanguageProbesLanguageNeuron: {
            /**
             * Active
             * @description Share of a language's tokens on which it is active.
             */
            active: {
                [key: string]: number;
            };
            /** Entropy */
            entropy: number;
            /** Languages */
            languages: string[];
            /** Unit */
            unit: string;
        };
        /**
         * LossChange
         * @description Loss added in one language when another's neurons are set to 0, nats a token; the null are random units.
         */
        LanguageProbesLossChange: {
            change: components["schemas"]["Estimate"];
            /** Read */
            read: string;
            /** Switched Off */
            switched_off: string;
        };
        /**
         * Mistake
         * @description A held-out example behind a cell of the confusion: what it was taken for, and where it stands.
         */
        LanguageProbesMistake: {
            /** End */
            end: number | null;
            /** Id */
            id: string;
            /** Language */
            language: string;
            /** Predicted */
            predicted: string;
            /**
             * Probability
             * @description Of the predicted class.
             */
            probability: number;
            /**
             * Start
             * @description Where the token stands in the text, in characters; None for a sentence.
             */
            start: number | null;
            /** Text */
            text: string;
            /** Truth */
            truth: string;
        };
        /**
         * NeuronLayer
         * @description A layer's language-specific neurons, by language; one may belong to several.
         */
        LanguageProbesNeuronLayer: {
            /** Any */
            any: number;
            /** By Language */
            by_language: {
                [key: string]: number;
            };
            /** Layer */
            layer: number;
        };
        /**
         * Neurons
         * @description Language-specific neurons by the entropy of their activity over languages (LAPE).
         */
        LanguageProbesNeurons: {
            /**
             * By Language
             * @description How many belong to each; the null permutes languages.
             */
            by_language: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /**
             * Gate
             * @description Which number says that a neuron is active.
             */
            gate: string;
            /** Layers */
            layers: components["schemas"]["LanguageProbesNeuronLayer"][];
            /** Loss */
            loss: components["schemas"]["LanguageProbesLossChange"][];
            /** N Sentences */
            n_sentences: number;
            /** N Units */
            n_units: number;
            /**
             * Neurons
             * @description The lowest entropy first; the first of them.
             */
            neurons: components["schemas"]["LanguageProbesLanguageNeuron"][];
            /** @description Loss added in the other languages, mean over pairs. */
            others: components["schemas"]["Estimate"] | null;
            /** @description Loss added in the language whose neurons are switched off, mean over languages; None where no neuron belongs to any. */
            own: components["schemas"]["Estimate"] | null;
            /** Selected */
            selected: number;
            /**
             * Threshold
             * @description Share of active tokens above which a neuron belongs to a language.
             */
            threshold: number;
            /**
             * Units
             * @description By language, the addresses of its neurons; the first of them.
             */
            units: {
                [key: string]: string[];
            };
        };
        /**
         * NeuronsAndExperts
         * @description Language-specific neurons beside the experts of a concept run (its own k, concepts and languages).
         */
        LanguageProbesNeuronsAndExperts: {
            /**
             * By Language
             * @description Languages that have neurons; one may count in several.
             */
            by_language: {
                [key: string]: components["schemas"]["LanguageProbesExpertNeurons"];
            };
            /** Concept Run */
            concept_run: string;
            /** Concepts */
            concepts: number;
            /** Draws */
            draws: number;
            /** K */
            k: number;
            /** Languages */
            languages: number;
            /** Shared By */
            shared_by: number;
            total: components["schemas"]["LanguageProbesExpertNeurons"];
        };
        /**
         * Pair
         * @description Two languages in one layer.
         */
        LanguageProbesPair: {
            cka: components["schemas"]["Estimate"];
            retrieval: components["schemas"]["Estimate"];
            retrieval_centred: components["schemas"]["Estimate"];
        };
        /**
         * Params
         * @description One checkpoint, every layer. Everything here enters the run key.
         */
        LanguageProbesParams: {
            /**
             * Activity Quantile
             * @description A neuron belongs to a language whose share of active tokens is above this quantile.
             * @default 0.95
             */
            activity_quantile: number;
            /**
             * Attention
             * @description Attention implementation.
             * @default sdpa
             * @enum {string}
             */
            attention: "eager" | "sdpa";
            /**
             * C
             * @description Inverse strength of the probes' penalty, scikit-learn's C.
             * @default 1
             */
            c: number;
            /**
             * Checkpoint
             * @description The checkpoint: a revision of the model's ladder.
             */
            checkpoint: string;
            /**
             * Concept Run
             * @description Concept neurons of this checkpoint (or a series that has it), on MLP neurons: which language-specific neurons are experts of its concepts. Nothing is compared if absent.
             * @default null
             */
            concept_run: string | null;
            /**
             * Concepts
             * @description The concept set, where the target is the concept.
             * @default null
             */
            concepts: string | null;
            /**
             * Corpus
             * @description The corpus the sentences come from.
             */
            corpus: string;
            /**
             * Draws
             * @description Permutations, and sets of random units, behind each null.
             * @default 20
             */
            draws: number;
            /**
             * Dtype
             * @description Number type of the weights.
             * @default float32
             * @enum {string}
             */
            dtype: "float32" | "bfloat16" | "float16" | "float64";
            /**
             * Entropy Share
             * @description Neurons selected by entropy, as a share of all.
             * @default 0.01
             */
            entropy_share: number;
            /**
             * Ids
             * @description Ids to read: an id set or splits, joined by +; all complete ids if absent.
             * @default null
             */
            ids: string | null;
            /**
             * Languages
             * @description Languages to read.
             */
            languages: string[];
            /**
             * Loss Sentences
             * @description Held-out sentences on which losses are read, of each language.
             * @default 60
             */
            loss_sentences: number;
            /**
             * Max Tokens
             * @description Longer sentences are cut here, and counted.
             * @default 128
             */
            max_tokens: number;
            /**
             * Model
             * @description The model, by its id in this installation.
             */
            model: string;
            /**
             * Only Concepts
             * @description Concepts to tell apart; all if absent.
             * @default null
             */
            only_concepts: string[] | null;
            /**
             * Role
             * @description What is read of each layer: its output, its neurons, or its attention's output.
             * @default resid_post
             * @enum {string}
             */
            role: "resid_post" | "mlp_act" | "attn_out";
            /**
             * Seed
             * @description Seed of everything random in the run.
             * @default 0
             */
            seed: number;
            /**
             * Sentences
             * @description Read at most so many ids: whole documents, chosen by the seed.
             * @default null
             */
            sentences: number | null;
            /**
             * Splits
             * @description Random splits of the documents: the seeds of the band.
             * @default 3
             */
            splits: number;
            /**
             * Target
             * @description What a probe is to tell: the language, its script or family, or the concept.
             * @default language
             * @enum {string}
             */
            target: "language" | "script" | "family" | "concept";
            /**
             * Test Share
             * @description Share of the documents that is held out in each split.
             * @default 0.25
             */
            test_share: number;
            /**
             * Tokens
             * @description Tokens sampled from each sentence and language.
             * @default 4
             */
            tokens: number;
            /**
             * Unit
             * @description One example is the state at a sampled token, or the mean over a sentence's tokens.
             * @default token
             * @enum {string}
             */
            unit: "token" | "sentence";
        };
        /**
         * Probe
         * @description A layer's probe on held-out documents. The null of its accuracy is the same probe on shuffled labels.
         */
        LanguageProbesProbe: {
            accuracy: components["schemas"]["Estimate"];
            /** By Split */
            by_split: number[];
            /** Layer */
            layer: number;
            /**
             * Loss
             * @description Held-out cross-entropy, nats an example.
             */
            loss: number;
            /**
             * Recall
             * @description By class; None for one that no split holds out.
             */
            recall: {
                [key: string]: number | null;
            };
        };
        /**
         * Result
         * @description The answer for one checkpoint.
         */
        LanguageProbesResult: {
            /** Alignment */
            alignment: components["schemas"]["LanguageProbesAlignment"][];
            /** Baselines */
            baselines: components["schemas"]["LanguageProbesBaseline"][];
            /** Checkpoint */
            checkpoint: string;
            /**
             * Class Of
             * @description Class by language, where the target goes by language.
             */
            class_of: {
                [key: string]: string;
            };
            /** Classes */
            classes: string[];
            /**
             * Contaminated
             * @description What of the text the model was trained on, in one sentence; or None.
             */
            contaminated?: string | null;
            /** @description None without a concept run, or where no neuron is selected. */
            experts: components["schemas"]["LanguageProbesNeuronsAndExperts"] | null;
            /** Fingerprint */
            fingerprint: string;
            headline: components["schemas"]["LanguageProbesHeadline"];
            /** Languages */
            languages: string[];
            /** Model */
            model: string;
            /** N Documents */
            n_documents: number;
            /** N Examples */
            n_examples: number;
            /** N Ids */
            n_ids: number;
            neurons: components["schemas"]["LanguageProbesNeurons"];
            /**
             * Notes
             * @description Things a reader must know, in full sentences.
             */
            notes: string[];
            /** Per Class */
            per_class: {
                [key: string]: number;
            };
            /** Probes */
            probes: components["schemas"]["LanguageProbesProbe"][];
            /** Role */
            role: string;
            /** Step */
            step: number | null;
            /**
             * Target
             * @enum {string}
             */
            target: "language" | "script" | "family" | "concept";
            /**
             * Transfer
             * @description Where the target is the concept; else empty.
             */
            transfer: components["schemas"]["LanguageProbesTransfer"][];
            /**
             * Unit
             * @enum {string}
             */
            unit: "token" | "sentence";
        };
        /**
         * SeriesPoint
         * @description One finished checkpoint of a ladder.
         */
        LanguageProbesSeriesPoint: {
            /** Alignment */
            alignment: components["schemas"]["LanguageProbesAlignment"][];
            /** Baselines */
            baselines: components["schemas"]["LanguageProbesBaseline"][];
            /** Checkpoint */
            checkpoint: string;
            /**
             * Duplicate Of
             * @description An earlier checkpoint with the same weights.
             */
            duplicate_of: string | null;
            /** @description Share of all language-specific neurons that are experts of a concept. */
            experts: components["schemas"]["Estimate"] | null;
            /** Fingerprint */
            fingerprint: string;
            headline: components["schemas"]["LanguageProbesHeadline"];
            /** Key */
            key: string;
            others: components["schemas"]["Estimate"] | null;
            own: components["schemas"]["Estimate"] | null;
            /** Probes */
            probes: components["schemas"]["LanguageProbesProbe"][];
            /** Step */
            step: number | null;
            /**
             * Transfer
             * @description By layer: across languages, centred.
             */
            transfer: components["schemas"]["Estimate"][];
        };
        /**
         * SeriesResult
         * @description The answer for a ladder.
         */
        LanguageProbesSeriesResult: {
            /** Classes */
            classes: string[];
            /**
             * Contaminated
             * @description What its checkpoints say of the text; or None.
             */
            contaminated?: string | null;
            /** Languages */
            languages: string[];
            /**
             * Missing
             * @description Checkpoints asked for and not finished.
             */
            missing: string[];
            /** Model */
            model: string;
            /** Notes */
            notes: string[];
            /** Points */
            points: components["schemas"]["LanguageProbesSeriesPoint"][];
            /**
             * Target
             * @enum {string}
             */
            target: "language" | "script" | "family" | "concept";
        };
        /**
         * Transfer
         * @description A layer's probe trained on one language and read in another, on documents it was not trained on.
         */
        LanguageProbesTransfer: {
            /** @description Mean over pairs of different languages, as they are. */
            across: components["schemas"]["Estimate"];
            across_centred: components["schemas"]["Estimate"];
            /**
             * Centred
             * @description The same, each language less its own mean.
             */
            centred: {
                [key: string]: {
                    [key: string]: components["schemas"]["Estimate"];
                };
            };
            /** Layer */
            layer: number;
            /**
             * Raw
             * @description Accuracy by language trained on and language read.
             */
            raw: {
                [key: string]: {
                    [key: string]: components["schemas"]["Estimate"];
                };
            };
            /** @description Mean over languages, trained and read in the same. */
            within: components["schemas"]["Estimate"];
        };
        /**
         * LanguageShare
         * @description Share of a pane's texts in a language; ``language`` None is the undetermined. There is none where nothing is told
         *     (see the identifier's ``why``).
         */
        LanguageShare: {
            /** Language */
            language: string | null;
            /** Pane */
            pane: string;
            share: components["schemas"]["Estimate"];
        };
        /**
         * LogLine
         * @description One line of a run's log.
         */
        LogLine: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Text */
            text: string;
        };
        /**
         * Mark
         * @description What one mark says of itself; what is not known is left out.
         */
        Mark: {
            /**
             * Address
             * @description What a click opens: checkpoint:<revision>, pair:<a>~<b>, layer:<n>, layer:<n>@<revision>, concept:<name>, unit:<address>, k:<n>, run:<key>, or a study's own.
             * @default null
             */
            address: string | null;
            /**
             * Excess High
             * @default null
             */
            excess_high: number | null;
            /**
             * Excess Low
             * @default null
             */
            excess_low: number | null;
            /**
             * High
             * @default null
             */
            high: number | null;
            /**
             * Low
             * @default null
             */
            low: number | null;
            /**
             * N
             * @default null
             */
            n: number | null;
            /**
             * Null
             * @default null
             */
            null: number | null;
            /**
             * Null High
             * @default null
             */
            null_high: number | null;
            /**
             * Null Low
             * @default null
             */
            null_low: number | null;
        };
        /**
         * ModelPage
         * @description A model, its ladder and its places.
         */
        ModelPage: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /** Architecture */
            architecture: string;
            /** Bos Policy */
            bos_policy: string;
            /** Checkpoints */
            checkpoints: components["schemas"]["CheckpointFacts"][];
            /** D Model */
            d_model: number;
            /**
             * Duplicates
             * @description Groups of checkpoints with the same weights.
             */
            duplicates: string[][];
            /** Family */
            family: string;
            /** First Step */
            first_step: number | null;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /**
             * Languages
             * @description As the model's own files declare them; None if they do not.
             */
            languages: string[] | null;
            /** Last Step */
            last_step: number | null;
            /** Licence */
            licence: string | null;
            /** N Checkpoints */
            n_checkpoints: number;
            /** N Layers */
            n_layers: number;
            /** N Parameters */
            n_parameters: number;
            /** Note */
            note: string;
            /**
             * Order
             * @description How the ladder's order came about, where not every name tells it.
             * @default []
             */
            order: string[];
            /** Places */
            places: components["schemas"]["PlaceFacts"][];
            /** Source */
            source: string;
            /**
             * Steps Wanted
             * @description How to say the steps that no name tells, as the command does.
             */
            steps_wanted?: string | null;
            /** Tokenizer Digest */
            tokenizer_digest: string;
            /**
             * Trained On
             * @description What it was trained on, where that was declared.
             */
            trained_on: unknown;
        };
        /**
         * ModelSummary
         * @description One line in the list of models.
         */
        ModelSummary: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /** Architecture */
            architecture: string;
            /** D Model */
            d_model: number;
            /**
             * Duplicates
             * @description Groups of checkpoints with the same weights.
             */
            duplicates: string[][];
            /** Family */
            family: string;
            /** First Step */
            first_step: number | null;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /**
             * Languages
             * @description As the model's own files declare them; None if they do not.
             */
            languages: string[] | null;
            /** Last Step */
            last_step: number | null;
            /** Licence */
            licence: string | null;
            /** N Checkpoints */
            n_checkpoints: number;
            /** N Layers */
            n_layers: number;
            /** N Parameters */
            n_parameters: number;
            /** Note */
            note: string;
            /** Source */
            source: string;
        };
        /**
         * NamedNull
         * @description The null of the headline: the tick in the legend.
         */
        NamedNull: {
            /** Name */
            name: string;
            /** Value */
            value: number | null;
        };
        /**
         * NewFinding
         * @description A finding was kept, under this slug.
         */
        NewFinding: {
            /** Private */
            private: boolean;
            /** Slug */
            slug: string;
            /** Url */
            url: string;
        };
        /**
         * NewestAnswer
         * @description The newest finished answer to a question. ``trajectory`` is there for a series, and is empty for a single run.
         */
        NewestAnswer: {
            /** Checkpoint */
            checkpoint: string | null;
            /** Finished */
            finished: string | null;
            /** Key */
            key: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "run" | "series";
            /**
             * Label
             * @description What the number is, as the study names it.
             */
            label: string;
            /** Model */
            model: string | null;
            number: components["schemas"]["HeadlineNumber"];
            /** Study */
            study: string;
            /** Trajectory */
            trajectory: components["schemas"]["TrajectoryPoint"][];
        };
        /**
         * OEmbed
         * @description What another site needs to show a finding (oEmbed 1.0).
         */
        OEmbed: {
            /** Author Name */
            author_name: string;
            /** Height */
            height: number;
            /** Html */
            html: string;
            /**
             * Provider Name
             * @default Isogloss
             * @constant
             */
            provider_name: "Isogloss";
            /** Provider Url */
            provider_url: string;
            /** Thumbnail Height */
            thumbnail_height?: number | null;
            /** Thumbnail Url */
            thumbnail_url?: string | null;
            /** Thumbnail Width */
            thumbnail_width?: number | null;
            /** Title */
            title: string;
            /**
             * Type
             * @default rich
             * @constant
             */
            type: "rich";
            /**
             * Version
             * @default 1.0
             * @constant
             */
            version: "1.0";
            /** Width */
            width: number;
        };
        /**
         * PlaceFacts
         * @description A place of the model that units can be addressed at, and how many it has.
         */
        PlaceFacts: {
            /** Address */
            address: string;
            /** Width */
            width: number;
        };
        /**
         * PlanStep
         * @description One step of a run's plan, and where it stands.
         */
        PlanStep: {
            /** Name */
            name: string;
            /**
             * State
             * @enum {string}
             */
            state: "done" | "now" | "later";
        };
        /**
         * CheckpointLoss
         * @description One rung of the ladder. ``training_loss`` is the mean since the rung before, None for the untrained model.
         */
        PretrainingCheckpointLoss: {
            /** Checkpoint */
            checkpoint: string;
            /** Fingerprint */
            fingerprint: string;
            /** Held Out */
            held_out: {
                [key: string]: components["schemas"]["Estimate"];
            };
            /** Step */
            step: number;
            /** Tokens Seen */
            tokens_seen: number;
            /** Training Loss */
            training_loss: number | null;
        };
        /**
         * CurvePoint
         * @description The mean training loss of a few steps up to this one.
         */
        PretrainingCurvePoint: {
            /** Loss */
            loss: number;
            /** Step */
            step: number;
        };
        /**
         * Frame
         * @description What a training gained since its last frame: ``losses`` are (step, training loss); of a checkpoint that was
         *     reached its name, step, and held-out loss by language beside that of token frequencies.
         */
        PretrainingFrame: {
            /**
             * Checkpoint
             * @default null
             */
            checkpoint: string | null;
            /**
             * Held Out
             * @default null
             */
            held_out: {
                [key: string]: number;
            } | null;
            /**
             * Losses
             * @default []
             */
            losses: [
                number,
                number
            ][];
            /**
             * Nulls
             * @default null
             */
            nulls: {
                [key: string]: number;
            } | null;
            /**
             * Step
             * @default null
             */
            step: number | null;
        };
        /**
         * Headline
         * @description The number a training is known by: the last checkpoint's held-out loss, mean over languages.
         */
        PretrainingHeadline: {
            held_out: components["schemas"]["Estimate"];
        };
        /**
         * LanguageLoss
         * @description One language: what was read of it, and the last checkpoint's loss on text that was not: a mean over tokens, its
         *     interval over documents (none for one alone).
         *
         *     ``held_out`` is in nats a token, and its null token frequencies; ``bits`` is the same in bits a byte, and its null
         *     byte frequencies, which are ``byte_unigram`` nats a token. ``passes`` is how often the language's text was read;
         *     None where there is no end to it.
         */
        PretrainingLanguageLoss: {
            bits: components["schemas"]["Estimate"];
            /** Byte Unigram */
            byte_unigram: number;
            /** Documents */
            documents: number;
            held_out: components["schemas"]["Estimate"];
            /** Held Out Documents */
            held_out_documents: number;
            /** Language */
            language: string;
            /** Passes */
            passes: number | null;
            /** Tokens */
            tokens: number;
        };
        /**
         * Params
         * @description One model, from text to its last checkpoint. Everything here enters the run key.
         */
        PretrainingParams: {
            /**
             * Architecture
             * @description Family of the model.
             * @default gpt_neox
             * @enum {string}
             */
            architecture: "gpt_neox" | "gpt2" | "bloom" | "llama";
            /**
             * Attention
             * @description Attention implementation.
             * @default sdpa
             * @enum {string}
             */
            attention: "eager" | "sdpa";
            /**
             * Batch
             * @description Rows a step.
             * @default 32
             */
            batch: number;
            /**
             * Bilingual
             * @description Share of documents written in two languages.
             * @default 0
             */
            bilingual: number;
            /**
             * Checkpoint Steps
             * @description Steps that get a checkpoint, beside 0 and the last; log-spaced if absent.
             * @default null
             */
            checkpoint_steps: number[] | null;
            /**
             * Clone
             * @description Add en-x-clone: other English documents, written in characters no other language has.
             * @default false
             */
            clone: boolean;
            /**
             * Context
             * @description Tokens in a row of text.
             * @default 128
             */
            context: number;
            /**
             * Dtype
             * @description Number type of the weights.
             * @default float32
             * @enum {string}
             */
            dtype: "float32" | "bfloat16" | "float16" | "float64";
            /**
             * Heads
             * @description Attention heads a layer.
             * @default 4
             */
            heads: number;
            /**
             * Held Out Tokens
             * @description Tokens a language that the loss is measured on and never trained on.
             * @default 4096
             */
            held_out_tokens: number;
            /**
             * Ids
             * @description Of a corpus: the id sets or splits to train on, joined by + (as in train+dev); all if absent.
             * @default null
             */
            ids: string | null;
            /**
             * Languages
             * @description Languages to train on; all the text has if absent.
             * @default null
             */
            languages: string[] | null;
            /**
             * Layers
             * @description Blocks.
             * @default 3
             */
            layers: number;
            /**
             * Learning Rate
             * @description Its peak.
             * @default 0.008
             */
            learning_rate: number;
            /**
             * Model
             * @description Id of the model; pretrained-<run key> if absent.
             * @default null
             */
            model: string | null;
            /**
             * Placebo
             * @description Switch to a word of another concept instead, at the same rate.
             * @default false
             */
            placebo: boolean;
            /**
             * Schedule
             * @description How it falls, to a tenth.
             * @default cosine
             * @enum {string}
             */
            schedule: "cosine" | "linear" | "constant";
            /**
             * Seed
             * @description Seed of everything random in the run.
             * @default 0
             */
            seed: number;
            /**
             * Steps
             * @description Updates of the weights.
             * @default 512
             */
            steps: number;
            /**
             * Switch
             * @description Share of switchable content words written in another language (sample text).
             * @default 0
             */
            switch: number;
            /**
             * Text
             * @description sample (the corpus written for Isogloss), a corpus by its id, or a folder on the worker's machine with a text file, or a folder of them, for each language.
             * @default sample
             */
            text: string;
            /**
             * Vocabulary
             * @description Tokens, before those of the clone are added.
             * @default 4096
             */
            vocabulary: number;
            /**
             * Warmup
             * @description Steps on which it rises.
             * @default 32
             */
            warmup: number;
            /**
             * Weight Decay
             * @description Decay of matrices, as AdamW has it.
             * @default 0.1
             */
            weight_decay: number;
            /**
             * Width
             * @description Width of the residual stream.
             * @default 64
             */
            width: number;
        };
        /**
         * Result
         * @description The answer: what was made, of what, and how well it predicts.
         */
        PretrainingResult: {
            /** Architecture */
            architecture: string;
            /** Checkpoints */
            checkpoints: components["schemas"]["PretrainingCheckpointLoss"][];
            /**
             * Constructed
             * @description The text was written for Isogloss: it says nothing about published models.
             */
            constructed: boolean;
            /** Curve */
            curve: components["schemas"]["PretrainingCurvePoint"][];
            headline: components["schemas"]["PretrainingHeadline"];
            /** Languages */
            languages: components["schemas"]["PretrainingLanguageLoss"][];
            /** Model */
            model: string;
            /** N Parameters */
            n_parameters: number;
            /**
             * Notes
             * @description Things a reader must know, in full sentences.
             */
            notes: string[];
            /**
             * Seconds
             * @description Time of its steps, as far as they were not repeated.
             */
            seconds: number;
            /** Steps */
            steps: number;
            /** Text */
            text: string;
            /** Tokenizer Digest */
            tokenizer_digest: string;
            /**
             * Tokens
             * @description Tokens trained on.
             */
            tokens: number;
            /** Vocabulary */
            vocabulary: number;
        };
        /**
         * PublicError
         * @description An error as people see it (``vocabulary.errors``).
         */
        PublicError: {
            /** Code */
            code: string;
            /** Details */
            details?: {
                [key: string]: unknown;
            };
            /** Field */
            field?: string | null;
            /**
             * Hint
             * @default
             */
            hint: string;
            /** Message */
            message: string;
        };
        /**
         * PublishedList
         * @description What runs published; ``more`` where the list was cut.
         */
        PublishedList: {
            /** More */
            more: boolean;
            /** Parts */
            parts: components["schemas"]["PublishedPart"][];
        };
        /**
         * PublishedPart
         * @description One part of something that a run published: a checkpoint of a model, or what its kind has.
         */
        PublishedPart: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Digest */
            digest: string;
            /**
             * Facts
             * @description What its kind says of it.
             */
            facts: {
                [key: string]: unknown;
            };
            /** Id */
            id: string;
            /**
             * Kind
             * @description What it is: model, or another kind that a study publishes.
             */
            kind: string;
            /** Part */
            part: string;
            /**
             * Run
             * @description The key of the run that published it.
             */
            run: string;
            /** Study */
            study: string;
        };
        /**
         * Question
         * @description A question, and the ways to answer it: the first is where a person begins.
         */
        Question: {
            /**
             * Ladder
             * @description It needs more than one checkpoint.
             */
            ladder: boolean;
            /** Number */
            number: number;
            /**
             * Shows
             * @description What an answer would show, while nobody has asked.
             */
            shows: string;
            /** Title */
            title: string;
            /** Ways */
            ways: components["schemas"]["Way"][];
        };
        /**
         * QuestionCard
         * @description A question on the home page; ``answer`` is None where nobody has asked yet.
         */
        QuestionCard: {
            answer: components["schemas"]["NewestAnswer"] | null;
            /** Number */
            number: number;
            /** Studies */
            studies: components["schemas"]["StudySummary"][];
            /** Title */
            title: string;
        };
        /**
         * Recollect
         * @description A collection changed. ``revision`` is the one it was made over.
         */
        Recollect: {
            /** Items */
            items: (components["schemas"]["TextItem"] | components["schemas"]["FindingItem"])[];
            /**
             * Kept By
             * @default
             */
            kept_by: string;
            /** Revision */
            revision: number;
            /** Title */
            title: string;
        };
        /**
         * Revise
         * @description New words for a finding. ``revision`` is the one they were written over: another one since is a conflict.
         */
        Revise: {
            /**
             * Kept By
             * @description Names of those who keep it, with commas, as a citation will have them.
             * @default
             */
            kept_by: string;
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Publish
             * @description A private finding enters the lists; there is no way back.
             * @default false
             */
            publish: boolean;
            /** Revision */
            revision: number;
            /**
             * Tags
             * @default []
             */
            tags: string[];
            /** Title */
            title: string;
        };
        /**
         * Revision
         * @description What a finding said once.
         */
        Revision: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Kept By */
            kept_by: string;
            /** Note */
            note: string;
            /** Number */
            number: number;
            /** Tags */
            tags: string[];
            /** Title */
            title: string;
        };
        /**
         * RunEvent
         * @description Something that happened to a run, in the order of ``id``.
         */
        RunEvent: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Data */
            data: {
                [key: string]: unknown;
            } | null;
            /** Id */
            id: number;
            /** Key */
            key: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "status" | "progress" | "log" | "warning" | "frame";
            /** Text */
            text: string;
        };
        /**
         * RunFrames
         * @description A run's live output so far, oldest first; what a frame holds is its study's own.
         */
        RunFrames: {
            /** Frames */
            frames: components["schemas"]["RunEvent"][];
            /** Key */
            key: string;
        };
        /**
         * RunList
         * @description Some runs, newest first; ``more`` says that there are older ones.
         */
        RunList: {
            /** More */
            more: boolean;
            /** Runs */
            runs: components["schemas"]["RunSummary"][];
        };
        /**
         * RunLog
         * @description A run's log, oldest line first.
         */
        RunLog: {
            /** Key */
            key: string;
            /** Lines */
            lines: components["schemas"]["LogLine"][];
        };
        /**
         * RunStatus
         * @description Everything about a run but its result.
         */
        RunStatus: {
            /**
             * Ahead
             * @description Queued runs of the same lane before this one.
             */
            ahead: number;
            /** Askers */
            askers: number;
            /** Attempt */
            attempt: number;
            /** Checkpoint */
            checkpoint: string | null;
            /** Children */
            children: components["schemas"]["ChildStatus"][];
            cost: components["schemas"]["CostEstimate"] | null;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            error: components["schemas"]["PublicError"] | null;
            /**
             * Failed
             * @description Of a series: how many of its checkpoints failed.
             * @default 0
             */
            failed: number;
            /** Figures */
            figures: string[];
            /** Finished */
            finished: string | null;
            /**
             * Finished Set
             * @description Series: which set of finished children its figures show.
             */
            finished_set: string | null;
            /**
             * Fraction
             * @description Share of the work done.
             */
            fraction: number;
            /**
             * Imported
             * @description It was computed in another installation, and came here with a bundle.
             * @default false
             */
            imported: boolean;
            /** Inputs */
            inputs: {
                [key: string]: unknown;
            };
            /** Key */
            key: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "run" | "series" | "intake" | "recipe";
            /**
             * Label
             * @description What it is doing, in a few words.
             */
            label: string;
            /** Lane */
            lane: string;
            /**
             * Last Event
             * @description Where to take up the stream of events.
             */
            last_event: number;
            /** Log */
            log: components["schemas"]["LogLine"][];
            /**
             * Mine
             * @description The asker wants this run.
             */
            mine: boolean;
            /** Model */
            model: string | null;
            /** Params */
            params: {
                [key: string]: unknown;
            };
            /** Parents */
            parents: string[];
            /** Plan */
            plan: components["schemas"]["PlanStep"][];
            /** Provenance */
            provenance: {
                [key: string]: unknown;
            } | null;
            /** Result Digest */
            result_digest: string | null;
            /** Seconds Left */
            seconds_left: number | null;
            /** Started */
            started: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "running" | "done" | "failed" | "cancelled";
            /** Steps Done */
            steps_done: number;
            /** Steps Total */
            steps_total: number | null;
            /**
             * Stopping
             * @description Somebody asked for it to stop, and it has not yet.
             */
            stopping: boolean;
            /** Study */
            study: string;
            /** Study Version */
            study_version: number;
            /** Warnings */
            warnings: components["schemas"]["Warned"][];
            /** Worker */
            worker: string | null;
            /**
             * Worker State
             * @description The worker of a running run; for a queued one, whether any worker is there to take it.
             * @enum {string}
             */
            worker_state: "alive" | "lost" | "none";
        };
        /**
         * RunSummary
         * @description One line in a list of runs.
         */
        RunSummary: {
            /** Checkpoint */
            checkpoint: string | null;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            error: components["schemas"]["PublicError"] | null;
            /**
             * Failed
             * @description Of a series: how many of its checkpoints failed.
             * @default 0
             */
            failed: number;
            /** Finished */
            finished: string | null;
            /**
             * Fraction
             * @description Share of the work done.
             */
            fraction: number;
            /**
             * Imported
             * @description It was computed in another installation, and came here with a bundle.
             * @default false
             */
            imported: boolean;
            /** Key */
            key: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "run" | "series" | "intake" | "recipe";
            /**
             * Label
             * @description What it is doing, in a few words.
             */
            label: string;
            /** Model */
            model: string | null;
            /** Seconds Left */
            seconds_left: number | null;
            /** Started */
            started: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "running" | "done" | "failed" | "cancelled";
            /** Steps Done */
            steps_done: number;
            /** Steps Total */
            steps_total: number | null;
            /** Study */
            study: string;
        };
        /**
         * SentencePage
         * @description Some sentences of a corpus, in the order of their ids.
         */
        SentencePage: {
            /** Corpus */
            corpus: string;
            /** Languages */
            languages: string[];
            /** Offset */
            offset: number;
            /** Sentences */
            sentences: components["schemas"]["AlignedSentence"][];
            /** Total */
            total: number;
        };
        /**
         * Source
         * @description Where the numbers of one run come from.
         */
        Source: {
            /** Checkpoints */
            checkpoints: string[];
            /**
             * Code
             * @description The version of Isogloss that computed it; several where its runs differ.
             */
            code: string | null;
            /** Computed */
            computed: string | null;
            /**
             * Corpora
             * @description Digest by corpus.
             */
            corpora: {
                [key: string]: string;
            };
            /**
             * Device
             * @description As above.
             */
            device: string | null;
            /**
             * Dtype
             * @description As above.
             */
            dtype: string | null;
            /** Fingerprints */
            fingerprints: string[];
            /** Model */
            model: string | null;
            /** Params */
            params: {
                [key: string]: unknown;
            };
            /** Result Digest */
            result_digest: string | null;
            /** Run */
            run: string;
            /** Seconds */
            seconds: number | null;
            /**
             * Seed
             * @description None where its runs have several, or none.
             */
            seed: number | null;
            /** Study */
            study: string;
            /** Study Title */
            study_title: string;
            /** Study Version */
            study_version: number;
            /**
             * Threads
             * @description None where its runs differ.
             */
            threads: number | null;
        };
        /**
         * SplitFacts
         * @description A split that came with the corpus.
         */
        SplitFacts: {
            /** N Ids */
            n_ids: number;
            /** Name */
            name: string;
        };
        /**
         * Story
         * @description The demo's chapters; none in an installation that is no demo.
         */
        Story: {
            /** Chapters */
            chapters: components["schemas"]["ChapterState"][];
        };
        /**
         * StudyPage
         * @description A study, with the JSON Schema of what it can be asked.
         */
        StudyPage: {
            /** Description */
            description: string;
            /** Figures */
            figures: string[];
            /** Name */
            name: string;
            /**
             * Params
             * @description JSON Schema of the study's params, with descriptions and defaults.
             */
            params: {
                [key: string]: unknown;
            };
            /**
             * Question
             * @description Which of the five questions it answers; None for none.
             */
            question: number | null;
            /** Series Figures */
            series_figures: string[];
            /** Slug */
            slug: string;
            /** Title */
            title: string;
            /** Version */
            version: number;
        };
        /**
         * StudySummary
         * @description One study of the register.
         */
        StudySummary: {
            /** Description */
            description: string;
            /** Name */
            name: string;
            /**
             * Question
             * @description Which of the five questions it answers; None for none.
             */
            question: number | null;
            /** Slug */
            slug: string;
            /** Title */
            title: string;
            /** Version */
            version: number;
        };
        /**
         * TakenIn
         * @description The result of an intake: what became of it. ``corpus`` is the one that concepts or ids lie on; ``notes`` say what
         *     a person should know of what was read.
         */
        TakenIn: {
            /** Corpus */
            corpus?: string | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "model" | "corpus" | "concepts" | "ids";
            /**
             * Notes
             * @default []
             */
            notes: string[];
        };
        /**
         * TextItem
         * @description Text between findings, as Markdown.
         */
        TextItem: {
            /** Text */
            text: string;
        };
        /**
         * TraceMeta
         * @description What a trace is.
         */
        TraceMeta: {
            /**
             * Language
             * @description BCP-47 code.
             * @default null
             */
            language: string | null;
            /**
             * N
             * @description What stands behind the trace.
             * @default null
             */
            n: number | null;
            /**
             * Role
             * @description language: one language, in its colour, mark and dash. mean: the headline, thick. band and null-band: their intervals. null: dashed, named on the line. excess: value minus null. series: one that is no language. rest: what is left beside the languages. heat: a heat map. mark: one value of a histogram.
             * @enum {string}
             */
            role: "language" | "mean" | "band" | "null" | "null-band" | "excess" | "series" | "rest" | "heat" | "mark";
            /**
             * Scale
             * @description Of a series its colour (s5 first, s2 second); of a heat map how it is painted.
             * @default null
             */
            scale: ("s2" | "s5" | "sequential" | "diverging") | null;
        };
        /**
         * TrajectoryPoint
         * @description The headline of one checkpoint of a series.
         */
        TrajectoryPoint: {
            /** Checkpoint */
            checkpoint: string;
            number: components["schemas"]["HeadlineNumber"];
            /** Step */
            step: number | null;
        };
        /**
         * Verified
         * @description Whether what is stored is what was kept, looked at now.
         *
         *     ``matches``: everything looked at has its digest. ``differs``: some has not (or is gone); ``wrong`` names it.
         *     ``unpinned``: an older bundle, which brought no digests. ``cut``: the time was over after ``checked`` of ``of``.
         */
        Verified: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Checked */
            checked: number;
            /**
             * Cut
             * @default false
             */
            cut: boolean;
            /**
             * N Wrong
             * @default 0
             */
            n_wrong: number;
            /** Of */
            of: number;
            /**
             * State
             * @enum {string}
             */
            state: "matches" | "differs" | "unpinned";
            /**
             * Wrong
             * @description The first of them.
             * @default []
             */
            wrong: string[];
        };
        /**
         * Warned
         * @description A caveat that belongs to a result.
         */
        Warned: {
            /** Code */
            code: string;
            /** Text */
            text: string;
        };
        /**
         * Way
         * @description A study that answers a question, and what asking it so does.
         */
        Way: {
            /** Does */
            does: string;
            /** Study */
            study: string;
        };
        /**
         * WorkerState
         * @description One worker. ``alive`` by the database's clock; ``silent_for`` is the seconds since its last sign of life.
         */
        WorkerState: {
            /** Host */
            host: string;
            /** Id */
            id: string;
            /** Lanes */
            lanes: string[];
            /** Silent For */
            silent_for: number;
            /**
             * Started
             * Format: date-time
             */
            started: string;
            /**
             * State
             * @enum {string}
             */
            state: "alive" | "stopped" | "lost";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_about: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["About"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_collections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionSummary"][];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    collect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Collect"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_collection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    recollect: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Recollect"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    withdraw_collection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_collection_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description More at once than one client's share */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_corpora: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CorpusSummary"][];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    add_corpus: {
        parameters: {
            query?: never;
            header?: {
                /** @description The asker's own random id. */
                "X-Isogloss-Asker"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddCorpus"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description More at once than one client's share */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Disk full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_corpus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id it has here. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CorpusPage"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    add_concepts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The asker's own random id. */
                "X-Isogloss-Asker"?: string;
            };
            path: {
                /** @description The id it has here. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddConceptSet"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description More at once than one client's share */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Disk full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    add_ids: {
        parameters: {
            query?: never;
            header?: {
                /** @description The asker's own random id. */
                "X-Isogloss-Asker"?: string;
            };
            path: {
                /** @description The id it has here. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddIdSet"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description More at once than one client's share */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Disk full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_sentences: {
        parameters: {
            query?: {
                /** @description Languages; all of the corpus if absent. */
                language?: string[] | null;
                /** @description An id set, a split, or a single id. */
                ids?: string | null;
                concept_set?: string | null;
                concept?: string | null;
                /** @description How many to skip. */
                offset?: number;
                /** @description How many ids to answer at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id it has here. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentencePage"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_demo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Story"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    ask_chapter: {
        parameters: {
            query?: never;
            header?: {
                /** @description The asker's own random id. */
                "X-Isogloss-Asker"?: string;
            };
            path: {
                chapter: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Accepted, and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Disk full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_findings: {
        parameters: {
            query?: {
                /** @description Words that stand in it. */
                text?: string | null;
                tag?: string | null;
                /** @description About this run. */
                run?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingSummary"][];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    keep: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Keep"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewFinding"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Disk full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_finding: {
        parameters: {
            query?: {
                whole?: boolean;
            };
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    revise: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Revise"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_bundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description More at once than one client's share */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_kept_figure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
                /** @description Which figure, from 0. */
                number: number;
                format: "json" | "csv";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_finding_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description More at once than one client's share */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_revisions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The slug, as its address has it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revision"][];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_home: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Home"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelSummary"][];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    add_model: {
        parameters: {
            query?: never;
            header?: {
                /** @description The asker's own random id. */
                "X-Isogloss-Asker"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description More at once than one client's share */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Disk full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id it has here. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPage"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_oembed: {
        parameters: {
            query: {
                url: string;
                maxwidth?: number | null;
                maxheight?: number | null;
                format?: "json";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OEmbed"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Withdrawn */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_published: {
        parameters: {
            query?: {
                kind?: string | null;
                id?: string | null;
                /** @description The run that published it. */
                run?: string | null;
                /** @description How many to answer at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedList"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_runs: {
        parameters: {
            query?: {
                study?: string | null;
                model?: string | null;
                status?: ("queued" | "running" | "done" | "failed" | "cancelled") | null;
                children?: boolean;
                /** @description How many to answer at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    cancel_runs: {
        parameters: {
            query?: never;
            header?: {
                /** @description The asker's own random id. */
                "X-Isogloss-Asker"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cancelled"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_run: {
        parameters: {
            query?: never;
            header?: {
                /** @description The asker's own random id. */
                "X-Isogloss-Asker"?: string;
            };
            path: {
                /** @description The run's key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    cancel_run: {
        parameters: {
            query?: never;
            header?: {
                /** @description The asker's own random id. */
                "X-Isogloss-Asker"?: string;
            };
            path: {
                /** @description The run's key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_confusion: {
        parameters: {
            query: {
                layer: number;
                /** @description One of the run's classes. */
                truth?: string | null;
                /** @description One of the run's classes. */
                predicted?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The run's key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LanguageProbesConfusion"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    watch_run: {
        parameters: {
            query?: {
                /** @description Events after this id (`last_event`). */
                after?: number | null;
                /** @description The asker's own random id: a browser's stream sends no such header. */
                asker?: string;
            };
            header?: {
                "last-event-id"?: string | null;
            };
            path: {
                /** @description The run's key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, each a RunEvent as JSON; the last is `end` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description More at once than one client's share */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_experts: {
        parameters: {
            query: {
                concept: string;
                a?: string | null;
                b?: string | null;
                at_least?: number;
                layer?: number | null;
                limit?: number;
                offset?: number;
            };
            header?: never;
            path: {
                /** @description The run's key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConceptNeuronsExperts"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_figure_table: {
        parameters: {
            query?: {
                set?: string | null;
            };
            header?: never;
            path: {
                /** @description The run's key. */
                key: string;
                /** @description One of the study's figures. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figure's marks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_figure: {
        parameters: {
            query?: {
                set?: string | null;
            };
            header?: never;
            path: {
                /** @description The run's key. */
                key: string;
                /** @description One of the study's figures. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A plotly figure */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_frames: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run's key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunFrames"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_run_log: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The run's key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunLog"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_result: {
        parameters: {
            query?: {
                set?: string | null;
            };
            header?: never;
            path: {
                /** @description The run's key. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The study's own result type */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConceptNeuronsResult"] | components["schemas"]["ConceptNeuronsSeriesResult"] | components["schemas"]["LanguageProbesResult"] | components["schemas"]["LanguageProbesSeriesResult"] | components["schemas"]["InterventionsResult"] | components["schemas"]["InterventionsSeriesResult"] | components["schemas"]["ConceptEffectsResult"] | components["schemas"]["ConceptEffectsSeriesResult"] | components["schemas"]["PretrainingResult"] | components["schemas"]["TakenIn"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_unit: {
        parameters: {
            query?: {
                /** @description The page's concept. */
                concept?: string | null;
                series?: string | null;
            };
            header?: never;
            path: {
                /** @description The run's key. */
                key: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConceptNeuronsUnitPage"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_studies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudySummary"][];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_study: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The study, as addresses spell it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyPage"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    estimate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The study, as addresses spell it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskForRuns"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CostEstimate"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    ask: {
        parameters: {
            query?: never;
            header?: {
                /** @description The asker's own random id. */
                "X-Isogloss-Asker"?: string;
            };
            path: {
                /** @description The study, as addresses spell it. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskForRuns"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Accepted, and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStatus"];
                };
            };
            /** @description Malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description This server wants its token first */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused at the gateway */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Not JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description More at once than one client's share */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Something needed is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Disk full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
}
