READY := .venv/.ready
setup: $(READY)
$(READY): requirements.lock pyproject.toml tools/setup.sh
	@tools/setup.sh
