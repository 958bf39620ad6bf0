"""What answers tasks: rules offline, a model, or a recording. All of them through `agent.Engine`."""
