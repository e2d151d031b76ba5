-- Retention of what the witnesses confirmed and of what publishers left unfinished (IG-14). Old rounds and their
-- cosignatures go but for one of each day: a receipt of any entry needs one confirmed checkpoint that has it.

CREATE INDEX ledger_round_opened ON ledger_round (opened);

GRANT SELECT (size, opened), DELETE ON ledger_round TO dolen_eraser;
GRANT SELECT (size, member), DELETE ON ledger_cosignature TO dolen_eraser;

-- When a chunk was staged: one that nobody commits has its time too.
ALTER TABLE stage_chunk ADD COLUMN staged bigint NOT NULL DEFAULT (extract(epoch FROM now()) * 1000)::bigint;

GRANT SELECT (agency, epoch, staged), DELETE ON stage_chunk TO dolen_eraser;
GRANT SELECT (agency, epoch), DELETE ON stage_record, stage_flag TO dolen_eraser;
