"""What drives the stages: cache, jobs, ledger, project folders and the pipeline."""
