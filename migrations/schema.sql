-- The schema after all migrations, without the queue's tables. Written by a test; not run by anything.

CREATE TYPE act_kind AS ENUM ('entry', 'closure', 'force', 'admin', 'heartbeat', 'letter', 'erasure', 'restore', 'sight', 'lost');

CREATE OR REPLACE FUNCTION disclosure_of_units()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    DELETE FROM disclosure_unit WHERE request_id = NEW.request_id;
    INSERT INTO disclosure_unit SELECT DISTINCT u.unit, NEW.answered_on, NEW.request_id FROM unnest(NEW.units) u (unit);
    RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION fold(words text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN translate(NORMALIZE(words, NFC), 'áàâãäåéèêëíìîïóòôõöúùûüýÿñçÁÀÂÃÄÅÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÝŸÑÇ'::text, 'aaaaaaeeeeiiiiooooouuuuyyncaaaaaaeeeeiiiiooooouuuuyync'::text)
;
CREATE OR REPLACE FUNCTION log_act()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    INSERT INTO unlogged (kind, a, b) VALUES (TG_ARGV[0]::act_kind, CASE TG_ARGV[0] WHEN 'closure' THEN (to_jsonb(NEW) ->> 'no')::bigint
        WHEN 'erasure' THEN (to_jsonb(NEW) ->> 'request_id')::bigint ELSE (to_jsonb(NEW) ->> 'id')::bigint END, 0);
    RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION log_entry()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    INSERT INTO unlogged (kind, a, b) VALUES ('entry', NEW.request_id, NEW.seq);
    RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $function$
;
CREATE OR REPLACE FUNCTION refuse_unless_erased()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM erasure WHERE request_id = OLD.request_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $function$
;

CREATE SEQUENCE reference_number;

CREATE TABLE access_key (
    request_id bigint NOT NULL,
    mac bytea NOT NULL
);
CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    password_hash text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone NOT NULL,
    backup bigint,
    away_from timestamp with time zone,
    away_until timestamp with time zone,
    digest boolean DEFAULT true NOT NULL
);
CREATE TABLE act_words (
    kind text NOT NULL,
    a bigint NOT NULL,
    salt bytea NOT NULL,
    words jsonb NOT NULL
);
CREATE TABLE admin_entry (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    facts jsonb DEFAULT '{}'::jsonb NOT NULL,
    words_hash bytea,
    role text DEFAULT 'administrator'::text NOT NULL
);
CREATE TABLE batch (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    account_id bigint NOT NULL,
    form jsonb NOT NULL,
    total integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone
);
CREATE TABLE batch_item (
    batch_id bigint NOT NULL,
    request_id bigint NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    reason jsonb
);
CREATE TABLE branch (
    request_id bigint NOT NULL,
    no integer NOT NULL,
    unit text NOT NULL,
    state text NOT NULL,
    opened_on date NOT NULL,
    due_on date NOT NULL,
    account_id bigint,
    missed boolean DEFAULT false NOT NULL,
    seen_on date,
    sent_back boolean DEFAULT false NOT NULL
);
CREATE TABLE case_session (
    token_hash bytea NOT NULL,
    request_id bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE checkpoint (
    size bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    origin smallint,
    root bytea NOT NULL,
    signatures bytea,
    note text,
    cosignatures bytea,
    cosigned text[]
);
CREATE TABLE checkpoint_origin (
    id smallint GENERATED ALWAYS AS IDENTITY NOT NULL,
    name text NOT NULL
);
CREATE TABLE closure (
    no integer NOT NULL,
    calendar text NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    unit text DEFAULT ''::text NOT NULL,
    worked boolean DEFAULT false NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    document text DEFAULT ''::text NOT NULL,
    revives boolean DEFAULT false NOT NULL,
    revokes integer,
    declared_at timestamp with time zone NOT NULL,
    account_id bigint
);
CREATE TABLE deadline (
    request_id bigint NOT NULL,
    clock text NOT NULL,
    branch integer DEFAULT 0 NOT NULL,
    unit text NOT NULL,
    status text NOT NULL,
    started_on date NOT NULL,
    due_on date,
    ended_on date,
    extended integer DEFAULT 0 NOT NULL,
    suspended integer DEFAULT 0 NOT NULL,
    missed boolean DEFAULT false NOT NULL,
    due_at timestamp with time zone
);
CREATE TABLE digest (
    account_id bigint NOT NULL,
    day date NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone
);
CREATE TABLE disclosure (
    request_id bigint NOT NULL,
    reference text NOT NULL,
    title text NOT NULL,
    question text NOT NULL,
    answer text NOT NULL,
    outcome text NOT NULL,
    units text[] NOT NULL,
    zone text DEFAULT ''::text NOT NULL,
    received_on date NOT NULL,
    answered_on date NOT NULL,
    days integer NOT NULL,
    missed boolean NOT NULL,
    published_at timestamp with time zone NOT NULL,
    locale text NOT NULL,
    words tsvector GENERATED ALWAYS AS (to_tsvector('spanish'::regconfig, fold(((((title || ' '::text) || "left"(question, 20000)) || ' '::text) || "left"(answer, 100000))))) STORED
);
CREATE TABLE disclosure_unit (
    unit text NOT NULL,
    answered_on date NOT NULL,
    request_id bigint NOT NULL
);
CREATE TABLE document (
    id text NOT NULL,
    request_id bigint,
    branch integer DEFAULT 0 NOT NULL,
    entry integer DEFAULT 0 NOT NULL,
    purpose text NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    salt bytea DEFAULT decode(replace(((gen_random_uuid())::text || (gen_random_uuid())::text), '-'::text, ''::text), 'hex'::text) NOT NULL,
    replaces text,
    version integer DEFAULT 1 NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('spanish'::regconfig, fold(translate(name, '._-'::text, '   '::text)))) STORED
);
CREATE TABLE draft (
    token_hash bytea NOT NULL,
    form jsonb NOT NULL,
    request_id bigint,
    updated_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE draft_document (
    token_hash bytea NOT NULL,
    document_id text NOT NULL
);
CREATE TABLE entry (
    request_id bigint NOT NULL,
    seq integer NOT NULL,
    at timestamp with time zone NOT NULL,
    event text NOT NULL,
    account_id bigint,
    role text NOT NULL,
    unit text DEFAULT ''::text NOT NULL,
    facts jsonb NOT NULL,
    words_hash bytea
);
CREATE TABLE entry_words (
    request_id bigint NOT NULL,
    seq integer NOT NULL,
    salt bytea NOT NULL,
    words jsonb NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('spanish'::regconfig, fold("left"(((((((((((COALESCE((words ->> 'text'::text), ''::text) || ' '::text) || COALESCE((words ->> 'summary'::text), ''::text)) || ' '::text) || COALESCE((words ->> 'title'::text), ''::text)) || ' '::text) || COALESCE((words ->> 'question'::text), ''::text)) || ' '::text) || COALESCE((words ->> 'answer'::text), ''::text)) || ' '::text) || COALESCE((words ->> 'delay'::text), ''::text)), 20000)))) STORED
);
CREATE TABLE erasure (
    request_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    basis text NOT NULL,
    words_hash bytea
);
CREATE TABLE erasure_asked (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    request_id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    first_by bigint,
    first_at timestamp with time zone,
    second_by bigint,
    second_at timestamp with time zone,
    told_at timestamp with time zone,
    told text DEFAULT ''::text NOT NULL,
    ended_at timestamp with time zone,
    ended_by bigint,
    refusal text DEFAULT ''::text NOT NULL,
    erased_at timestamp with time zone,
    files text[] DEFAULT '{}'::text[] NOT NULL,
    done_at timestamp with time zone
);
CREATE TABLE feed (
    account_id bigint NOT NULL,
    token_hash bytea NOT NULL
);
CREATE TABLE force (
    statute text NOT NULL,
    version text NOT NULL,
    from_day date NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    account_id bigint,
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL
);
CREATE TABLE law_files (
    definition text NOT NULL,
    statute text NOT NULL,
    version text NOT NULL,
    files jsonb NOT NULL,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
CREATE TABLE leaf (
    idx bigint NOT NULL,
    a bigint NOT NULL,
    b integer NOT NULL,
    kind act_kind NOT NULL
);
CREATE TABLE letter (
    request_id bigint NOT NULL,
    entry integer NOT NULL,
    n integer NOT NULL,
    kind text NOT NULL,
    locale text NOT NULL,
    version integer NOT NULL,
    document_id text NOT NULL,
    sha256 text NOT NULL,
    size bigint NOT NULL,
    code text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    archived_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
CREATE TABLE letter_failure (
    request_id bigint NOT NULL,
    entry integer NOT NULL,
    n integer NOT NULL,
    kind text NOT NULL,
    locale text NOT NULL,
    version integer NOT NULL,
    reason text NOT NULL,
    fact text DEFAULT ''::text NOT NULL,
    line integer DEFAULT 0 NOT NULL,
    failed_at timestamp with time zone NOT NULL
);
CREATE TABLE letter_template (
    kind text NOT NULL,
    locale text NOT NULL,
    version integer NOT NULL,
    body text NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    account_id bigint
);
CREATE TABLE lost_notice (
    message_id text NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    event text NOT NULL
);
CREATE TABLE milestone (
    request_id bigint NOT NULL,
    clock text NOT NULL,
    branch integer DEFAULT 0 NOT NULL,
    name text NOT NULL,
    due_on date NOT NULL,
    falls_at timestamp with time zone NOT NULL,
    queued_at timestamp with time zone
);
CREATE TABLE notice (
    request_id bigint NOT NULL,
    entry integer NOT NULL,
    n integer NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    locale text NOT NULL,
    message_id text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    tried_at timestamp with time zone,
    settled_at timestamp with time zone
);
CREATE TABLE opinion (
    request_id bigint NOT NULL,
    helped text NOT NULL,
    words text DEFAULT ''::text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    message_id text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    raw bytea NOT NULL,
    sent_at timestamp with time zone NOT NULL
);
CREATE TABLE people_import (
    token_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    file bytea,
    done jsonb,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE question (
    request_id bigint NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    words tsvector NOT NULL,
    salt bytea DEFAULT decode(replace(((gen_random_uuid())::text || (gen_random_uuid())::text), '-'::text, ''::text), 'hex'::text)
);
CREATE TABLE recount (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    reason text NOT NULL,
    statute text DEFAULT ''::text NOT NULL,
    version text DEFAULT ''::text NOT NULL,
    revives boolean DEFAULT false NOT NULL,
    total bigint NOT NULL,
    cursors bigint[] DEFAULT '{0,0}'::bigint[] NOT NULL,
    seen bigint DEFAULT 0 NOT NULL,
    moved bigint DEFAULT 0 NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone
);
CREATE TABLE recount_left (
    request_id bigint NOT NULL,
    recount_id bigint NOT NULL,
    why text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE request (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    reference text NOT NULL,
    statute text NOT NULL,
    version text NOT NULL,
    state text NOT NULL,
    rev integer NOT NULL,
    entries integer NOT NULL,
    channel text NOT NULL,
    locale text NOT NULL,
    zone text DEFAULT ''::text NOT NULL,
    unit_asked text DEFAULT ''::text NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    due_on date,
    clock text NOT NULL,
    missed boolean DEFAULT false NOT NULL,
    holders text[] DEFAULT '{}'::text[] NOT NULL,
    outcome text DEFAULT ''::text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    parent bigint,
    remedy text DEFAULT ''::text NOT NULL,
    joined bigint,
    restricted boolean DEFAULT false NOT NULL,
    seen_on date,
    owner bigint,
    back text DEFAULT ''::text NOT NULL
);
CREATE TABLE request_reader (
    request_id bigint NOT NULL,
    account_id bigint NOT NULL
);
CREATE TABLE requester (
    request_id bigint NOT NULL,
    name text NOT NULL,
    identity text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    delivery text NOT NULL,
    format text DEFAULT ''::text NOT NULL,
    behalf text DEFAULT ''::text NOT NULL,
    salt bytea DEFAULT decode(replace(((gen_random_uuid())::text || (gen_random_uuid())::text), '-'::text, ''::text), 'hex'::text),
    search tsvector GENERATED ALWAYS AS (to_tsvector('spanish'::regconfig, fold(((name || ' '::text) || behalf)))) STORED
);
CREATE TABLE restore (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    facts jsonb NOT NULL,
    account_id bigint
);
CREATE TABLE role_grant (
    account_id bigint NOT NULL,
    role text NOT NULL,
    unit text DEFAULT ''::text NOT NULL
);
CREATE TABLE saved_list (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE session (
    token_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE sight (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    what text NOT NULL,
    cases text[] NOT NULL,
    why text DEFAULT ''::text NOT NULL
);
CREATE TABLE sight_link (
    n bigint NOT NULL,
    sight bigint NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE sight_waiting (
    sight bigint NOT NULL,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
CREATE TABLE tile (
    level smallint NOT NULL,
    n bigint NOT NULL,
    width smallint NOT NULL,
    data bytea NOT NULL
);
CREATE TABLE unit (
    key text NOT NULL,
    parent text,
    name_es text NOT NULL,
    name_en text NOT NULL,
    kind text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    position integer DEFAULT 0 NOT NULL,
    active boolean DEFAULT true NOT NULL
);
CREATE TABLE unlogged (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    kind act_kind NOT NULL,
    a bigint NOT NULL,
    b integer NOT NULL,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    problem text
);
CREATE TABLE unsigned (
    one boolean DEFAULT true NOT NULL,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
CREATE TABLE watch (
    account_id bigint NOT NULL,
    request_id bigint NOT NULL,
    since timestamp with time zone NOT NULL
);
CREATE TABLE witness (
    name text NOT NULL,
    size bigint NOT NULL,
    at timestamp with time zone NOT NULL
) WITH (fillfactor=50);
CREATE TABLE witness_key (
    id smallint GENERATED ALWAYS AS IDENTITY NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE witnessed (
    n bigint NOT NULL
);

ALTER TABLE access_key ADD CONSTRAINT access_key_pkey PRIMARY KEY (request_id);
ALTER TABLE access_key ADD CONSTRAINT access_key_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE account ADD CONSTRAINT account_check CHECK ((backup <> id));
ALTER TABLE account ADD CONSTRAINT account_check1 CHECK ((away_until > away_from));
ALTER TABLE account ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE account ADD CONSTRAINT account_backup_fkey FOREIGN KEY (backup) REFERENCES account(id);
ALTER TABLE act_words ADD CONSTRAINT act_words_pkey PRIMARY KEY (kind, a);
ALTER TABLE admin_entry ADD CONSTRAINT admin_entry_pkey PRIMARY KEY (id);
ALTER TABLE batch ADD CONSTRAINT batch_pkey PRIMARY KEY (id);
ALTER TABLE batch ADD CONSTRAINT batch_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE batch_item ADD CONSTRAINT batch_item_pkey PRIMARY KEY (batch_id, request_id);
ALTER TABLE batch_item ADD CONSTRAINT batch_item_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'refused'::text])));
ALTER TABLE batch_item ADD CONSTRAINT batch_item_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batch(id);
ALTER TABLE batch_item ADD CONSTRAINT batch_item_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE branch ADD CONSTRAINT branch_pkey PRIMARY KEY (request_id, no);
ALTER TABLE branch ADD CONSTRAINT branch_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE case_session ADD CONSTRAINT case_session_pkey PRIMARY KEY (token_hash);
ALTER TABLE case_session ADD CONSTRAINT case_session_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE checkpoint ADD CONSTRAINT checkpoint_check CHECK (((num_nulls(note, signatures) = 1) AND (num_nulls(note, origin) = 1)));
ALTER TABLE checkpoint ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (size);
ALTER TABLE checkpoint ADD CONSTRAINT checkpoint_origin_fkey FOREIGN KEY (origin) REFERENCES checkpoint_origin(id);
ALTER TABLE checkpoint_origin ADD CONSTRAINT checkpoint_origin_name_key UNIQUE (name);
ALTER TABLE checkpoint_origin ADD CONSTRAINT checkpoint_origin_pkey PRIMARY KEY (id);
ALTER TABLE closure ADD CONSTRAINT closure_check CHECK ((to_day >= from_day));
ALTER TABLE closure ADD CONSTRAINT closure_pkey PRIMARY KEY (no);
ALTER TABLE closure ADD CONSTRAINT closure_revokes_key UNIQUE (revokes);
ALTER TABLE closure ADD CONSTRAINT closure_revokes_fkey FOREIGN KEY (revokes) REFERENCES closure(no);
ALTER TABLE deadline ADD CONSTRAINT deadline_pkey PRIMARY KEY (request_id, clock, branch);
ALTER TABLE deadline ADD CONSTRAINT deadline_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE digest ADD CONSTRAINT digest_pkey PRIMARY KEY (account_id, day);
ALTER TABLE digest ADD CONSTRAINT digest_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE disclosure ADD CONSTRAINT disclosure_pkey PRIMARY KEY (request_id);
ALTER TABLE disclosure ADD CONSTRAINT disclosure_reference_key UNIQUE (reference);
ALTER TABLE disclosure ADD CONSTRAINT disclosure_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE disclosure_unit ADD CONSTRAINT disclosure_unit_pkey PRIMARY KEY (unit, answered_on, request_id);
ALTER TABLE disclosure_unit ADD CONSTRAINT disclosure_unit_request_id_fkey FOREIGN KEY (request_id) REFERENCES disclosure(request_id) ON DELETE CASCADE;
ALTER TABLE document ADD CONSTRAINT document_pkey PRIMARY KEY (id);
ALTER TABLE document ADD CONSTRAINT document_replaces_fkey FOREIGN KEY (replaces) REFERENCES document(id) ON DELETE SET NULL;
ALTER TABLE document ADD CONSTRAINT document_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE draft ADD CONSTRAINT draft_pkey PRIMARY KEY (token_hash);
ALTER TABLE draft ADD CONSTRAINT draft_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE draft_document ADD CONSTRAINT draft_document_pkey PRIMARY KEY (token_hash, document_id);
ALTER TABLE draft_document ADD CONSTRAINT draft_document_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id);
ALTER TABLE draft_document ADD CONSTRAINT draft_document_token_hash_fkey FOREIGN KEY (token_hash) REFERENCES draft(token_hash) ON DELETE CASCADE;
ALTER TABLE entry ADD CONSTRAINT entry_pkey PRIMARY KEY (request_id, seq);
ALTER TABLE entry ADD CONSTRAINT entry_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE entry_words ADD CONSTRAINT entry_words_pkey PRIMARY KEY (request_id, seq);
ALTER TABLE entry_words ADD CONSTRAINT entry_words_request_id_seq_fkey FOREIGN KEY (request_id, seq) REFERENCES entry(request_id, seq);
ALTER TABLE erasure ADD CONSTRAINT erasure_pkey PRIMARY KEY (request_id);
ALTER TABLE erasure ADD CONSTRAINT erasure_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_check CHECK ((second_by <> first_by));
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_check1 CHECK ((((first_by IS NULL) = (first_at IS NULL)) AND ((second_by IS NULL) = (second_at IS NULL))));
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_check2 CHECK (((second_by IS NULL) OR (first_by IS NOT NULL)));
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_check3 CHECK (((erased_at IS NULL) OR ((second_by IS NOT NULL) AND (ended_at IS NULL))));
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_check4 CHECK (((done_at IS NULL) OR (erased_at IS NOT NULL)));
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_pkey PRIMARY KEY (id);
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES account(id);
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_first_by_fkey FOREIGN KEY (first_by) REFERENCES account(id);
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE erasure_asked ADD CONSTRAINT erasure_asked_second_by_fkey FOREIGN KEY (second_by) REFERENCES account(id);
ALTER TABLE feed ADD CONSTRAINT feed_pkey PRIMARY KEY (account_id);
ALTER TABLE feed ADD CONSTRAINT feed_token_hash_key UNIQUE (token_hash);
ALTER TABLE feed ADD CONSTRAINT feed_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE force ADD CONSTRAINT force_pkey PRIMARY KEY (statute, version);
ALTER TABLE law_files ADD CONSTRAINT law_files_pkey PRIMARY KEY (definition);
ALTER TABLE leaf ADD CONSTRAINT leaf_a_b_kind_key UNIQUE (a, b, kind);
ALTER TABLE leaf ADD CONSTRAINT leaf_pkey PRIMARY KEY (idx);
ALTER TABLE letter ADD CONSTRAINT letter_code_key UNIQUE (code);
ALTER TABLE letter ADD CONSTRAINT letter_pkey PRIMARY KEY (request_id, entry, n);
ALTER TABLE letter ADD CONSTRAINT letter_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE letter_failure ADD CONSTRAINT letter_failure_pkey PRIMARY KEY (request_id, entry, n);
ALTER TABLE letter_failure ADD CONSTRAINT letter_failure_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE letter_template ADD CONSTRAINT letter_template_pkey PRIMARY KEY (kind, locale, version);
ALTER TABLE letter_template ADD CONSTRAINT letter_template_version_check CHECK ((version > 0));
ALTER TABLE lost_notice ADD CONSTRAINT lost_notice_pkey PRIMARY KEY (message_id);
ALTER TABLE milestone ADD CONSTRAINT milestone_pkey PRIMARY KEY (request_id, clock, branch, name);
ALTER TABLE milestone ADD CONSTRAINT milestone_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE notice ADD CONSTRAINT notice_pkey PRIMARY KEY (request_id, entry, n);
ALTER TABLE notice ADD CONSTRAINT notice_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE opinion ADD CONSTRAINT opinion_helped_check CHECK ((helped = ANY (ARRAY['yes'::text, 'partly'::text, 'no'::text])));
ALTER TABLE opinion ADD CONSTRAINT opinion_pkey PRIMARY KEY (request_id);
ALTER TABLE opinion ADD CONSTRAINT opinion_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE outbox ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE people_import ADD CONSTRAINT people_import_pkey PRIMARY KEY (token_hash);
ALTER TABLE people_import ADD CONSTRAINT people_import_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE question ADD CONSTRAINT question_pkey PRIMARY KEY (request_id);
ALTER TABLE question ADD CONSTRAINT question_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE recount ADD CONSTRAINT recount_pkey PRIMARY KEY (id);
ALTER TABLE recount ADD CONSTRAINT recount_reason_key UNIQUE (reason);
ALTER TABLE recount_left ADD CONSTRAINT recount_left_pkey PRIMARY KEY (request_id);
ALTER TABLE recount_left ADD CONSTRAINT recount_left_recount_id_fkey FOREIGN KEY (recount_id) REFERENCES recount(id);
ALTER TABLE recount_left ADD CONSTRAINT recount_left_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE request ADD CONSTRAINT request_pkey PRIMARY KEY (id);
ALTER TABLE request ADD CONSTRAINT request_reference_key UNIQUE (reference);
ALTER TABLE request ADD CONSTRAINT request_joined_fkey FOREIGN KEY (joined) REFERENCES request(id);
ALTER TABLE request ADD CONSTRAINT request_parent_fkey FOREIGN KEY (parent) REFERENCES request(id);
ALTER TABLE request_reader ADD CONSTRAINT request_reader_pkey PRIMARY KEY (request_id, account_id);
ALTER TABLE request_reader ADD CONSTRAINT request_reader_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE request_reader ADD CONSTRAINT request_reader_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE requester ADD CONSTRAINT requester_pkey PRIMARY KEY (request_id);
ALTER TABLE requester ADD CONSTRAINT requester_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE restore ADD CONSTRAINT restore_pkey PRIMARY KEY (id);
ALTER TABLE restore ADD CONSTRAINT restore_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE role_grant ADD CONSTRAINT role_grant_pkey PRIMARY KEY (account_id, role, unit);
ALTER TABLE role_grant ADD CONSTRAINT role_grant_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE saved_list ADD CONSTRAINT saved_list_account_id_name_key UNIQUE (account_id, name);
ALTER TABLE saved_list ADD CONSTRAINT saved_list_pkey PRIMARY KEY (id);
ALTER TABLE saved_list ADD CONSTRAINT saved_list_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE session ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);
ALTER TABLE session ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE sight ADD CONSTRAINT sight_pkey PRIMARY KEY (id);
ALTER TABLE sight ADD CONSTRAINT sight_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE sight_link ADD CONSTRAINT sight_link_pkey PRIMARY KEY (n);
ALTER TABLE sight_link ADD CONSTRAINT sight_link_sight_key UNIQUE (sight);
ALTER TABLE sight_link ADD CONSTRAINT sight_link_sight_fkey FOREIGN KEY (sight) REFERENCES sight(id);
ALTER TABLE sight_waiting ADD CONSTRAINT sight_waiting_pkey PRIMARY KEY (sight);
ALTER TABLE sight_waiting ADD CONSTRAINT sight_waiting_sight_fkey FOREIGN KEY (sight) REFERENCES sight(id);
ALTER TABLE tile ADD CONSTRAINT tile_pkey PRIMARY KEY (level, n);
ALTER TABLE unit ADD CONSTRAINT unit_pkey PRIMARY KEY (key);
ALTER TABLE unit ADD CONSTRAINT unit_parent_fkey FOREIGN KEY (parent) REFERENCES unit(key);
ALTER TABLE unlogged ADD CONSTRAINT unlogged_pkey PRIMARY KEY (id);
ALTER TABLE unsigned ADD CONSTRAINT unsigned_one_check CHECK (one);
ALTER TABLE unsigned ADD CONSTRAINT unsigned_pkey PRIMARY KEY (one);
ALTER TABLE watch ADD CONSTRAINT watch_pkey PRIMARY KEY (account_id, request_id);
ALTER TABLE watch ADD CONSTRAINT watch_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);
ALTER TABLE watch ADD CONSTRAINT watch_request_id_fkey FOREIGN KEY (request_id) REFERENCES request(id);
ALTER TABLE witness ADD CONSTRAINT witness_pkey PRIMARY KEY (name);
ALTER TABLE witness_key ADD CONSTRAINT witness_key_name_hash_key UNIQUE (name, hash);
ALTER TABLE witness_key ADD CONSTRAINT witness_key_pkey PRIMARY KEY (id);
ALTER TABLE witnessed ADD CONSTRAINT witnessed_pkey PRIMARY KEY (n);

CREATE INDEX account_backup ON account USING btree (backup) WHERE (backup IS NOT NULL);
CREATE UNIQUE INDEX account_login_key ON account USING btree (lower(login));
CREATE INDEX batch_account ON batch USING btree (account_id, id);
CREATE INDEX batch_open ON batch USING btree (id) WHERE (finished_at IS NULL);
CREATE INDEX batch_item_state ON batch_item USING btree (batch_id, state, request_id);
CREATE INDEX branch_account ON branch USING btree (account_id) WHERE (state = ANY (ARRAY['open'::text, 'accepted'::text, 'answered'::text]));
CREATE INDEX branch_back ON branch USING btree (unit, due_on, request_id) WHERE sent_back;
CREATE INDEX branch_live ON branch USING btree (request_id) WHERE (state = ANY (ARRAY['open'::text, 'accepted'::text, 'answered'::text]));
CREATE INDEX branch_unit ON branch USING btree (unit, request_id);
CREATE INDEX branch_unit_live ON branch USING btree (unit, due_on, request_id) WHERE (state = ANY (ARRAY['open'::text, 'accepted'::text, 'answered'::text]));
CREATE INDEX deadline_counting ON deadline USING btree (request_id) WHERE (status = ANY (ARRAY['running'::text, 'missed'::text, 'suspended'::text]));
CREATE INDEX deadline_due ON deadline USING btree (COALESCE(due_on, 'infinity'::date), request_id, clock, branch);
CREATE INDEX deadline_extended ON deadline USING btree (COALESCE(due_on, 'infinity'::date), request_id, clock, branch) WHERE (extended > 0);
CREATE INDEX deadline_figures ON deadline USING btree (clock, unit, status, missed, extended);
CREATE INDEX deadline_late ON deadline USING btree (COALESCE(due_on, 'infinity'::date), request_id, clock, branch) WHERE missed;
CREATE INDEX deadline_live ON deadline USING btree (status, COALESCE(due_on, 'infinity'::date), request_id, clock, branch) WHERE (status = ANY (ARRAY['running'::text, 'missed'::text, 'suspended'::text]));
CREATE INDEX deadline_unit ON deadline USING btree (unit, COALESCE(due_on, 'infinity'::date), request_id, clock, branch);
CREATE INDEX deadline_unit_live ON deadline USING btree (unit, status, COALESCE(due_on, 'infinity'::date), request_id, clock, branch) WHERE (status = ANY (ARRAY['running'::text, 'missed'::text, 'suspended'::text]));
CREATE INDEX disclosure_newest ON disclosure USING btree (answered_on, request_id);
CREATE INDEX disclosure_outcome ON disclosure USING btree (outcome, answered_on, request_id);
CREATE INDEX disclosure_words_units ON disclosure USING gin (words, units);
CREATE INDEX disclosure_zone ON disclosure USING btree (zone, answered_on, request_id) WHERE (zone <> ''::text);
CREATE INDEX disclosure_unit_request ON disclosure_unit USING btree (request_id);
CREATE UNIQUE INDEX document_replaces ON document USING btree (replaces) WHERE (replaces IS NOT NULL);
CREATE INDEX document_request ON document USING btree (request_id, entry);
CREATE INDEX document_search ON document USING gin (search);
CREATE INDEX draft_expires ON draft USING btree (expires_at);
CREATE INDEX entry_answered_to ON entry USING btree (((facts ->> 'unit'::text)), at) WHERE (event = 'unit_answered'::text);
CREATE INDEX entry_late ON entry USING btree (at, request_id, seq) WHERE ((facts ? 'received_at'::text) OR ((facts ? 'late'::text) AND (event = ANY (ARRAY['lapsed'::text, 'clarification_lapsed'::text, 'fee_lapsed'::text]))));
CREATE INDEX entry_mention ON entry USING gin (((facts -> 'people'::text))) WHERE (event = 'noted'::text);
CREATE INDEX entry_unit_answered ON entry USING btree (request_id, (((facts ->> 'of'::text))::integer)) WHERE (event = 'unit_answered'::text);
CREATE INDEX entry_unit_asked ON entry USING btree (((facts ->> 'unit'::text)), request_id) WHERE (event = 'unit_asked'::text);
CREATE INDEX entry_words_delay ON entry_words USING btree (request_id DESC, seq DESC) WHERE (words ? 'delay'::text);
CREATE INDEX entry_words_search ON entry_words USING gin (search);
CREATE UNIQUE INDEX erasure_asked_once ON erasure_asked USING btree (request_id) WHERE (ended_at IS NULL);
CREATE INDEX erasure_asked_waits ON erasure_asked USING btree (id) WHERE ((done_at IS NULL) AND (ended_at IS NULL));
CREATE UNIQUE INDEX force_id ON force USING btree (id);
CREATE INDEX leaf_last ON leaf USING btree (kind, a) WHERE (kind = ANY (ARRAY['heartbeat'::act_kind, 'sight'::act_kind]));
CREATE INDEX letter_document ON letter USING btree (document_id);
CREATE UNIQUE INDEX letter_id ON letter USING btree (id);
CREATE INDEX letter_failure_newest ON letter_failure USING btree (failed_at DESC);
CREATE INDEX milestone_falls ON milestone USING btree (falls_at, request_id);
CREATE INDEX milestone_queued ON milestone USING btree (queued_at) WHERE (queued_at IS NOT NULL);
CREATE INDEX milestone_unqueued ON milestone USING btree (falls_at, request_id) WHERE (queued_at IS NULL);
CREATE INDEX notice_unsettled ON notice USING btree (created_at) WHERE (settled_at IS NULL);
CREATE INDEX people_import_expires ON people_import USING btree (expires_at);
CREATE INDEX question_twin ON question USING btree (md5((strip(words))::text));
CREATE INDEX question_words ON question USING gin (words);
CREATE INDEX recount_open ON recount USING btree (id) WHERE (finished_at IS NULL);
CREATE INDEX recount_left_at ON recount_left USING btree (at);
CREATE INDEX recount_left_recount ON recount_left USING btree (recount_id);
CREATE INDEX request_back ON request USING btree (COALESCE(due_on, 'infinity'::date), id) WHERE (back <> ''::text);
CREATE INDEX request_clock ON request USING btree (clock, COALESCE(due_on, 'infinity'::date), id) WHERE (clock = ANY (ARRAY['running'::text, 'missed'::text, 'suspended'::text]));
CREATE INDEX request_clock_ended ON request USING btree (clock, id) WHERE (clock = ANY (ARRAY['met'::text, 'stopped'::text]));
CREATE INDEX request_closed ON request USING btree (id) WHERE (state = ANY (ARRAY['answered'::text, 'published'::text, 'withdrawn'::text, 'transferred'::text]));
CREATE INDEX request_ended ON request USING btree (state, id) WHERE (state = ANY (ARRAY['answered'::text, 'published'::text, 'withdrawn'::text, 'transferred'::text]));
CREATE INDEX request_joined ON request USING btree (joined) WHERE (joined IS NOT NULL);
CREATE INDEX request_live ON request USING btree (COALESCE(due_on, 'infinity'::date), id) WHERE (state = ANY (ARRAY['received'::text, 'open'::text, 'signing'::text, 'signed'::text]));
CREATE INDEX request_owner ON request USING btree (owner, COALESCE(due_on, 'infinity'::date), id) WHERE ((owner IS NOT NULL) AND (state = ANY (ARRAY['received'::text, 'open'::text, 'signing'::text, 'signed'::text])));
CREATE INDEX request_parent ON request USING btree (parent) WHERE (parent IS NOT NULL);
CREATE INDEX request_restricted ON request USING btree (id) WHERE restricted;
CREATE INDEX request_state ON request USING btree (state, COALESCE(due_on, 'infinity'::date), id) WHERE (state = ANY (ARRAY['received'::text, 'open'::text, 'signing'::text, 'signed'::text]));
CREATE INDEX request_unseen ON request USING btree (COALESCE(seen_on, '-infinity'::date), id) WHERE (state = ANY (ARRAY['received'::text, 'open'::text, 'signing'::text, 'signed'::text]));
CREATE INDEX requester_search ON requester USING gin (search);
CREATE INDEX role_grant_unit ON role_grant USING btree (unit, role);
CREATE INDEX session_account ON session USING btree (account_id);
CREATE INDEX sight_account ON sight USING btree (account_id, id);
CREATE INDEX sight_cases ON sight USING gin (cases);
CREATE INDEX unlogged_problem ON unlogged USING btree (id) WHERE (problem IS NOT NULL);

CREATE TRIGGER admin_entry_append_only BEFORE DELETE OR UPDATE ON admin_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER admin_entry_logged AFTER INSERT ON admin_entry FOR EACH ROW EXECUTE FUNCTION log_act('admin');
CREATE TRIGGER admin_entry_no_truncate BEFORE TRUNCATE ON admin_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_append_only BEFORE DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_grows BEFORE UPDATE ON checkpoint FOR EACH ROW WHEN ((((((((old.size IS DISTINCT FROM new.size) OR (old.at IS DISTINCT FROM new.at)) OR (old.origin IS DISTINCT FROM new.origin)) OR (old.root IS DISTINCT FROM new.root)) OR (old.signatures IS DISTINCT FROM new.signatures)) OR (old.note IS DISTINCT FROM new.note)) OR (old.cosignatures IS DISTINCT FROM substr(new.cosignatures, 1, length(old.cosignatures))) OR (old.cosigned IS DISTINCT FROM new.cosigned[1:cardinality(old.cosigned)]))) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_origin_append_only BEFORE DELETE OR UPDATE ON checkpoint_origin FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER closure_append_only BEFORE DELETE OR UPDATE ON closure FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER closure_logged AFTER INSERT ON closure FOR EACH ROW EXECUTE FUNCTION log_act('closure');
CREATE TRIGGER closure_no_truncate BEFORE TRUNCATE ON closure FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER disclosure_units AFTER INSERT OR UPDATE OF units, answered_on ON disclosure FOR EACH ROW EXECUTE FUNCTION disclosure_of_units();
CREATE TRIGGER entry_append_only BEFORE DELETE OR UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_logged AFTER INSERT ON entry FOR EACH ROW EXECUTE FUNCTION log_entry();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erasure_append_only BEFORE DELETE OR UPDATE ON erasure FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erasure_logged AFTER INSERT ON erasure FOR EACH ROW EXECUTE FUNCTION log_act('erasure');
CREATE TRIGGER force_append_only BEFORE DELETE OR UPDATE ON force FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER force_logged AFTER INSERT ON force FOR EACH ROW EXECUTE FUNCTION log_act('force');
CREATE TRIGGER law_files_append_only BEFORE DELETE OR UPDATE ON law_files FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER law_files_no_truncate BEFORE TRUNCATE ON law_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER leaf_append_only BEFORE DELETE OR UPDATE ON leaf FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER leaf_no_truncate BEFORE TRUNCATE ON leaf FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letter_append_only BEFORE DELETE OR UPDATE ON letter FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased();
CREATE TRIGGER letter_logged AFTER INSERT ON letter FOR EACH ROW EXECUTE FUNCTION log_act('letter');
CREATE TRIGGER letter_no_truncate BEFORE TRUNCATE ON letter FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letter_template_append_only BEFORE DELETE OR UPDATE ON letter_template FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letter_template_no_truncate BEFORE TRUNCATE ON letter_template FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER restore_append_only BEFORE DELETE OR UPDATE ON restore FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER restore_logged AFTER INSERT ON restore FOR EACH ROW EXECUTE FUNCTION log_act('restore');
CREATE TRIGGER sight_append_only BEFORE DELETE OR UPDATE ON sight FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sight_no_truncate BEFORE TRUNCATE ON sight FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sight_link_append_only BEFORE DELETE OR UPDATE ON sight_link FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sight_link_no_truncate BEFORE TRUNCATE ON sight_link FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER witness_key_append_only BEFORE DELETE OR UPDATE ON witness_key FOR EACH ROW EXECUTE FUNCTION refuse_change();
