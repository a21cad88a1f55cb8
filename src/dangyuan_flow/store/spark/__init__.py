"""The sweep of a snapshot past one machine: on Apache Spark, an optional extra, loaded only when it is asked for."""
