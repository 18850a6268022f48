"""What watches Tocsin from outside: Prometheus and Alertmanager for checks and drills, and the table of metrics."""
