"""Actions: the verbs a teacher would recognise. Each authorises, locks, changes, audits, tells."""
