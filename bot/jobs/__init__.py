"""What must still happen after a crash: each job can be killed and run again."""
