-- What staff did with alerts, newest first, for the data-protection officer (IG-11, IG-12).
CREATE INDEX alert_step_newest ON alert_step (at DESC, number DESC);
