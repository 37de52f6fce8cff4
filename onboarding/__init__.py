"""What it means to bring an agent on board. Knows neither HTTP nor the task queue."""
